import type { Policy } from '../../core/tokens/policy.ts';
import { describeScopes } from '../../core/tokens/scopes.ts';
import { type Instant, type Token, tokenState } from '../../core/tokens/token.ts';
import { countingScopes, isOrganizationRemoved, lostScopes } from '../../core/tokens/under-policy.ts';
import type { Fact } from './fact.ts';

/** The scopes that a token is shown with: of a built-in token those that count, of any other those that it has. */
export function shownScopes(token: Token, policy: Policy): Token['scopes'] {
  return token.authority === 'builtin' ? countingScopes(token, policy) : token.scopes;
}

/** The scopes in plain words, with those that today's policy forbids: `Read code (no longer allowed: Write code)`. */
export function describeCounting(token: Token, policy: Policy): string {
  const shown = describeScopes(shownScopes(token, policy));
  const lost = lostScopes(token, policy);
  if (lost.length === 0) return shown;
  const word = token.authority === 'builtin' ? 'no longer counts' : 'no longer allowed';
  return `${shown === '' ? 'nothing' : shown} (${word}: ${describeScopes(lost)})`;
}

/** What an administrator's policy has changed about an active token since it was made, as labelled lines. */
export function policyFacts(token: Token, now: Instant, policy: Policy): Fact[] {
  if (tokenState(token, now) !== 'active') return [];
  const facts: Fact[] = [];
  if (isOrganizationRemoved(token, policy)) {
    const value = `Your administrator has removed the organization ${token.organization}: the token is refused everywhere.`;
    facts.push({ label: 'Refused', value });
  }
  const lost = lostScopes(token, policy);
  if (lost.length > 0) {
    const value =
      token.authority === 'builtin'
        ? 'Your administrator has forbidden it since the token was made: it no longer counts.'
        : 'Your administrator has forbidden it since the token was made. It works until the token ends, which can’t be renewed.';
    facts.push({ label: 'Forbidden', value: `${describeScopes(lost)}. ${value}` });
  }
  return facts;
}
