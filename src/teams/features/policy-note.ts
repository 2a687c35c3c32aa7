import { latestEnd, type Policy } from '../../core/tokens/policy.ts';
import { FULL_ACCESS, findScope, type ScopeId } from '../../core/tokens/scopes.ts';
import { holdsPlace, type Instant, type Token } from '../../core/tokens/token.ts';
import { countingScopes, lostScopes } from '../../core/tokens/under-policy.ts';
import { sayScopes } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from '../cards/format.ts';
import { lastLifeDays } from './lifespan-fields.ts';

/** What today's policy leaves of the token's life for a renewal, said before it is asked for; empty when all of it. */
export function renewalNote(token: Token, policy: Policy, now: Instant, sentences: Sentences): string {
  const { say } = sentences;
  const notes: string[] = [lifespanNote(token, policy, sentences)];
  const latest = latestEnd(policy, now);
  if (token.validTo > latest) {
    notes.push(say('policy.renewalIsShorter', { time: formatInstant(latest, sentences) }));
  }
  if (token.everywhere === true) {
    notes.push(say('policy.retirement', { day: say('token.retirementDay') }));
  }
  return notes.filter((note) => note !== '').join(' ');
}

/** That the policy allows a shorter life than the token was given; empty when it does not. */
export function lifespanNote(token: Token, policy: Policy, { say }: Sentences): string {
  const days = lastLifeDays(token);
  if (days <= policy.maxLifespanDays) return '';
  return say('policy.lifespan', { most: policy.maxLifespanDays, days });
}

/** Which of the token's scopes the policy no longer allows; empty when it allows all. */
export function scopesNote(token: Token, policy: Policy, sentences: Sentences): string {
  const lost = lostScopes(token, policy);
  if (lost.length === 0) return '';
  return sentences.say('policy.scopes', { scopes: sayScopes(lost, sentences) });
}

/** That the person has more tokens than the policy allows, which keeps them from any new one; empty when there is room. */
export function limitNote(
  token: Token,
  active: readonly Token[],
  { maxTokensPerUser }: Policy,
  { say }: Sentences,
): string {
  const others = active.filter((one) => one.id !== token.id && holdsPlace(one));
  if (others.length < maxTokensPerUser) return '';
  return say('policy.limit', { count: others.length, most: maxTokensPerUser });
}

/** The scopes that a new token in the place of this one may have; none where the person has to choose. */
export function scopesToKeep(token: Token, policy: Policy): readonly ScopeId[] {
  if (lostScopes(token, policy).length === 0) return token.scopes;
  // What is left of full access is a list of everything else, which nobody has asked for.
  if (token.scopes.includes(FULL_ACCESS)) return [];
  return countingScopes(token, policy).filter((id) => findScope(id)?.offered === true);
}
