import type { Instant } from '../core/token.ts';

/** How much may be done: `burst` at once, and `perSecond` again with time. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What is left of a rate. Starts full. */
export interface Allowance {
  left: number;
  at: Instant;
}

/** Takes one from an allowance. 0 when there was one to take, else the milliseconds until there is. */
export function take(allowance: Allowance, { burst, perSecond }: Rate, now: Instant): number {
  const seconds = Math.max(0, now - allowance.at) / 1000;
  allowance.left = Math.min(burst, allowance.left + seconds * perSecond);
  allowance.at = now;
  if (allowance.left < 1) return Math.ceil(((1 - allowance.left) / perSecond) * 1000);
  allowance.left -= 1;
  return 0;
}
