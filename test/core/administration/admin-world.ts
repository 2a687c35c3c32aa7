import { randomUUID } from 'node:crypto';
import type { Administration } from '../../../src/core/administration/administration.ts';
import { createAdministrationAudit } from '../../../src/core/administration/administration-audit.ts';
import { createAdministration } from '../../../src/core/administration/administration-service.ts';
import { createEndingElsewhere } from '../../../src/core/administration/ending-elsewhere.ts';
import type { FreshSignIn } from '../../../src/core/administration/fresh-sign-in.ts';
import type { Job } from '../../../src/core/administration/job.ts';
import { createJobRunner, type JobRunner } from '../../../src/core/administration/job-runner.ts';
import { createMemberTokens } from '../../../src/core/administration/member-tokens.ts';
import { createOrganizationLooks } from '../../../src/core/administration/organization-looks.ts';
import type { Role } from '../../../src/core/administration/role.ts';
import { createRoleSource } from '../../../src/core/administration/roles.ts';
import type { Store } from '../../../src/core/store/store.ts';
import { createAuthorityTable } from '../../../src/core/tokens/authority-table.ts';
import { type Actor, ownerOf, personKey, type Token } from '../../../src/core/tokens/token.ts';
import { AUTHORITY_TRAITS } from '../../../src/service/authorities.ts';
import { contactOf, insertOf, revocationOf, tokenOf } from '../../stores/fixtures.ts';
import { createFakeStore, type FakeStore } from '../../support/fake-store.ts';
import { createFixedClock, type FixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { createFakeMembers, type FakeMembers, fakeSignInThere } from './fake-members.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';

export const BOSS = person('00000000-0000-4000-8000-000000000001', 'Bo Ss');
export const CHIEF = person('00000000-0000-4000-8000-000000000002', 'Chi Ef');
export const AUDITOR = person('00000000-0000-4000-8000-000000000003', 'Au Ditor');
export const LEAVER = person('00000000-0000-4000-8000-000000000004', 'Lea Ver');
export const STRANGER = person('00000000-0000-4000-8000-000000000005', 'Stra Nger');

/** Administration over a store in memory, with two administrators, an auditor, and a clock that stands still. */
export interface AdminWorld {
  readonly administration: Administration;
  readonly store: FakeStore;
  /** The authority whose administrators see everybody's tokens. */
  readonly members: FakeMembers;
  /** What was shown of jobs. */
  readonly shown: Job[];
  readonly clock: FixedClock;
  readonly runner: JobRunner;
  /** Secrets, and the tokens that they prove. */
  readonly secrets: Map<string, Token>;
  /** The requests that the other administrators were told of. */
  readonly told: string[];
  /** How often the dispatcher was told that notices are due. */
  woken(): number;
  signIn(actor: Actor, roles?: readonly Role[], authTime?: number): Promise<void>;
  add(owner: Actor, more?: Partial<Token>): Promise<Token>;
  know(actor: Actor): Promise<void>;
  revokeAsOwner(token: Token): Promise<void>;
  /** A further runner, as another process has it. */
  anotherRunner(store?: Pick<Store, 'tokens' | 'oversight' | 'contacts'>): JobRunner;
}

const POLICY = {
  maxLifespanDays: 365,
  forbiddenScopes: [],
  maxTokensPerUser: 50,
  builtinOrganizations: ['example'],
  authorities: AUTHORITY_TRAITS,
};

/** Creates it; a second administrator is wanted above three tokens. */
export function createAdminWorld(): AdminWorld {
  const clock = createFixedClock();
  const store = createFakeStore();
  const log = createSilentLog();
  const signIns = new Map<string, FreshSignIn>();
  const secrets = new Map<string, Token>();
  const told: string[] = [];
  const shown: Job[] = [];
  const members = createFakeMembers();
  let woken = 0;
  const roles = createRoleSource({
    administrators: [BOSS, CHIEF],
    auditors: [AUDITOR],
    signIns: { find: async (actor) => signIns.get(personKey(actor)) },
    clock,
  });
  const audit = createAdministrationAudit({ store, clock, log, newId: randomUUID });
  const builtin = {
    id: 'builtin',
    endsInStore: true as const,
    organizations: async () => [],
    issue: () => Promise.reject(new Error('nothing is issued here')),
    renew: async (_actor: Actor, _token: Token, validTo: number) => validTo,
    revoke: async () => {},
  };
  const authorities = createAuthorityTable([builtin], log);
  const elsewhereOf = (used: Pick<Store, 'tokens' | 'oversight' | 'contacts'>) => {
    const deps = {
      administration: members,
      store: { ...store, ...used },
      audit,
      clock,
      log,
      newId: randomUUID,
    };
    const memberTokens = createMemberTokens(deps);
    return {
      memberTokens,
      end: createEndingElsewhere(deps),
      looks: createOrganizationLooks({ ...deps, memberTokens }),
    };
  };
  const anotherRunner = (used: Pick<Store, 'tokens' | 'oversight' | 'contacts'> = store) =>
    createJobRunner({
      store: used,
      policy: POLICY,
      authorities,
      elsewhere: elsewhereOf(used),
      audit,
      clock,
      later: (ms, run) => {
        const timer = setTimeout(run, ms);
        timer.unref();
        return () => clearTimeout(timer);
      },
      log,
      wake: () => {},
      messages: () => ({
        show: async (job) => {
          shown.push(job);
          return 'message';
        },
      }),
    });
  const runner = anotherRunner();
  runner.start();
  return {
    store,
    clock,
    runner,
    secrets,
    told,
    members,
    shown,
    woken: () => woken,
    anotherRunner,
    administration: createAdministration({
      roles,
      audit,
      store,
      clock,
      authorities,
      policy: POLICY,
      signIn: { start: async () => 'https://patkeeper.example.com/', confirm: async () => {} },
      elsewhere: {
        administration: members,
        memberTokens: elsewhereOf(store).memberTokens,
        signIn: fakeSignInThere(members),
      },
      recognize: async (secret) => secrets.get(secret.reveal()),
      newId: randomUUID,
      wake: () => {
        woken += 1;
      },
      confirmAbove: 3,
      work: (job) => runner.work(job, 200),
      tellOthers: async ({ id }) => void told.push(id),
    }),
    async signIn(actor, said = [], authTime = clock.now()) {
      signIns.set(personKey(actor), { authTime, at: clock.now(), roles: said });
    },
    async add(owner, more = {}) {
      const token = tokenOf(ownerOf(owner), {
        createdAt: clock.now(),
        validTo: clock.now() + 30 * 86_400_000,
        ...more,
      });
      await store.tokens.insert(insertOf(token, { maxActive: 1000 }));
      return token;
    },
    know: (actor) => store.contacts.save(contactOf(ownerOf(actor), { name: actor.name })),
    async revokeAsOwner(token) {
      await store.tokens.change(revocationOf(token, clock.now()));
    },
  };
}

function person(objectId: string, name: string): Actor {
  return { tenantId: TENANT, objectId, name, locale: 'en-US', place: 'personal' };
}
