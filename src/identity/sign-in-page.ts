import { createHash } from 'node:crypto';
import { someCorrelationId } from '../core/correlation.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { BrowserSignIn } from '../core/sign-in.ts';
import { type PersonId, samePerson } from '../core/tokens/token.ts';
import { readCachedSignIn } from './cached-sign-in.ts';
import type { Entra } from './entra.ts';
import { ServerError } from './msal.ts';
import type { PendingSignIn, PendingSignIns } from './pending-sign-ins.ts';
import type { ProvisionalSignIns } from './provisional-sign-ins.ts';
import { signInFailure } from './sign-in-failure.ts';
import type { TokenCache } from './token-cache.ts';

/** Errors of the page that another try may not meet. */
const PASSING = ['server_error', 'temporarily_unavailable', 'interaction_required', 'login_required'];

export interface SignInPageDeps {
  readonly entra: Entra;
  readonly pending: PendingSignIns;
  readonly provisional: ProvisionalSignIns;
  readonly cache: TokenCache;
  /** What it asks for. */
  readonly scopes: readonly string[];
  publicUrl(): string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes the browser's side of sign-in: authorization code with PKCE (RFC 7636). */
export function createSignInPage(deps: SignInPageDeps): BrowserSignIn {
  const { entra, pending, provisional, cache, scopes, clock, log } = deps;
  const redirectUri = () => `${deps.publicUrl()}/auth/callback`;

  async function authorizeUrl(state: string, { person, verifier, nonce, claims }: PendingSignIn) {
    const client = await entra.client();
    const text = await cache.read(person);
    const known = text === undefined ? undefined : readCachedSignIn(text, clock.now());
    return client.getAuthCodeUrl({
      scopes: [...scopes],
      redirectUri: redirectUri(),
      state,
      nonce,
      codeChallenge: challengeOf(verifier),
      codeChallengeMethod: 'S256',
      ...(known === undefined ? {} : { loginHint: known.account.username }),
      // A challenge is for the account that is signed in.
      ...(claims === undefined ? { prompt: 'select_account' } : { claims }),
    });
  }

  async function redeem(code: string, { person, verifier, nonce }: PendingSignIn): Promise<string> {
    // Without the person's cache: nothing is kept before it is known whose sign-in this is.
    const client = await entra.client();
    const { idTokenClaims } = await client.acquireTokenByCode({
      code,
      scopes: [...scopes],
      redirectUri: redirectUri(),
      codeVerifier: verifier,
      nonce,
      correlationId: someCorrelationId(),
    });
    if (!isFor(idTokenClaims, entra.clientId, person)) {
      log.warn({}, 'someone signed in on the page with another account than the one in Teams');
      throw new PatkeeperError('refused.other-account');
    }
    return provisional.keep(person, client.getTokenCache().serialize());
  }

  return {
    async begin(state) {
      const found = await pending.find(state);
      if (found === undefined) throw outOfDate();
      try {
        return await authorizeUrl(state, found);
      } catch (error) {
        throw signInFailure(error).refusal;
      }
    },
    async finish({ state, code, error, description = '' }) {
      // Whoever pressed Cancel may press the button in Teams again: only a code uses the state up.
      const found = code === undefined ? await pending.find(state) : await pending.take(state);
      if (found === undefined) throw outOfDate();
      if (error !== undefined) throw refusedOnPage(error, description);
      if (code === undefined) throw outOfDate();
      try {
        return await redeem(code, found);
      } catch (failure) {
        const { refusal } = signInFailure(failure);
        // To sign in is what the person just did: the code was too old, for one.
        throw refusal.code === 'sign-in-needed' ? didNotWork(refusal) : refusal;
      }
    },
  };
}

function isFor(claims: object | undefined, clientId: string, person: PersonId): boolean {
  if (claims === undefined || !('oid' in claims && 'tid' in claims && 'aud' in claims)) return false;
  const { oid, tid, aud } = claims;
  if (typeof oid !== 'string' || typeof tid !== 'string' || typeof aud !== 'string') return false;
  return samePerson({ tenantId: tid, objectId: oid }, person) && aud.toLowerCase() === clientId.toLowerCase();
}

function outOfDate(): PatkeeperError {
  return new PatkeeperError('not-found.sign-in');
}

function didNotWork(cause: unknown): PatkeeperError {
  return new PatkeeperError('refused.sign-in-failed', {}, { cause });
}

/** What an error that the page of the sign-in service reports means. */
export function refusedOnPage(error: string, description: string): PatkeeperError {
  if (/AADSTS(?:65001|65004|90008)\b/.test(description))
    return new PatkeeperError('refused.consent-declined');
  if (error === 'access_denied' && !description.includes('AADSTS'))
    return new PatkeeperError('refused.sign-in-cancelled');
  if (PASSING.includes(error)) return didNotWork(new Error(`Entra: ${error}`));
  const { refusal } = signInFailure(new ServerError(error, '', description));
  return refusal.code === 'sign-in-needed' ? didNotWork(refusal) : refusal;
}

/** The challenge of a PKCE verifier (RFC 7636, S256). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
