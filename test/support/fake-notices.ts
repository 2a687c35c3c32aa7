import { mayOwe } from '../../src/core/notices/may-owe.ts';
import { isKnownKind } from '../../src/core/notices/notice-kinds.ts';
import { type Notice, undeliveredState } from '../../src/core/notices/notices.ts';
import { outdates } from '../../src/core/notices/outdates.ts';
import type { NoticeStore, Settlement, UndeliveredCount } from '../../src/core/store/notices.ts';
import { type Instant, type PersonId, samePerson } from '../../src/core/tokens/token.ts';
import type { TokenUpdate } from '../../src/core/tokens/token-writes.ts';
import { tryAgain } from '../../src/stores/lowdb/contact-changes.ts';
import { isAsked, latestFirst } from '../../src/stores/lowdb/notice-reads.ts';
import { emptyDocument } from '../../src/stores/lowdb/person-document.ts';

interface Row {
  notice: Notice;
  leaseUntil?: Instant;
}

/** The notices of a fake store. */
export interface FakeNotices {
  readonly part: NoticeStore;
  /** Adds those that are new, and brings back those that were dropped. */
  add(notices: readonly Notice[]): void;
  /** Drops what a change of a token outdates, then adds what it owes. */
  change(change: TokenUpdate, now: Instant): void;
  /** Forgets the notices of a token. */
  forget(tokenId: string): void;
  /** Lets a person's held notices go. */
  release(person: PersonId, now: Instant): void;
  of(owner: PersonId, tokenId: string): readonly Notice[];
  all(): readonly Notice[];
}

/** No notices at first; `reach` forgets that a person could not be reached. */
export function createFakeNotices(reach: (person: PersonId) => void): FakeNotices {
  const rows = new Map<string, Row>();

  const dueAt = ({ notice, leaseUntil }: Row) => {
    if (!isKnownKind(notice.kind)) return undefined;
    return notice.state === 'waiting' ? notice.dueAt : notice.state === 'sending' ? leaseUntil : undefined;
  };

  function add(notices: readonly Notice[]): void {
    for (const notice of notices) {
      const known = rows.get(notice.id)?.notice;
      if (known !== undefined && known.state !== 'dropped') continue;
      // One that is owed again goes on counting its attempts, so that an old claim stays fenced off.
      const { attempts, ambiguousAttempts } = known ?? notice;
      rows.set(notice.id, { notice: { ...notice, attempts, ambiguousAttempts } });
    }
  }

  return {
    add,
    change({ tokenId, set, notices, dropOpenNotices: reason }, now) {
      for (const row of rows.values()) {
        const { notice } = row;
        if (notice.tokenId !== tokenId || !['waiting', 'sending', 'held'].includes(notice.state)) continue;
        if (!outdates(set, notice.kind) || notices.some(({ id }) => id === notice.id)) continue;
        row.notice = { ...notice, state: 'dropped', reason, settledAt: now };
        delete row.leaseUntil;
      }
      add(notices);
    },
    forget(tokenId) {
      for (const [id, { notice }] of rows) if (notice.tokenId === tokenId) rows.delete(id);
    },
    release(person, now) {
      for (const row of rows.values()) {
        const { state, notTakenSince } = row.notice;
        if (state !== 'held' && (state !== 'waiting' || notTakenSince === undefined)) continue;
        if (!samePerson(row.notice.owner, person)) continue;
        const { reason: _, mayBeEarly: __, ...notice } = row.notice;
        row.notice = { ...notice, state: 'waiting', dueAt: now };
      }
    },
    of: (owner, tokenId) =>
      [...rows.values()]
        .map(({ notice }) => notice)
        .filter((notice) => notice.tokenId === tokenId && samePerson(notice.owner, owner)),
    all: () => [...rows.values()].map(({ notice }) => notice),
    part: {
      async owe(notice, asked) {
        const known = [...rows.values()].map((row) => row.notice);
        if (!mayOwe(notice, known, asked)) return false;
        add([structuredClone(notice)]);
        return true;
      },
      async claimDue({ now, leaseMs, limit }) {
        const late = (row: Row) => dueAt(row) ?? Number.POSITIVE_INFINITY;
        const due = [...rows.values()].filter((row) => late(row) <= now).sort((a, b) => late(a) - late(b));
        return due.slice(0, limit).map((row) => {
          const { state, attempts, ambiguousAttempts } = row.notice;
          const ranOut = state === 'sending' ? 1 : 0;
          row.leaseUntil = now + leaseMs;
          row.notice = {
            ...row.notice,
            state: 'sending',
            attempts: attempts + 1,
            ambiguousAttempts: ambiguousAttempts + ranOut,
          };
          return row.notice;
        });
      },
      async claimNotTaken({ tenantId, now, leaseMs, limit }) {
        const early = [...rows.values()]
          .filter(({ notice }) => notice.owner.tenantId.toLowerCase() === tenantId.toLowerCase())
          .filter(({ notice }) => notice.state === 'waiting' && notice.mayBeEarly && isKnownKind(notice.kind))
          .sort((a, b) => a.notice.dueAt - b.notice.dueAt);
        return early.slice(0, limit).map((row) => {
          const { attempts, earlyTries = 0 } = row.notice;
          row.leaseUntil = now + leaseMs;
          row.notice = {
            ...row.notice,
            state: 'sending',
            attempts: attempts + 1,
            earlyTries: earlyTries + 1,
          };
          return row.notice;
        });
      },
      async listFailed(owner) {
        return [...rows.values()]
          .map(({ notice }) => notice)
          .filter((notice) => notice.state === 'failed' && samePerson(notice.owner, owner))
          .sort((a, b) => (b.settledAt ?? 0) - (a.settledAt ?? 0));
      },
      async list({ owner, limit, ...asked }) {
        return [...rows.values()]
          .map(({ notice }) => notice)
          .filter((notice) => owner === undefined || samePerson(notice.owner, owner))
          .filter((notice) => isAsked(notice, asked))
          .sort(latestFirst)
          .slice(0, limit);
      },
      async tryAgain(owner, now) {
        reach(owner);
        const own = [...rows.values()].filter(({ notice }) => samePerson(notice.owner, owner));
        const notices = own.map(({ notice }) => ({ notice }));
        const { document, value } = tryAgain(now)({ ...emptyDocument(owner), notices });
        for (const { notice } of document.notices) {
          const row = rows.get(notice.id);
          if (row !== undefined) row.notice = notice;
        }
        return value;
      },
      async countUndelivered() {
        const counts = new Map<string, UndeliveredCount>();
        for (const { notice } of rows.values()) {
          const { kind } = notice;
          const state = undeliveredState(notice);
          if (state === undefined) continue;
          const key = `${kind} ${state}`;
          counts.set(key, { kind, state, count: (counts.get(key)?.count ?? 0) + 1 });
        }
        return [...counts.values()];
      },
      async settle(claimed, settlement, now) {
        const row = rows.get(claimed.id);
        if (row?.notice.state !== 'sending' || row.notice.attempts !== claimed.attempts) return;
        if (!samePerson(row.notice.owner, claimed.owner)) return;
        row.notice = settled(row.notice, settlement, now);
        delete row.leaseUntil;
      },
      async nextAt() {
        const times = [...rows.values()].map(dueAt).filter((at) => at !== undefined);
        return times.length === 0 ? undefined : Math.min(...times);
      },
    },
  };
}

function settled(
  { reason: _, mayBeEarly: __, ...notice }: Notice,
  settlement: Settlement,
  now: Instant,
): Notice {
  if (settlement.state === 'held') return { ...notice, ...settlement };
  if (settlement.state !== 'waiting') return { ...notice, ...settlement, settledAt: now };
  const { ambiguous, notTaken, ...rest } = settlement;
  const since = notTaken ? { notTakenSince: notice.notTakenSince ?? now } : {};
  return { ...notice, ...rest, ...since, ambiguousAttempts: notice.ambiguousAttempts + (ambiguous ? 1 : 0) };
}
