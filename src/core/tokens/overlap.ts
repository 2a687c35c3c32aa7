import { HOUR } from '../timing/durations.ts';
import { latestEnd, type Policy } from './policy.ts';
import { renewalRefusal } from './renewal.ts';
import type { Instant, Rotation, Token } from './token.ts';

/** How many hours both tokens work after a rotation, if nothing else is said. */
export const OVERLAP_HOURS = 24;
/** How many hours both tokens work at most. */
export const MOST_OVERLAP_HOURS = 7 * 24;

/**
 * The latest end that a replaced token can be given at `now`: its own, a week after its replacement, or the latest that the
 * policy allows; undefined when the policy lets it have no later one.
 */
export function latestOverlapEnd(old: Token, policy: Policy, now: Instant): Instant | undefined {
  if (old.rotation?.state !== 'overlap' || renewalRefusal(old, policy) !== undefined) return undefined;
  const { startedAt, lastValidTo } = old.rotation;
  return Math.min(startedAt + MOST_OVERLAP_HOURS * HOUR, lastValidTo, latestEnd(policy, now));
}

/** The mark of a token that a new one replaces; `quietMs` where it may end sooner. */
export function overlapOf(
  { validTo }: Token,
  startedAt: Instant,
  successorId: string,
  quietMs: number | undefined,
): Extract<Rotation, { state: 'overlap' }> {
  return {
    state: 'overlap',
    startedAt,
    successorId,
    lastValidTo: validTo,
    endsItself: true,
    ...(quietMs === undefined ? {} : { quietMs }),
  };
}
