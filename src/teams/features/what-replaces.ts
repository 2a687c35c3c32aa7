import { credentialOf } from '../../core/applications/reconcile-application.ts';
import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import type { Token } from '../../core/tokens/token.ts';

/**
 * What opens the way to a token in the place of one that has ended: the form of a new one, the note of one that was made
 * elsewhere, or nothing for a credential of an application, as a new one of that is found by itself.
 */
export function whatReplaces(token: Token, policy: Pick<Policy, 'authorities'>): 'create' | 'track' | 'none' {
  if (traitsOf(token, policy).makesTokens) return 'create';
  return credentialOf(token) === undefined ? 'track' : 'none';
}
