import { endsByRetirement } from '../../core/tokens/retirement.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
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

/** When a token ends or ended: `expires in 6 days (28 Nov 2026)`, `ends on 1 December 2026`. */
export function describeEnd(token: Token, now: Instant): string {
  if (token.revokedAt !== undefined)
    return `${revokedWord(token).toLowerCase()} on ${formatInstant(token.revokedAt)}`;
  const isOver = token.validTo <= now;
  // Nobody knows the hour, so that no count of hours is given either.
  if (endsByRetirement(token)) return `${isOver ? 'ended' : 'ends'} on ${RETIREMENT_DAY}`;
  const day = formatDay(token.validTo);
  return isOver
    ? `expired ${formatAge(now - token.validTo)} ago (${day})`
    : `expires in ${formatSpan(token.validTo - now)} (${day})`;
}
