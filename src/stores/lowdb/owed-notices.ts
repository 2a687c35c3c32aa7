import type { Notice } from '../../core/notices/notices.ts';
import { outdates } from '../../core/notices/outdates.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { TokenUpdate } from '../../core/tokens/token-writes.ts';
import type { NoticeRecord } from './person-document.ts';

/** Drops the open notices that a change of a token outdates, except those that it owes again. */
export function dropOutdated(
  records: readonly NoticeRecord[],
  { tokenId, set, notices, dropOpenNotices: reason }: TokenUpdate,
  now: Instant,
): readonly NoticeRecord[] {
  const owed = new Set(notices.map(({ id }) => id));
  return records.map((record) => {
    const { notice } = record;
    if (notice.tokenId !== tokenId || !isOpen(notice)) return record;
    if (owed.has(notice.id) || !outdates(set, notice.kind)) return record;
    return { notice: { ...notice, state: 'dropped', reason, settledAt: now } };
  });
}

/**
 * Adds the notices whose ids are new; gives the same list when there is nothing to add. One that was dropped and is owed
 * again, because a token went back to an end it once had, waits again; it keeps its attempts, so that the claim that was
 * dropped stays fenced off.
 */
export function addNotices(
  records: readonly NoticeRecord[],
  notices: readonly Notice[],
): readonly NoticeRecord[] {
  if (notices.length === 0) return records;
  const next = new Map(records.map((record) => [record.notice.id, record]));
  let added = false;
  for (const notice of notices) {
    const known = next.get(notice.id)?.notice;
    if (known !== undefined && known.state !== 'dropped') continue;
    const { attempts, ambiguousAttempts } = known ?? notice;
    next.set(notice.id, { notice: { ...notice, attempts, ambiguousAttempts } });
    added = true;
  }
  return added ? [...next.values()] : records;
}

/** Whether a notice may still be sent. */
export function isOpen({ state }: Notice): boolean {
  return state === 'waiting' || state === 'sending' || state === 'held';
}
