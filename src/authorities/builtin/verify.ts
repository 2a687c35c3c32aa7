import { PatkeeperError } from '../../core/errors.ts';
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
 * of the wrong form or checksum, which never reaches the store. Rejects with `store-unavailable` or `unknown-pepper` when
 * nobody can tell.
 */
export function verifySecret(deps: VerifyDeps, text: string): Token | undefined | Promise<Token | undefined> {
  const parsed = parseSecret(text);
  if (parsed === undefined) return undefined;
  const found = deps.store.findTokenBySelector(parsed.selector);
  return found instanceof Promise
    ? found.then((token) => ifProven(deps, parsed, token))
    : ifProven(deps, parsed, found);
}

function ifProven(
  { peppers, clock }: VerifyDeps,
  { text }: ParsedSecret,
  token: Token | undefined,
): Token | undefined | Promise<never> {
  if (token?.digest === undefined) return undefined;
  const matches = matchesDigest(text, token.digest, peppers);
  if (tokenState(token, clock.now()) !== 'active') return undefined;
  const { pepper } = token.digest;
  if (matches) {
    peppers.unproven?.prove(pepper);
    return token;
  }
  // Another replica, or another file, may have the pepper: whoever is told that the token is void forgets it.
  const isKnown = peppers.find(pepper) !== undefined && peppers.unproven?.has(pepper) !== true;
  return isKnown ? undefined : Promise.reject(unknownPepper(token));
}

function unknownPepper({ id, digest }: Token): PatkeeperError {
  const sentence = 'This token can’t be verified here at the moment. Try again in a few minutes.';
  const cause = new Error(
    `token ${id} was made with pepper ${digest?.pepper}, which is not known here, or is not proven to be the one in pepper.json`,
  );
  return new PatkeeperError('unknown-pepper', sentence, { cause });
}
