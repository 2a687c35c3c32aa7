import type { AccountState, Directory } from '../../../src/core/leavers/directory.ts';
import type { LeaverNews } from '../../../src/core/leavers/leaver-news.ts';
import { createLeaverWatch } from '../../../src/core/leavers/leaver-watch.ts';
import { createLeavers } from '../../../src/core/leavers/leavers.ts';
import { createProvisioning } from '../../../src/core/leavers/provisioning.ts';
import { type PersonId, personKey, type Token } from '../../../src/core/tokens/token.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, sampleToken } from '../samples.ts';

const MINUTE = 60_000;

/** Somebody of Ada's tenant, by a number. */
export function personNumber(n: number): PersonId {
  return { tenantId: ADA.tenantId, objectId: `d0000000-0000-4000-8000-${String(n).padStart(12, '0')}` };
}

/** People with tokens over a store in memory, a directory that says what a test wants, and administrators who listen. */
export function createLeaverWorld({ asksDirectory = true } = {}) {
  const store = createFakeStore();
  const clock = createFixedClock();
  const news: LeaverNews[] = [];
  const said = new Map<string, AccountState>();
  const directory: Directory & { failure?: Error } = {
    async look() {
      if (directory.failure !== undefined) throw directory.failure;
      return (person) => said.get(personKey(person)) ?? 'active';
    },
  };
  const administrators = {
    async tell(told: LeaverNews) {
      news.push(told);
    },
  };
  const log = createSilentLog();
  const leavers = createLeavers({ clock, store, administrators, graceMs: DAY, log });
  const watchOf = () =>
    createLeaverWatch({
      clock,
      store,
      leavers,
      ...(asksDirectory ? { directory } : {}),
      administrators,
      withinMs: 5 * MINUTE,
      log,
      later: clock.later,
    });
  const watch = watchOf();
  let made = 0;

  async function giveToken(owner: PersonId): Promise<Token> {
    made += 1;
    const digest = { selector: `selector-${made}`, digest: 'digest', pepper: 1 };
    const ids = { id: `token-${made}`, formKey: `form-${made}`, name: `Token ${made}` };
    const token = sampleToken({
      ...ids,
      owner,
      createdAt: clock.now(),
      validTo: clock.now() + 90 * DAY,
      digest,
    });
    const event = {
      id: ids.id,
      at: clock.now(),
      action: 'create',
      actor: owner,
      place: 'personal',
      owner,
    } as const;
    await store.tokens.insert({ token, notices: [], event, maxActive: 50 });
    return token;
  }

  return {
    store,
    clock,
    news,
    directory,
    leavers,
    watch,
    watchOf,
    provisioning: createProvisioning({ clock, store, tenantId: ADA.tenantId }),
    giveToken,
    /** What the directory says of somebody from now on. */
    say: (person: PersonId, state: AccountState) => said.set(personKey(person), state),
    now: async ({ owner, id }: Token) => store.tokens.find(owner, id),
    async stateOf(person: PersonId) {
      return (await store.accounts.find(person))?.leaving?.state;
    },
    /** People with a token each. */
    async crowd(count: number) {
      const people = Array.from({ length: count }, (_, index) => personNumber(index));
      for (const person of people) await giveToken(person);
      return people;
    },
    HOUR,
    DAY,
    MINUTE,
  };
}
