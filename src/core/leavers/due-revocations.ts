import type { AuditEvent } from '../audit/audit-event.ts';
import type { Clock, Log } from '../ports.ts';
import type { Leaving, TokenHolder } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { DAY } from '../timing/durations.ts';
import { ENDING_PLACES } from '../tokens/ending-places.ts';
import { type Instant, type PersonId, type Token, tokenState } from '../tokens/token.ts';
import type { LeaverEnded, LeaverEnding } from './leaver-ending.ts';
import type { Administrators, Leaver } from './leaver-news.ts';

export interface DueRevocationsDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'audit' | 'accounts' | 'marks'>;
  readonly administrators: Administrators;
  readonly ending?: LeaverEnding;
  readonly graceMs: number;
  readonly log: Log;
  readonly newId: () => string;
}

/** How the mark begins that says that somebody was looked up in all organizations after they left. */
const MARK = 'left.';
/** At the first start there may be many; each takes some calls. */
const MOST_LOOKED_UP = 10;
const WHY = 'its owner left, and the time to say otherwise is over';

function markOf({ tenantId, objectId }: PersonId, { at }: Leaving): string {
  return `${MARK}${tenantId}.${objectId}.${at}`.toLowerCase();
}

/** Makes what revokes the tokens of those who left, once the grace is over; it gives how many that were. */
export function createDueRevocations(
  deps: DueRevocationsDeps,
): (holders: readonly TokenHolder[]) => Promise<number> {
  const { clock, store, administrators, ending, graceMs, log, newId } = deps;
  let toldAt = Number.NEGATIVE_INFINITY;

  function eventOf(person: PersonId, detail: string, token?: Token): AuditEvent {
    return {
      id: newId(),
      at: clock.now(),
      action: 'revoke',
      actor: person,
      place: ENDING_PLACES.directory,
      owner: person,
      ...(token === undefined ? {} : { tokenId: token.id, tokenName: token.name }),
      detail,
    };
  }

  async function revokeOne(token: Token, now: Instant, detail = WHY): Promise<boolean> {
    const { owner, id } = token;
    const changed = await store.tokens.change({
      owner,
      tokenId: id,
      now,
      set: { revokedAt: now },
      notices: [],
      dropOpenNotices: 'the token was revoked',
      event: eventOf(owner, detail, token),
    });
    return changed !== undefined;
  }

  async function revokeThere(person: PersonId, tokens: readonly Token[], done: LeaverEnded): Promise<number> {
    const { ended, unknown, administrator } = done;
    const detail = `${WHY}; as administrator ${administrator?.objectId ?? ''}`;
    let revoked = 0;
    for (const token of tokens)
      if (ended.has(token.id) && (await revokeOne(token, clock.now(), detail))) revoked += 1;
    if (unknown > 0)
      await store.audit.record(eventOf(person, `${detail}; ${unknown} tokens that were not known here`));
    return revoked;
  }

  /** Those of whom no token there is known may have some: they are looked up once. */
  async function lookUpOthers(now: Instant): Promise<void> {
    if (ending === undefined) return;
    const due = (await store.accounts.listLeaving()).flatMap(({ person, leaving }) =>
      leaving?.state === 'refused' && leaving.at + graceMs <= now
        ? [{ person, mark: markOf(person, leaving) }]
        : [],
    );
    if (due.length === 0) return;
    const done = new Set(await store.marks.list(MARK));
    for (const { person, mark } of due.filter((one) => !done.has(one.mark)).slice(0, MOST_LOOKED_UP)) {
      const ended = await ending.end(person, []);
      await revokeThere(person, [], ended);
      if (ended.isWhole) await store.marks.add(mark);
    }
  }

  /** Once a day is enough: it is tried at every look. */
  async function tellWaiting(people: readonly Leaver[]): Promise<void> {
    if (people.length === 0 || clock.now() < toldAt + DAY) return;
    toldAt = clock.now();
    await administrators.tell({ kind: 'not-ended', people });
  }

  return async (holders) => {
    const now = clock.now();
    const waiting: Leaver[] = [];
    let revoked = 0;
    for (const { person, leaving } of holders.filter(({ refused }) => refused > 0)) {
      const due = (await store.tokens.list(person)).filter(
        (token) =>
          token.refusedSince !== undefined &&
          token.refusedSince + graceMs <= now &&
          tokenState(token, now) === 'active',
      );
      for (const token of due) if (token.digest !== undefined && (await revokeOne(token, now))) revoked += 1;
      const there = due.filter(({ authority }) => authority === ending?.authority);
      if (ending === undefined || there.length === 0) continue;
      const done = await ending.end(person, there);
      revoked += await revokeThere(person, there, done);
      const left = there.length - done.ended.size;
      if (left > 0) {
        log.info({ person, tokens: left }, 'tokens of somebody who left are not revoked yet');
        waiting.push({ person, why: leaving?.why ?? 'disabled', tokens: left });
      }
    }
    await tellWaiting(waiting);
    await lookUpOthers(now);
    return revoked;
  };
}
