import type { Instant } from '../../core/tokens/token.ts';

/** How much may be done: `burst` at once, and `perSecond` again with time. What is left of it is known by when it is full again. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Milliseconds until one may be taken of what is full again at `fullAt`, as `fullFrom` gives it; 0 when now. */
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
