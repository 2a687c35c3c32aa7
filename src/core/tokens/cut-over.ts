import { HOUR } from '../timing/durations.ts';
import { traitsOf } from './authority-traits.ts';
import { MOST_OVERLAP_HOURS } from './overlap.ts';
import type { Policy } from './policy.ts';
import { type Instant, type Token, type TokenUse, tokenState } from './token.ts';

/** The usual silence after which an old token ends sooner, where that is wanted. */
export const QUIET_HOURS = 24;

/** What shows that a replaced token is no longer needed. */
export interface CutOverEvidence {
  /** The latest use of the new one; absent until it is used. */
  readonly newUsed?: TokenUse;
  /** Since when nobody has tried the old one, as far as is known; at the earliest since it was replaced. */
  readonly silentSince: Instant;
}

/** The silence that ends an old token sooner, as it was asked for; undefined where nobody knows when tokens are used. */
export function quietMsOf(
  hours: number | undefined,
  token: Pick<Token, 'authority'>,
  policy: Pick<Policy, 'authorities'>,
): number | undefined {
  if (hours === undefined || !Number.isInteger(hours) || hours < 1 || hours > MOST_OVERLAP_HOURS)
    return undefined;
  return traitsOf(token, policy).isVerifiedHere ? hours * HOUR : undefined;
}

/** What is known of a replaced token and the one in its place; undefined when it is not being replaced. */
export function cutOverEvidence(old: Token, successor: Token | undefined): CutOverEvidence | undefined {
  if (old.rotation?.state !== 'overlap') return undefined;
  const { startedAt } = old.rotation;
  // A program that was refused still has the old one.
  const silentSince = Math.max(startedAt, old.lastUsed?.at ?? 0, old.lastRefused?.at ?? 0);
  const newUsed = successor?.lastUsed;
  return { silentSince, ...(newUsed === undefined ? {} : { newUsed }) };
}

/** Whether a replaced token may end now: the new one lives and is used, and the old one was silent long enough. */
export function endsSooner(old: Token, successor: Token | undefined, now: Instant): boolean {
  const evidence = cutOverEvidence(old, successor);
  if (evidence?.newUsed === undefined || old.rotation?.state !== 'overlap') return false;
  const { quietMs, endsItself } = old.rotation;
  if (quietMs === undefined || !endsItself) return false;
  if (successor === undefined || tokenState(successor, now) !== 'active') return false;
  return tokenState(old, now) === 'active' && evidence.silentSince + quietMs <= now;
}
