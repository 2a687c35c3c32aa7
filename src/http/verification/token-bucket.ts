import type { Instant } from '../../core/tokens/token.ts';

/**
 * How much is allowed: `burst` at once, then `perSecond` more with time. The state is one number: the time when the bucket is
 * full again.
 */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Milliseconds until the next one is allowed by a bucket that is full again at `fullAt` (see `fullFrom`); 0 when it is
 * allowed now.
 */
export function waitFor(fullAt: Instant, { burst, perSecond }: Rate, now: Instant): number {
  return Math.max(0, fullAt + ((1 - burst) * 1000) / perSecond - now);
}

/** When it is full again after one was taken. */
export function fullAfterOne(fullAt: Instant, { perSecond }: Rate): Instant {
  return fullAt + 1000 / perSecond;
}

/** When it is full again: now if it was before, and no later than it can be, in case the clock was set back. */
export function fullFrom(fullAt: Instant, { burst, perSecond }: Rate, now: Instant): Instant {
  return Math.min(Math.max(fullAt, now), now + (burst * 1000) / perSecond);
}
