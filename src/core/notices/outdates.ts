import type { TokenPatch } from '../tokens/token-writes.ts';
import type { NoticeKind } from './notices.ts';
import { isReminder } from './reminder-kinds.ts';

/** What speaks of the end that a token has, or of what its authority said before, besides reminders. */
const OF_END: readonly NoticeKind[] = ['expired', 'ended', 'changed-elsewhere'];

/**
 * Whether a change of a token makes an open notice outdated. A revocation outdates every notice. A new end outdates those
 * that speak of the old end, and the word of its owner that they know the end outdates the reminders of it.
 */
export function outdates(set: TokenPatch, kind: NoticeKind): boolean {
  if ('revokedAt' in set) return true;
  if ('answeredEnd' in set) return isReminder(kind);
  return 'validTo' in set && set.validTo !== undefined && (isReminder(kind) || OF_END.includes(kind));
}
