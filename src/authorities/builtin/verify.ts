import { PatkeeperError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { type ParsedSecret, parseSecret } from '../../core/secrets/secret.ts';
import type { TokenStore } from '../../core/store/tokens.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import { type Instant, isUsable, type Token } from '../../core/tokens/token.ts';
import { isProven, type Unproven, type Verdict } from '../../core/tokens/verdict.ts';
import { matchesDigest } from './digest.ts';
import { createFailedSecrets, secretDigest } from './failed-secrets.ts';
import type { Peppers } from './peppers.ts';

export interface VerifierDeps {
  /** A store; one that has its tokens in memory may answer at once, which saves the wait. */
  readonly store: { readonly tokens: Pick<TokenStore, 'findBySelector'> };
  readonly peppers: Peppers;
  readonly clock: Clock;
}

/**
 * Says which active token a presented secret proves, and else why it proves none: at once for a text of the wrong form or
 * checksum, and for a secret that failed less than a minute ago; neither reaches the store. Rejects with
 * `store-unavailable` or `unknown-pepper` when nobody can tell, and remembers nothing then.
 */
export type Verifier = (text: string) => Verdict | Promise<Verdict>;

/** What an unknown selector's secret is compared with, so that it takes as long as that of a token that has ended. */
const NO_DIGEST = '-'.repeat(43);
const MALFORMED: Unproven = { why: 'malformed', digest: '' };
/** Longer than a renewal takes that began before the end, and longer than the clocks of two replicas differ. */
const SURELY_EXPIRED_MS = MINUTE;

/**
 * Creates the verifier of built-in secrets. Its memory of failures hides a token that becomes valid from one request at most: a
 * secret is shown only after its token was written where every look-up reads, and what is revoked stays so. Of what may become
 * valid again, the answer is remembered too, so that its time tells nobody that there is such a token; behind that answer it is
 * looked up anew.
 */
export function createVerifier(deps: VerifierDeps): Verifier {
  const { store, clock } = deps;
  const failed = createFailedSecrets({ clock });
  /** Selectors that are looked up behind an answer. */
  const lookedUp = new Set<string>();

  function judge(secret: ParsedSecret, token: Token | undefined, at: Instant): Verdict | Promise<never> {
    const verdict = verdictOn(deps, secret, token);
    if (!(verdict instanceof Promise) && !isProven(verdict))
      failed.add(secret, { found: verdict, at, isFinal: isFinal(verdict, token, at) });
    return verdict;
  }

  /** The memory of it lasts no longer for that: of what nobody has, it is not made new either. */
  async function lookUpBehind(secret: ParsedSecret): Promise<void> {
    const { selector } = secret;
    if (lookedUp.has(selector)) return;
    lookedUp.add(selector);
    try {
      const verdict = await verdictOn(deps, secret, await store.tokens.findBySelector(selector));
      if (isProven(verdict)) failed.forget(secret);
    } catch {
      // Nobody can tell: whoever asks later learns it.
    } finally {
      lookedUp.delete(selector);
    }
  }

  return (text) => {
    const secret = parseSecret(text);
    if (secret === undefined) return MALFORMED;
    const known = failed.find(secret);
    if (known !== undefined) {
      // After the answer is on its way.
      if (!known.isFinal) queueMicrotask(() => void lookUpBehind(secret));
      return known.found;
    }
    const at = clock.now();
    const found = store.tokens.findBySelector(secret.selector);
    return found instanceof Promise
      ? found.then((token) => judge(secret, token, at))
      : judge(secret, found, at);
  };
}

function verdictOn(
  { peppers, clock }: VerifierDeps,
  { text }: ParsedSecret,
  token: Token | undefined,
): Verdict | Promise<never> {
  if (token?.digest === undefined) {
    matchesDigest(text, { selector: '', digest: NO_DIGEST, pepper: peppers.current.version }, peppers);
    return { why: 'unknown', digest: secretDigest(text) };
  }
  const matches = matchesDigest(text, token.digest, peppers);
  const isActive = isUsable(token, clock.now());
  const { pepper } = token.digest;
  if (matches && isActive) {
    peppers.unproven?.prove(pepper);
    return token;
  }
  // Another replica, or another file, may have the pepper: whoever is told that the token is void forgets it.
  const isKnown = peppers.find(pepper) !== undefined && peppers.unproven?.has(pepper) !== true;
  if (isActive && !isKnown) return Promise.reject(unknownPepper(token));
  if (matches) return { why: 'ended', digest: secretDigest(text), token };
  return { why: isKnown ? 'unknown' : 'ended', digest: secretDigest(text) };
}

function isFinal({ why }: Unproven, token: Token | undefined, at: Instant): boolean {
  if (why === 'unknown' || token === undefined) return true;
  return token.revokedAt !== undefined || token.validTo + SURELY_EXPIRED_MS <= at;
}

function unknownPepper({ id, digest }: Token): PatkeeperError {
  const cause = new Error(
    `token ${id} was made with pepper ${digest?.pepper}, which is not known here, or is not proven to be the one in pepper.json`,
  );
  return new PatkeeperError('unknown-pepper', {}, { cause });
}
