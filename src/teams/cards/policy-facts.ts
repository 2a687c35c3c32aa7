import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { type Instant, type Token, tokenState } from '../../core/tokens/token.ts';
import { countingScopes, isOrganizationRemoved, lostScopes } from '../../core/tokens/under-policy.ts';
import { sayScopes } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Fact } from './fact.ts';

/** The scopes that a token is shown with: of a built-in token those that count, of any other those that it has. */
export function shownScopes(token: Token, policy: Policy): Token['scopes'] {
  return traitsOf(token, policy).isVerifiedHere ? countingScopes(token, policy) : token.scopes;
}

/** The scopes in plain words, with those that today's policy forbids: `Read code (no longer allowed: Write code)`. */
export function describeCounting(token: Token, policy: Policy, sentences: Sentences): string {
  const { say } = sentences;
  const shown = sayScopes(shownScopes(token, policy), sentences);
  const lost = lostScopes(token, policy);
  if (lost.length === 0) return shown;
  const parameters = {
    scopes: shown === '' ? say('token.scopes.none') : shown,
    lost: sayScopes(lost, sentences),
  };
  return traitsOf(token, policy).isVerifiedHere
    ? say('token.scopes.noLongerCount', parameters)
    : say('token.scopes.noLongerAllowed', parameters);
}

/** What an administrator's policy has changed about an active token since it was made, as labelled lines. */
export function policyFacts(token: Token, now: Instant, policy: Policy, sentences: Sentences): Fact[] {
  const { say } = sentences;
  if (tokenState(token, now) !== 'active') return [];
  const facts: Fact[] = [];
  if (isOrganizationRemoved(token, policy)) {
    const value = say('token.fact.refused', { organization: token.organization });
    facts.push({ label: say('token.fact.refused.label'), value });
  }
  const lost = lostScopes(token, policy);
  if (lost.length > 0) {
    const scopes = sayScopes(lost, sentences);
    const value = traitsOf(token, policy).isVerifiedHere
      ? say('token.fact.forbidden', { scopes })
      : say('token.fact.forbiddenElsewhere', { scopes });
    facts.push({ label: say('token.fact.forbidden.label'), value });
  }
  return facts;
}
