import { someCorrelationId } from '../core/correlation.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Sealer } from '../core/sealer.ts';
import type { BrowserSignIn, SignIn, SignInStore } from '../core/sign-in.ts';
import { createKeyedQueue } from '../core/timing/keyed-queue.ts';
import { createSingleFlight } from '../core/timing/single-flight.ts';
import { signInNeeded } from '../core/tokens/refusals.ts';
import { type PersonId, personKey } from '../core/tokens/token.ts';
import type { AccessTokens } from '../core/tokens/token-authority.ts';
import { readCachedSignIn, withRefreshTokensOf } from './cached-sign-in.ts';
import type { Entra } from './entra.ts';
import { CryptoProvider } from './msal.ts';
import { createPendingSignIns } from './pending-sign-ins.ts';
import { createProvisionalSignIns } from './provisional-sign-ins.ts';
import { signInFailure } from './sign-in-failure.ts';
import { createSignInPage } from './sign-in-page.ts';
import { OWN_TOKENS, type SignInPurpose } from './sign-in-scopes.ts';
import { applicationIdUri, whyNotTeamsToken } from './teams-token.ts';
import { createTokenCache, type TokenCachePlugin } from './token-cache.ts';

export interface SignInDeps {
  readonly entra: Entra;
  /** Managing one's own tokens, when left out. */
  readonly purpose?: SignInPurpose;
  readonly store: SignInStore;
  readonly sealer: Sealer;
  /** Where people's browsers reach the pages, without a slash at its end; asked for when a page is needed. */
  publicUrl(): string;
  /** Must go with the machine's time: Entra's tokens do. */
  readonly clock: Clock;
  readonly log: Log;
}

/** A sign-in with Microsoft Entra as all its sides see it: the chat, the authority, and the sign-in pages. */
export interface EntraSignIn extends SignIn, AccessTokens, BrowserSignIn {
  /** Whether a state of a page is one of this sign-in. */
  knows(state: string): boolean;
}

/** Makes sign-in with Microsoft Entra for Azure DevOps. */
export function createSignIn(deps: SignInDeps): EntraSignIn {
  const { entra, store, sealer, clock, log, purpose = OWN_TOKENS } = deps;
  const { kind, scopes, stateKind, provisionalKey } = purpose;
  const crypto = new CryptoProvider();
  const cache = createTokenCache({ store, sealer, clock, log, kind });
  const pending = createPendingSignIns({ store, sealer, clock, stateKind });
  const provisional = createProvisionalSignIns({ store, sealer, clock, key: provisionalKey });
  const page = createSignInPage({
    entra,
    pending,
    provisional,
    cache,
    scopes,
    publicUrl: deps.publicUrl,
    clock,
    log,
  });
  const turns = createKeyedQueue();
  const asking = createSingleFlight<string>();

  /** What a failure means; what is kept of a sign-in that has ended goes with it, so that nobody tries it again. */
  async function failed(plugin: TokenCachePlugin, error: unknown): Promise<never> {
    const { refusal, ended } = signInFailure(error);
    if (ended) await plugin.eraseOwn();
    throw refusal;
  }

  async function silently(person: PersonId, forceRefresh: boolean): Promise<string> {
    const plugin = cache.plugin(person);
    try {
      const client = await entra.client(plugin);
      const accounts = await client.getTokenCache().getAllAccounts();
      const account = accounts.find(
        ({ localAccountId }) => localAccountId.toLowerCase() === person.objectId.toLowerCase(),
      );
      if (account === undefined) throw signInNeeded();
      const request = { account, scopes: [...scopes], forceRefresh, correlationId: someCorrelationId() };
      return (await client.acquireTokenSilent(request)).accessToken;
    } catch (error) {
      return failed(plugin, error);
    }
  }

  async function onBehalfOf(person: PersonId, teamsToken: string): Promise<void> {
    try {
      const { issuer } = await entra.discovery();
      const { clientId, findSigningKey } = entra;
      const expected = { clientId, issuer, person, now: clock.now(), findSigningKey };
      const problem = await whyNotTeamsToken(teamsToken, expected);
      if (problem !== undefined) {
        log.warn({ reason: problem }, 'a token that Teams handed over for a sign-in was refused');
        throw signInNeeded();
      }
      // Without the person's cache, for a fresh access token in any case: the one at hand may be why the person is asked.
      const client = await entra.client();
      await client.acquireTokenOnBehalfOf({
        oboAssertion: teamsToken,
        scopes: [...scopes],
        correlationId: someCorrelationId(),
      });
      const text = withRefreshTokensOf(await cache.read(person), client.getTokenCache().serialize());
      await cache.write(person, text);
      log.info({}, 'someone signed in through Teams');
    } catch (error) {
      // Not `failed`: that this way was refused ends no sign-in made on the page.
      throw signInFailure(error).refusal;
    }
  }

  return {
    ...page,
    knows: pending.knows,
    exchangeResource: applicationIdUri(entra.clientId),
    async start(person, { claims } = {}) {
      const { verifier } = await crypto.generatePkceCodes();
      const kept = { verifier, nonce: crypto.createNewGuid(), ...(claims === undefined ? {} : { claims }) };
      const state = await pending.begin(person, kept);
      return `${deps.publicUrl()}/auth/start?state=${state}`;
    },
    exchange: (person, teamsToken) =>
      turns.take(personKey(person), () => onBehalfOf(person, teamsToken.reveal())),
    confirm: (person, code) =>
      turns.take(personKey(person), async () => {
        await cache.write(person, await provisional.take(person, code));
        log.info({}, 'someone signed in on the page');
      }),
    forPerson(person, { fresh = false } = {}) {
      const key = personKey(person);
      return asking.run(`${key} ${fresh}`, () => turns.take(key, () => silently(person, fresh)));
    },
    async account(person) {
      const text = await cache.read(person);
      return text === undefined ? undefined : readCachedSignIn(text, clock.now())?.account;
    },
    forget: (person) =>
      turns.take(personKey(person), async () => {
        await store.records.deleteAll(person, 'pending-sign-in');
        await cache.erase(person);
      }),
  };
}
