import type { Instant, Token } from './token.ts';

/**
 * When Azure DevOps ends every token for all organizations: on 1 December 2026. Microsoft names the day, but no hour. Here
 * the day begins in UTC, and people read this day in every time zone.
 */
export const RETIREMENT: Instant = Date.UTC(2026, 11, 1);

type End = Pick<Token, 'everywhere' | 'validTo'>;

/** When a token really ends: at its own end, or when all tokens of its kind end, if that is earlier. */
export function realEnd({ everywhere, validTo }: End): Instant {
  return everywhere === true ? Math.min(validTo, RETIREMENT) : validTo;
}

/** The token with its real end; the same object if it already has that end. */
export function withRealEnd<T extends End>(token: T): T {
  const validTo = realEnd(token);
  return validTo === token.validTo ? token : { ...token, validTo };
}

/** Whether the retirement of its kind ends a token, and not its own end. */
export function endsByRetirement({ everywhere, validTo }: End): boolean {
  return everywhere === true && validTo >= RETIREMENT;
}
