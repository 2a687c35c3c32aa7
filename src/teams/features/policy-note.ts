import { latestEnd, type Policy } from '../../core/tokens/policy.ts';
import { describeScopes, FULL_ACCESS, findScope, type ScopeId } from '../../core/tokens/scopes.ts';
import { holdsPlace, type Instant, type Token } from '../../core/tokens/token.ts';
import { countingScopes, lostScopes } from '../../core/tokens/under-policy.ts';
import { formatInstant, plural } from '../cards/format.ts';
import { RETIREMENT_DAY } from '../cards/token-end.ts';
import { lastLifeDays } from './lifespan-fields.ts';

/** What today's policy leaves of the token's life for a renewal, said before it is asked for; empty when all of it. */
export function renewalNote(token: Token, policy: Policy, now: Instant): string {
  const sentences: string[] = [lifespanNote(token, policy)];
  const latest = latestEnd(policy, now);
  if (token.validTo > latest) {
    sentences.push(
      `It ends later now than a renewal may: renewing it makes it end on ${formatInstant(latest)} at the latest.`,
    );
  }
  if (token.everywhere === true) {
    sentences.push(`Azure DevOps ends all tokens for all organizations on ${RETIREMENT_DAY}.`);
  }
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** That the policy allows a shorter life than the token was given; empty when it does not. */
export function lifespanNote(token: Token, policy: Policy): string {
  const days = lastLifeDays(token);
  if (days <= policy.maxLifespanDays) return '';
  return `Your administrator’s policy allows ${plural(policy.maxLifespanDays, 'day')} at most; this token was given ${plural(days, 'day')}.`;
}

/** Which of the token's scopes the policy no longer allows; empty when it allows all. */
export function scopesNote(token: Token, policy: Policy): string {
  const lost = lostScopes(token, policy);
  if (lost.length === 0) return '';
  return `Your administrator no longer allows this: ${describeScopes(lost)}.`;
}

/** That the person has more tokens than the policy allows, which keeps them from any new one; empty when there is room. */
export function limitNote(token: Token, active: readonly Token[], { maxTokensPerUser }: Policy): string {
  const others = active.filter((one) => one.id !== token.id && holdsPlace(one));
  if (others.length < maxTokensPerUser) return '';
  return `You have ${plural(others.length, 'other active token')}, and your administrator allows ${maxTokensPerUser} in all: revoke one first.`;
}

/** The scopes that a new token in the place of this one may have; none where the person has to choose. */
export function scopesToKeep(token: Token, policy: Policy): readonly ScopeId[] {
  if (lostScopes(token, policy).length === 0) return token.scopes;
  // What is left of full access is a list of everything else, which nobody has asked for.
  if (token.scopes.includes(FULL_ACCESS)) return [];
  return countingScopes(token, policy).filter((id) => findScope(id)?.offered === true);
}
