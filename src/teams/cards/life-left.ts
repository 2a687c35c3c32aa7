import { type Instant, type Token, tokenState } from '../../core/tokens/token.ts';

/** How much of its life a token has left, or of the time beside its successor, as a whole percentage from 0 to 100; -1 of one that has ended. */
export function lifeLeft(token: Token, now: Instant): number {
  if (tokenState(token, now) !== 'active') return -1;
  const { createdAt, renewedAt, validTo, rotation } = token;
  const begun = rotation?.state === 'overlap' ? rotation.startedAt : (renewedAt ?? createdAt);
  return Math.min(100, Math.max(0, Math.round((100 * (validTo - now)) / Math.max(1, validTo - begun))));
}
