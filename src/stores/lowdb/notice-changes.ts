import { mayOwe } from '../../core/notices/may-owe.ts';
import { isKnownKind } from '../../core/notices/notice-kinds.ts';
import type { Notice } from '../../core/notices/notices.ts';
import type { Settlement } from '../../core/store/notices.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { addNotices } from './owed-notices.ts';
import { asStored, type Change, type PersonDocument, type StoredNotice } from './person-document.ts';

/**
 * When a notice can be claimed: at its due time, or when its claim runs out; undefined when it is held or settled, or of a kind
 * that only a newer release knows.
 */
export function claimableAt({ notice, leaseUntil }: StoredNotice): Instant | undefined {
  if (!isKnownKind(notice.kind)) return undefined;
  if (notice.state === 'waiting') return notice.dueAt;
  return notice.state === 'sending' ? (leaseUntil ?? notice.dueAt) : undefined;
}

/** When a notice that may be claimed before its time would be due; undefined when it may not. */
export function earlyDueAt({ notice }: StoredNotice): Instant | undefined {
  return notice.state === 'waiting' && notice.mayBeEarly && isKnownKind(notice.kind)
    ? notice.dueAt
    : undefined;
}

/** Which notices are claimed, and how. */
interface NoticeClaim {
  readonly ids: ReadonlySet<string>;
  readonly now: Instant;
  readonly leaseMs: number;
  /** Claims before their time those that were not taken, instead of those that are due. */
  readonly early?: boolean;
}

/** Claims those of the named notices that still can be; gives them as they are now. */
export function claimNotices({ ids, now, leaseMs, early = false }: NoticeClaim): Change<readonly Notice[]> {
  return (document) => {
    const claimed: Notice[] = [];
    const notices = document.notices.map((stored) => {
      if (!ids.has(stored.notice.id)) return stored;
      const at = early ? earlyDueAt(stored) : claimableAt(stored);
      if (at === undefined || (!early && at > now)) return stored;
      const { state, attempts, ambiguousAttempts, earlyTries = 0 } = stored.notice;
      const notice: Notice = {
        ...stored.notice,
        state: 'sending',
        attempts: attempts + 1,
        // a claim that ran out may have sent its message before it was lost
        ambiguousAttempts: ambiguousAttempts + (state === 'sending' ? 1 : 0),
        ...(early ? { earlyTries: earlyTries + 1 } : {}),
      };
      claimed.push(notice);
      return { notice, leaseUntil: now + leaseMs };
    });
    return { document: claimed.length === 0 ? document : { ...document, notices }, value: claimed };
  };
}

/** The notices that were given up, the latest first. */
export function failedNotices(document: PersonDocument | undefined): readonly Notice[] {
  const failed = (document?.notices ?? []).filter(({ notice }) => notice.state === 'failed');
  return failed
    .map(({ notice }) => notice)
    .sort((a, b) => (b.settledAt ?? 0) - (a.settledAt ?? 0) || (a.id < b.id ? -1 : 1));
}

/** Adds a notice where it may be owed; gives whether it was. */
export function oweNotice(given: Notice, asked: { now: Instant; quietMs: number }): Change<boolean> {
  const notice = asStored(given);
  return (document) => {
    const known = document.notices.map((stored) => stored.notice);
    if (!mayOwe(notice, known, asked)) return { document, value: false };
    return { document: { ...document, notices: addNotices(document.notices, [notice]) }, value: true };
  };
}

/** Ends a claim if it is still the current one: each claim has its own number of attempts. */
export function settleNotice(claimed: Notice, settlement: Settlement, now: Instant): Change<void> {
  const isCurrent = ({ notice }: StoredNotice): boolean =>
    notice.id === claimed.id && notice.state === 'sending' && notice.attempts === claimed.attempts;
  return (document) => {
    if (!document.notices.some(isCurrent)) return { document, value: undefined };
    const notices = document.notices.map((stored) =>
      isCurrent(stored) ? { notice: settled(stored.notice, settlement, now) } : stored,
    );
    return { document: { ...document, notices }, value: undefined };
  };
}

function settled(notice: Notice, settlement: Settlement, now: Instant): Notice {
  const { reason: _, mayBeEarly: __, ...rest } = notice;
  switch (settlement.state) {
    case 'sent':
      return { ...rest, state: 'sent', settledAt: now };
    case 'dropped':
    case 'failed':
      return { ...rest, state: settlement.state, reason: settlement.reason, settledAt: now };
    case 'held':
      return { ...rest, state: 'held', reason: settlement.reason };
    case 'waiting': {
      const { dueAt, reason, ambiguous, notTaken, mayBeEarly } = settlement;
      const ambiguousAttempts = rest.ambiguousAttempts + (ambiguous ? 1 : 0);
      const since = notTaken ? { notTakenSince: rest.notTakenSince ?? now } : {};
      const early = mayBeEarly ? { mayBeEarly } : {};
      return { ...rest, state: 'waiting', dueAt, reason, ambiguousAttempts, ...since, ...early };
    }
  }
}
