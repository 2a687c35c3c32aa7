import { parseSecret, type Secret } from '../../core/secrets/secret.ts';
import type { TokenStore } from '../../core/store/tokens.ts';
import type { Token } from '../../core/tokens/token.ts';
import { matchesDigest } from './digest.ts';
import type { Peppers } from './peppers.ts';

export interface RecognizerDeps {
  readonly store: { readonly tokens: Pick<TokenStore, 'findBySelector'> };
  readonly peppers: Peppers;
}

/** Makes what tells which built-in token a secret proves, also one that has ended; undefined for none of ours. */
export function createRecognizer({
  store,
  peppers,
}: RecognizerDeps): (secret: Secret) => Promise<Token | undefined> {
  return async (secret) => {
    const parsed = parseSecret(secret.reveal());
    const token = parsed && (await store.tokens.findBySelector(parsed.selector));
    if (parsed === undefined || token?.digest === undefined) return undefined;
    return matchesDigest(parsed.text, token.digest, peppers) ? token : undefined;
  };
}
