import type { Clock, Store } from '../../core/ports.ts';
import { parseSecret } from '../../core/secret.ts';
import { type Token, tokenState } from '../../core/token.ts';
import { matchesDigest } from './digest.ts';
import type { Peppers } from './peppers.ts';

export interface VerifyDeps {
  readonly store: Pick<Store, 'findTokenBySelector'>;
  readonly peppers: Peppers;
  readonly clock: Clock;
}

/**
 * The active token that a presented secret proves; undefined for anything else, whatever the reason. A text of the wrong
 * form or checksum never reaches the store. Rejects with `store-unavailable` when nobody can tell.
 */
export async function verifySecret(deps: VerifyDeps, text: string): Promise<Token | undefined> {
  const parsed = parseSecret(text);
  if (parsed === undefined) return undefined;
  const token = await deps.store.findTokenBySelector(parsed.selector);
  if (token?.digest === undefined || !matchesDigest(parsed.text, token.digest, deps.peppers))
    return undefined;
  return tokenState(token, deps.clock.now()) === 'active' ? token : undefined;
}
