import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { Clock, Log } from '../ports.ts';
import type { Account, Leaving, LeavingChange, TokenHolder } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { HOUR } from '../timing/durations.ts';
import { type AuthorityId, type Instant, type PersonId, personKey } from '../tokens/token.ts';
import { stateOfAccount } from './account-state.ts';
import type { AccountState } from './directory.ts';
import { createDueRevocations } from './due-revocations.ts';
import type { LeaverEnding } from './leaver-ending.ts';
import type { Administrators, Leaver } from './leaver-news.ts';
import { isMassLeave } from './mass-leave.ts';

export interface LeaversDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'accounts' | 'tokens' | 'audit' | 'marks'>;
  readonly administrators: Administrators;
  /** Other authorities whose tokens are revoked there when their owner leaves; none when left out. */
  readonly authorities?: readonly AuthorityId[];
  /** What revokes them; absent where that can't be done yet. */
  readonly ending?: LeaverEnding;
  /** So long after their owner left, refused tokens are revoked. Milliseconds. */
  readonly graceMs: number;
  readonly log: Log;
  readonly newId?: () => string;
}

/** Somebody of whom a decision is kept, with what is left of their tokens. */
export type KnownLeaver = Account & { readonly leaving: Leaving } & Pick<TokenHolder, 'usable' | 'refused'>;

/** Somebody with working tokens who has left, as they were read: nothing was decided then, or they had returned. */
interface FreshLeaver extends Pick<Leaving, 'why'> {
  readonly holder: TokenHolder;
}

/** Takes away, and after a grace for good, what those who left could still do. */
export interface Leavers {
  /**
   * Goes through everybody with tokens once. `stateOf` is what the directory says; undefined while it doesn't answer, and then
   * only provisioning counts. It writes what it finds, so that every process knows it at once.
   */
  goThrough(holders: readonly TokenHolder[], stateOf?: (person: PersonId) => AccountState): Promise<void>;
  /** Everybody with tokens that end when they leave. */
  holders(): Promise<readonly TokenHolder[]>;
  /** Revokes what has been refused for longer than the grace; gives how many tokens that were. */
  revokeDue(holders: readonly TokenHolder[]): Promise<number>;
  list(): Promise<readonly KnownLeaver[]>;
  /** An administrator agrees that held people have left: their tokens are refused at once. Gives whom that concerned. */
  agree(people: readonly PersonId[] | 'all'): Promise<readonly PersonId[]>;
  /** An administrator says that somebody has not left: what is not revoked yet works again. False when they are not listed. */
  spare(person: PersonId): Promise<boolean>;
}

/** Creates it. Nothing runs by itself. */
export function createLeavers(deps: LeaversDeps): Leavers {
  const { clock, store, administrators, authorities = [], log, newId = randomUUID } = deps;

  function eventOf(person: PersonId, place: string, detail: string): AuditEvent {
    return { id: newId(), at: clock.now(), action: 'leave', actor: person, place, owner: person, detail };
  }

  /** Gives whether it was written: another process may have decided since the account was read. */
  async function decide(
    { person, leaving: before }: Account,
    leaving: Leaving | undefined,
    tokens: LeavingChange['tokens'],
    [place, detail]: readonly [place: string, detail: string],
  ): Promise<boolean> {
    const event = eventOf(person, place, detail);
    const change = {
      person,
      now: clock.now(),
      leaving,
      tokens,
      authorities,
      asRead: { leaving: before },
      event,
    };
    return (await store.accounts.leave(change)) !== undefined;
  }

  /**
   * They count against those who leave now, unless an administrator knows of them. So do those who are back already, because their
   * tokens stay refused: a filter that takes away some people after others locks out a company, too.
   */
  function countsStill({ leaving }: Pick<Account, 'leaving'>, now: Instant): boolean {
    if (leaving === undefined || leaving.agreed === true) return false;
    return leaving.state !== 'spared' && leaving.at > now - HOUR;
  }

  /** Their tokens stay refused: they make new ones, or an administrator says that it was a mistake. */
  async function welcomeBack(account: Account, hasRefused: boolean): Promise<void> {
    const { leaving } = account;
    if (leaving === undefined || (leaving.state === 'returned' && hasRefused)) return;
    const now = clock.now();
    const counts = countsStill({ leaving }, now);
    const returned: Leaving = {
      state: 'returned',
      why: leaving.why,
      at: now,
      ...(counts ? {} : { agreed: true }),
    };
    const next = leaving.state === 'refused' && hasRefused ? returned : undefined;
    await decide(account, next, 'keep', ['directory', 'account active again']);
  }

  async function takeLeave(fresh: readonly FreshLeaver[], isMass: boolean): Promise<void> {
    const now = clock.now();
    const told: Leaver[] = [];
    for (const { holder, why } of fresh) {
      const { person, usable } = holder;
      const leaving: Leaving = { state: isMass ? 'held' : 'refused', why, at: now };
      const what = isMass ? 'tokens stay, until an administrator agrees' : 'tokens are refused';
      try {
        const words = ['directory', `account ${why}: ${what}`] as const;
        if (await decide(holder, leaving, isMass ? 'keep' : 'refuse', words))
          told.push({ person, why, tokens: usable });
      } catch (err) {
        log.error(
          { err, person },
          'what becomes of somebody who left could not be written: it is tried again',
        );
      }
    }
    if (told.length > 0) await administrators.tell({ kind: isMass ? 'held' : 'left', people: told });
  }

  async function spare(person: PersonId): Promise<boolean> {
    const account = await store.accounts.find(person);
    if (account?.leaving === undefined) return false;
    const { state, why } = account.leaving;
    const spared: Leaving = { state: 'spared', why, at: clock.now(), agreed: true };
    const next = state === 'returned' ? undefined : spared;
    const detail = 'an administrator said that they have not left: tokens work again';
    // What was decided in the meantime is taken back as well.
    return (await decide(account, next, 'restore', ['administration', detail])) || spare(person);
  }

  async function known(): Promise<readonly KnownLeaver[]> {
    const holders = await store.accounts.listHolders(clock.now(), authorities);
    const byPerson = new Map(holders.map((holder) => [personKey(holder.person), holder]));
    return (await store.accounts.listLeaving()).flatMap(({ leaving, ...account }) => {
      const { usable = 0, refused = 0 } = byPerson.get(personKey(account.person)) ?? {};
      return leaving === undefined ? [] : [{ ...account, leaving, usable, refused }];
    });
  }

  return {
    async goThrough(holders, stateOf) {
      const now = clock.now();
      const decided = await store.accounts.listLeaving();
      const refused = new Map(holders.map((holder) => [personKey(holder.person), holder.refused]));
      for (const account of decided)
        if (stateOfAccount(account, stateOf) === 'active')
          await welcomeBack(account, (refused.get(personKey(account.person)) ?? 0) > 0);
      const fresh: FreshLeaver[] = [];
      for (const holder of holders) {
        const { leaving, usable } = holder;
        const why = stateOfAccount(holder, stateOf);
        if (usable === 0 || (why !== 'disabled' && why !== 'deleted')) continue;
        if (leaving === undefined || leaving.state === 'returned') fresh.push({ holder, why });
        // Made after they had left: some sign-ins live on for an hour.
        else if (leaving.state === 'refused')
          await decide(holder, leaving, 'refuse', ['directory', 'made since: tokens are refused']);
      }
      const leavingNow = new Set(fresh.map(({ holder }) => personKey(holder.person)));
      const lately = decided.filter(
        (account) => countsStill(account, now) && !leavingNow.has(personKey(account.person)),
      ).length;
      await takeLeave(fresh, isMassLeave(lately + fresh.length, holders.length));
    },

    revokeDue: createDueRevocations({ ...deps, newId }),

    holders: () => store.accounts.listHolders(clock.now(), authorities),
    list: known,

    async agree(people) {
      const meant = people === 'all' ? undefined : new Set(people.map(personKey));
      const held = (await known()).filter(
        ({ person, leaving }) => leaving.state === 'held' && (meant?.has(personKey(person)) ?? true),
      );
      const concerned: PersonId[] = [];
      for (const account of held) {
        const agreed: Leaving = { state: 'refused', why: account.leaving.why, at: clock.now(), agreed: true };
        const words = ['administration', 'an administrator agreed: tokens are refused'] as const;
        if (await decide(account, agreed, 'refuse', words)) concerned.push(account.person);
      }
      return concerned;
    },

    spare,
  };
}
