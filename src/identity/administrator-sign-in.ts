import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AdministratorSignIn, FreshSignIns } from '../core/administration/fresh-sign-in.ts';
import { ACTING_MS, type Role } from '../core/administration/role.ts';
import type { RoleSource } from '../core/administration/roles.ts';
import { someCorrelationId } from '../core/correlation.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Sealer } from '../core/sealer.ts';
import type { BrowserSignIn } from '../core/sign-in.ts';
import type { RecordStore } from '../core/store/records.ts';
import { MINUTE } from '../core/timing/durations.ts';
import { type PersonId, samePerson } from '../core/tokens/token.ts';
import type { Entra } from './entra.ts';
import { CryptoProvider } from './msal.ts';
import { createProvisionalSignIns } from './provisional-sign-ins.ts';
import { signInFailure } from './sign-in-failure.ts';
import { challengeOf, refusedOnPage } from './sign-in-page.ts';

const LIFE_MS = 10 * MINUTE;
const SCOPES = ['openid', 'profile'];
/** Nobody: a state is opened before it is known whose it is. */
const ANYBODY: PersonId = { tenantId: '', objectId: '' };
/** The app roles of Patkeeper's registration in Microsoft Entra, which `docs/administration.md` has people add. */
const APP_ROLES: ReadonlyMap<string, Role> = new Map([
  ['Patkeeper.Administrator', 'administrator'],
  ['Patkeeper.Auditor', 'auditor'],
]);
/** So far ahead the clock of Microsoft Entra may be; a sign-in that is to come proves nothing. */
const MOST_AHEAD_MS = 5 * MINUTE;

const state = z.object({
  tenantId: z.string(),
  objectId: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  until: z.number(),
});
type State = z.infer<typeof state>;

const idToken = z.object({
  oid: z.string(),
  tid: z.string(),
  aud: z.string(),
  /** Seconds. The registration must ask for it. */
  auth_time: z.number().optional(),
  roles: z.array(z.string()).optional(),
});

const kept = z.object({ authTime: z.number(), roles: z.array(z.enum(['administrator', 'auditor'])) });

export interface AdministratorSignInDeps {
  readonly entra: Entra;
  readonly store: { readonly records: Pick<RecordStore, 'save' | 'take'> };
  readonly sealer: Sealer;
  readonly signIns: Pick<FreshSignIns, 'keep'>;
  readonly isNamed: RoleSource['isNamed'];
  publicUrl(): string;
  /** Must go with the machine's time: Entra's tokens do. */
  readonly clock: Clock;
  readonly log: Log;
}

/** The sign-in of administrators: for the chat, and for the pages. */
export interface AdministratorEntraSignIn extends AdministratorSignIn, BrowserSignIn {
  /** Whether a state is one of this sign-in. */
  knows(state: string): boolean;
  /** The address of the sign-in page for somebody who was not sent by the bot. */
  enter(): Promise<string>;
}

/**
 * Makes the sign-in of administrators: authorization code with PKCE, and the person must prove anew who they are. What it needs
 * on the way back is sealed in its state, so that nobody fills the store by opening pages. It gives no access to anything: only
 * the time of the sign-in and the roles are kept, for whoever brings the code to Teams.
 */
export function createAdministratorSignIn(deps: AdministratorSignInDeps): AdministratorEntraSignIn {
  const { entra, sealer, clock, log } = deps;
  const crypto = new CryptoProvider();
  const provisional = createProvisionalSignIns({ ...deps, key: 'administration' });
  const redirectUri = () => `${deps.publicUrl()}/auth/callback`;

  async function newState({ tenantId, objectId }: PersonId): Promise<string> {
    const { verifier } = await crypto.generatePkceCodes();
    const nonce = randomBytes(16).toString('base64url');
    const given: State = { tenantId, objectId, verifier, nonce, until: clock.now() + LIFE_MS };
    return sealer.seal(ANYBODY, 'admin-state', '', JSON.stringify(given));
  }

  function open(text: string): State {
    const sealed = sealer.open(ANYBODY, 'admin-state', '', text);
    const opened = sealed === undefined ? undefined : state.parse(JSON.parse(sealed));
    if (opened === undefined || opened.until <= clock.now()) throw new PatkeeperError('not-found.sign-in');
    return opened;
  }

  async function authorizeUrl(text: string): Promise<string> {
    const { verifier, nonce } = open(text);
    try {
      const client = await entra.client();
      return await client.getAuthCodeUrl({
        scopes: SCOPES,
        redirectUri: redirectUri(),
        state: text,
        nonce,
        codeChallenge: challengeOf(verifier),
        codeChallengeMethod: 'S256',
        prompt: 'login',
        extraQueryParameters: { max_age: String(ACTING_MS / 1000) },
      });
    } catch (error) {
      throw signInFailure(error).refusal;
    }
  }

  /** Who signed in, when, and with which roles. Throws for whoever has none, and for a sign-in that says no time. */
  function judge(given: object | undefined, { tenantId, objectId, nonce }: State) {
    const claims = idToken.safeParse(given).data;
    const isOurs = claims !== undefined && claims.aud.toLowerCase() === entra.clientId.toLowerCase();
    if (!isOurs || Reflect.get(given ?? {}, 'nonce') !== nonce) throw new PatkeeperError('not-found.sign-in');
    const person = { tenantId: claims.tid, objectId: claims.oid };
    if (objectId !== '' && !samePerson(person, { tenantId, objectId })) {
      log.warn({}, 'somebody signed in for administration with another account than the one in Teams');
      throw new PatkeeperError('refused.other-account');
    }
    const roles = (claims.roles ?? []).flatMap((name) => APP_ROLES.get(name) ?? []);
    // They learn no more than that this address leads nowhere.
    if (roles.length === 0 && !deps.isNamed(person)) throw new PatkeeperError('not-found.sign-in');
    const now = clock.now();
    if (claims.auth_time === undefined) throw new PatkeeperError('refused.sign-in-without-time');
    const said = claims.auth_time * 1000;
    if (said > now + MOST_AHEAD_MS) throw new PatkeeperError('refused.sign-in-ahead');
    if (now - said > ACTING_MS) throw new PatkeeperError('refused.sign-in-too-old');
    // None counts for longer because its clock is ahead.
    return { person, authTime: Math.min(said, now), roles };
  }

  async function redeem(code: string, known: State): Promise<string> {
    try {
      const client = await entra.client();
      const { idTokenClaims } = await client.acquireTokenByCode({
        code,
        scopes: SCOPES,
        redirectUri: redirectUri(),
        codeVerifier: known.verifier,
        nonce: known.nonce,
        correlationId: someCorrelationId(),
      });
      const { person, ...signIn } = judge(idTokenClaims, known);
      return await provisional.keep(person, JSON.stringify(signIn));
    } catch (error) {
      const { refusal } = signInFailure(error);
      throw refusal.code === 'sign-in-needed'
        ? new PatkeeperError('refused.sign-in-failed', {}, { cause: refusal })
        : refusal;
    }
  }

  return {
    knows: (text) => sealer.open(ANYBODY, 'admin-state', '', text) !== undefined,
    enter: async () => authorizeUrl(await newState(ANYBODY)),
    start: async (person) => `${deps.publicUrl()}/auth/start?state=${await newState(person)}`,
    begin: authorizeUrl,
    async finish({ state: text, code, error, description = '' }) {
      const known = open(text);
      if (error !== undefined) throw refusedOnPage(error, description);
      if (code === undefined) throw new PatkeeperError('not-found.sign-in');
      return redeem(code, known);
    },
    async confirm(person, code) {
      await deps.signIns.keep(person, kept.parse(JSON.parse(await provisional.take(person, code))));
      log.info({}, 'somebody signed in for administration');
    },
  };
}
