import { traitsOf } from './authority-traits.ts';
import { isForbidden, type Policy } from './policy.ts';
import { type ScopeId, withoutForbidden } from './scopes.ts';
import type { Token } from './token.ts';

type TokenPolicy = Pick<Policy, 'forbiddenScopes' | 'builtinOrganizations' | 'authorities'>;

/** The scopes of a token that count today: its own without the forbidden ones. The same array when none is forbidden. */
export function countingScopes(
  { scopes }: Pick<Token, 'scopes'>,
  { forbiddenScopes }: Pick<Policy, 'forbiddenScopes'>,
): readonly ScopeId[] {
  return withoutForbidden(scopes, forbiddenScopes);
}

/** The scopes of a token that no longer count completely, because today's policy forbids giving them. */
export function lostScopes(
  token: Pick<Token, 'authority' | 'scopes'>,
  policy: Pick<Policy, 'forbiddenScopes' | 'authorities'>,
): readonly ScopeId[] {
  // A token that is only remembered has the scope names of another service.
  return traitsOf(token, policy).makesTokens ? token.scopes.filter((id) => isForbidden(id, policy)) : [];
}

/**
 * Whether a built-in token's organization was removed from the settings. The settings say nothing about organizations of
 * other authorities.
 */
export function isOrganizationRemoved(
  token: Pick<Token, 'authority' | 'organization'>,
  policy: Pick<Policy, 'builtinOrganizations' | 'authorities'>,
): boolean {
  return traitsOf(token, policy).isVerifiedHere && !policy.builtinOrganizations.includes(token.organization);
}

/**
 * Makes the view of tokens under today's policy: the token with the scopes that count, or undefined when its organization
 * was removed. A token object always gives the same object, itself when the policy takes nothing from it.
 */
export function createUnderPolicy(policy: TokenPolicy): (token: Token) => Token | undefined {
  const kept = new WeakMap<Token, Token>();

  function narrowed(token: Token): Token {
    const known = kept.get(token);
    if (known !== undefined) return known;
    const scopes = countingScopes(token, policy);
    const view = scopes === token.scopes ? token : { ...token, scopes };
    kept.set(token, view);
    return view;
  }

  return (token) => {
    if (isOrganizationRemoved(token, policy)) return undefined;
    return policy.forbiddenScopes.length === 0 ? token : narrowed(token);
  };
}
