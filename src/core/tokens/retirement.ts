import type { Instant, Token } from './token.ts';

/**
 * When Azure DevOps ends every token for all organizations: on 1 December 2026. Microsoft names the day and no hour; for us
 * it begins in UTC, and people are told the day as it was named, whatever their time zone.
 */
export const RETIREMENT: Instant = Date.UTC(2026, 11, 1);

type End = Pick<Token, 'everywhere' | 'validTo'>;

/** When a token really ends: at its end, or when all tokens of its kind do, if that is earlier. */
export function realEnd({ everywhere, validTo }: End): Instant {
  return everywhere === true ? Math.min(validTo, RETIREMENT) : validTo;
}

/** The token with its real end; the same object where that is the one it has. */
export function withRealEnd<T extends End>(token: T): T {
  const validTo = realEnd(token);
  return validTo === token.validTo ? token : { ...token, validTo };
}

/** Whether what ends a token is the retirement of its kind, not an end of its own. */
export function endsByRetirement({ everywhere, validTo }: End): boolean {
  return everywhere === true && validTo >= RETIREMENT;
}
