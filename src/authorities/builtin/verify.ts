import type { Clock } from '../../core/ports.ts';
import { type ParsedSecret, parseSecret } from '../../core/secret.ts';
import { type Token, tokenState } from '../../core/token.ts';
import { matchesDigest } from './digest.ts';
import type { Peppers } from './peppers.ts';

export interface VerifyDeps {
  /** A store; one that has its tokens in memory may answer at once, which saves the wait. */
  readonly store: { findTokenBySelector(selector: string): Token | undefined | Promise<Token | undefined> };
  readonly peppers: Peppers;
  readonly clock: Clock;
}

/**
 * The active token that a presented secret proves; undefined for anything else, whatever the reason: at once for a text
 * of the wrong form or checksum, which never reaches the store. Rejects with `store-unavailable` when nobody can tell.
 */
export function verifySecret(deps: VerifyDeps, text: string): Token | undefined | Promise<Token | undefined> {
  const parsed = parseSecret(text);
  if (parsed === undefined) return undefined;
  const found = deps.store.findTokenBySelector(parsed.selector);
  return found instanceof Promise
    ? found.then((token) => ifProven(deps, parsed, token))
    : ifProven(deps, parsed, found);
}

function ifProven(deps: VerifyDeps, { text }: ParsedSecret, token: Token | undefined): Token | undefined {
  if (token?.digest === undefined || !matchesDigest(text, token.digest, deps.peppers)) return undefined;
  return tokenState(token, deps.clock.now()) === 'active' ? token : undefined;
}
