import { endsByRetirement } from '../core/retirement.ts';
import type { Instant, Token } from '../core/token.ts';
import { formatAge, formatDay, formatInstant, formatSpan } from './format.ts';

/** The state of a token that ended with all others of its kind. */
export const RETIRED_STATE = 'Ended: Azure DevOps retired tokens for all organizations';
/** As Microsoft names the day: without an hour, so that no time zone turns it into another day. */
export const RETIREMENT_DAY = '1 December 2026';

/** When a token ends, with the time of day in UTC where there is one: `28 Nov 2026, 14:05 UTC`, `1 December 2026`. */
export function formatEnd(token: Token): string {
  return endsByRetirement(token) ? RETIREMENT_DAY : formatInstant(token.validTo);
}

/** What revoking a token came to: one that was only remembered may work on where it was made. */
export function revokedWord({ authority }: Pick<Token, 'authority'>): string {
  return authority === 'tracked' ? 'Forgotten' : 'Revoked';
}

/** When a token ends or ended: `expires in 6 days (28 Nov 2026)`. */
export function describeEnd(token: Token, now: Instant): string {
  if (token.revokedAt !== undefined)
    return `${revokedWord(token).toLowerCase()} on ${formatInstant(token.revokedAt)}`;
  const retired = endsByRetirement(token);
  const day = retired ? RETIREMENT_DAY : formatDay(token.validTo);
  if (token.validTo > now) return `expires in ${formatSpan(token.validTo - now)} (${day})`;
  return `${retired ? 'ended' : 'expired'} ${formatAge(now - token.validTo)} ago (${day})`;
}
