import { DAY } from '../timing/durations.ts';
import type { Instant, Token } from './token.ts';

/** Unused for so long, a token is asked about. */
export const IDLE_MS = 60 * DAY;
/** So long after the question it may be ended. */
export const IDLE_GRACE_MS = 30 * DAY;

/** The last sign that somebody needs a token; `from` is when uses began to be looked at for this. */
export function lastNeeded({ createdAt, renewedAt, lastUsed, idle }: Token, from: Instant): Instant {
  return Math.max(createdAt, from, renewedAt ?? 0, lastUsed?.at ?? 0, idle?.keptAt ?? 0);
}

/** What is due for a token: a question to its owner, or its end; undefined when nothing is. */
export function idleStep(
  token: Token,
  now: Instant,
  { from, mayEnd }: { readonly from: Instant; readonly mayEnd: boolean },
): 'ask' | 'end' | undefined {
  const needed = lastNeeded(token, from);
  if (now - needed < IDLE_MS) return undefined;
  const { askedAt = 0 } = token.idle ?? {};
  // A question from before the last use was about another silence.
  if (askedAt <= needed) return 'ask';
  return mayEnd && now - askedAt >= IDLE_GRACE_MS ? 'end' : undefined;
}
