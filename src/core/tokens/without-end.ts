import type { Token } from './token.ts';

/** A token as it is when its end turns out to be none: nobody revoked or replaced it. That its owner left stays true. */
export function withoutEnd(token: Token): Token {
  const { revokedAt: _, revokedBy: __, endedBy: ___, rotation: ____, answeredEnd: _____, ...alive } = token;
  return alive;
}
