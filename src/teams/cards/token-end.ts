import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { endsByRetirement } from '../../core/tokens/retirement.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { formatAge, formatDay, formatInstant, formatSpan } from './format.ts';

/** When a token ends, with the time of day where there is one: `28 Nov 2026, 14:05`, `1 December 2026`. */
export function formatEnd(token: Token, sentences: Sentences): string {
  // As Microsoft names the day: without an hour, so that no time zone turns it into another day.
  return endsByRetirement(token)
    ? sentences.say('token.retirementDay')
    : formatInstant(token.validTo, sentences);
}

/** What revoking a token came to: one that was only remembered may work on where it was made. */
export function revokedWord(token: Pick<Token, 'authority'>, policy: Policy, { say }: Sentences): string {
  return traitsOf(token, policy).makesTokens ? say('token.state.revoked') : say('token.state.forgotten');
}

/**
 * When a token ends or ended: `expires in 6 days (28 Nov 2026)`, `ends on 1 December 2026`. With `formatInstant` the hour
 * stands there too.
 */
export function describeEnd(
  token: Token,
  now: Instant,
  policy: Policy,
  sentences: Sentences,
  format: typeof formatDay = formatDay,
): string {
  const { say } = sentences;
  if (token.revokedAt !== undefined) {
    const time = formatInstant(token.revokedAt, sentences);
    return traitsOf(token, policy).makesTokens
      ? say('token.end.revoked', { time })
      : say('token.end.forgotten', { time });
  }
  const isOver = token.validTo <= now;
  // Nobody knows the hour, so that no count of hours is given either.
  if (endsByRetirement(token)) {
    const day = say('token.retirementDay');
    return isOver ? say('token.end.retired', { day }) : say('token.end.retires', { day });
  }
  const day = format(token.validTo, sentences);
  return isOver
    ? say('token.end.expired', { age: formatAge(now - token.validTo, sentences), day })
    : say('token.end.expires', { span: formatSpan(token.validTo - now, sentences), day });
}
