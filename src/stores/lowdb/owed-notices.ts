import type { Notice } from '../../core/notices/notices.ts';
import { outdates } from '../../core/notices/outdates.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { TokenUpdate } from '../../core/tokens/token-writes.ts';
import type { StoredNotice } from './person-document.ts';

/** Drops the open notices that a change of a token outdates, except those that it owes again. */
export function dropOutdated(
  list: readonly StoredNotice[],
  { tokenId, set, notices, dropOpenNotices: reason }: TokenUpdate,
  now: Instant,
): readonly StoredNotice[] {
  const owed = new Set(notices.map(({ id }) => id));
  return list.map((stored) => {
    const { notice } = stored;
    if (notice.tokenId !== tokenId || !isOpen(notice)) return stored;
    if (owed.has(notice.id) || !outdates(set, notice.kind)) return stored;
    return { notice: { ...notice, state: 'dropped', reason, settledAt: now } };
  });
}

/**
 * Adds the notices whose ids are new; gives the same list when there is nothing to add. One that was dropped and is owed
 * again, because a token went back to an end it once had, waits again; it keeps its attempts, so that the claim that was
 * dropped stays fenced off.
 */
export function addNotices(
  list: readonly StoredNotice[],
  notices: readonly Notice[],
): readonly StoredNotice[] {
  const owed = new Map<string, Notice>();
  for (const notice of notices) if (!owed.has(notice.id)) owed.set(notice.id, notice);
  if (owed.size === 0) return list;
  const next: StoredNotice[] = [];
  let added = false;
  // One look at each that is there: there may be very many.
  for (const stored of list) {
    const notice = owed.get(stored.notice.id);
    if (notice !== undefined) owed.delete(notice.id);
    const again = notice !== undefined && stored.notice.state === 'dropped';
    const { attempts, ambiguousAttempts } = stored.notice;
    next.push(again ? { notice: { ...notice, attempts, ambiguousAttempts } } : stored);
    added ||= again;
  }
  if (!added && owed.size === 0) return list;
  for (const notice of owed.values()) next.push({ notice });
  return next;
}

/** Whether a notice may still be sent. */
export function isOpen({ state }: Notice): boolean {
  return state === 'waiting' || state === 'sending' || state === 'held';
}
