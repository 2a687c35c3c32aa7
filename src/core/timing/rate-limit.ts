import type { Instant } from '../tokens/token.ts';
import { HOUR } from './durations.ts';

/** How often something may be done in a lane: messages of a tenant or a conversation, for example, or failures of a client. */
export interface Rate {
  /** Time from one pass to the next, milliseconds. */
  readonly everyMs: number;
  /** Passes that may be taken at once after a rest. */
  readonly burst: number;
}

/** No lane is full, or blocked, for as long as this. */
export const LONGEST_LANE_MS = HOUR;

/**
 * The next pass in a lane, and the lane's new state, by the generic cell rate algorithm. `next` is what the lane was left
 * with by the pass before; undefined for a new one. A pass that is more than `patienceMs` ahead is not taken: the lane
 * stays as it is.
 */
export function passInLane(
  next: Instant | undefined,
  now: Instant,
  { everyMs, burst }: Rate,
  patienceMs: number,
): { readonly at: Instant; readonly next: Instant } {
  // A lane that is full for so long was filled before the clock was set back.
  const isStale = next !== undefined && next > now + LONGEST_LANE_MS;
  const from = isStale ? now : Math.max(next ?? now, now);
  const at = Math.max(now, from - (burst - 1) * everyMs);
  return { at, next: at > now + patienceMs ? from : from + everyMs };
}

/** The state of a lane in which nothing goes before `until`. */
export function blockedLane(next: Instant | undefined, until: Instant, { everyMs, burst }: Rate): Instant {
  return Math.max(next ?? 0, until + (burst - 1) * everyMs);
}
