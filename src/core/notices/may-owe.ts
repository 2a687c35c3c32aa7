import type { Instant } from '../tokens/token.ts';
import type { Notice } from './notices.ts';

/** What is looked at of the notices that are there. */
export type KnownNotice = Pick<Notice, 'id' | 'tokenId' | 'kind' | 'state' | 'dueAt'>;

/**
 * Whether a notice may be owed beside those that are there: not a second time, not beside an open one of its token and kind,
 * and not less than `quietMs` after one. `quietMs` of 0 asks for no distance.
 */
export function mayOwe(
  notice: Notice,
  known: readonly KnownNotice[],
  { now, quietMs }: { readonly now: Instant; readonly quietMs: number },
): boolean {
  return !known.some((one) => {
    if (one.id === notice.id) return one.state !== 'dropped';
    if (one.tokenId !== notice.tokenId || one.kind !== notice.kind || one.state === 'dropped') return false;
    if (one.state === 'waiting' || one.state === 'sending' || one.state === 'held') return true;
    // One from the future was owed before the clock was set back: it must not silence its token for long.
    return one.dueAt <= now && now < one.dueAt + quietMs;
  });
}
