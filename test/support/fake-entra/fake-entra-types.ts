import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../src/core/ports.ts';
import type { Later } from '../../../src/core/timing/clock.ts';
import type { FaultControl } from '../fake-http/fault.ts';
import type { RecordedRequest } from '../fake-http/recorded-request.ts';
import type { FakePerson } from './fake-people.ts';
import type { TokenSigner } from './token-signer.ts';

/** What requests to the fake Entra are called in `failNext` and in `requests`. */
export type EntraOperation =
  | 'discovery'
  | 'instance-discovery'
  | 'keys'
  | 'authorize'
  | 'authorization_code'
  | 'refresh_token'
  | 'on_behalf_of'
  | 'client_credentials'
  | 'token';

/** How the tenant behaves. Changed by `entra.set` or `POST /fake/state`. */
export const entraStateSchema = z.strictObject({
  /** Nobody has consented for everybody: each person must do so on the sign-in page before on-behalf-of works. */
  consentRequired: z.boolean(),
  /**
   * On-behalf-of and refresh are answered with `interaction_required` and claims, until the person signs in at the page:
   * what that sign-in brought is good.
   */
  mfaRequired: z.boolean(),
  /** Every assertion counts as expired (AADSTS500133). */
  assertionsExpired: z.boolean(),
  /** Life of access tokens and id tokens. */
  accessTokenSeconds: z.int().min(1),
  /** Whether the registration has the optional claim `auth_time`. */
  authTime: z.boolean(),
  /** How long ago a person proved who they are when they come to the page: 0 for whoever is asked each time. Seconds. */
  provedAgo: z.int(),
  /** The app roles of people, by their keys. */
  roles: z.record(z.string(), z.array(z.string())),
  /** Keys of people whose accounts are disabled (AADSTS50057). */
  disabled: z.array(z.string()),
});
export type EntraState = z.infer<typeof entraStateSchema>;
export type EntraChange = { readonly [Name in keyof EntraState]?: EntraState[Name] | undefined };

/** The registered application. */
export interface FakeClient {
  readonly clientId: string;
  readonly secret: string;
  /** Sign-in answers go to no other address. */
  readonly redirectUris: readonly string[];
  /** Its Application ID URI, which single sign-on tokens may name as audience: `api://host/<clientId>`. */
  readonly applicationIdUri: string;
  /** Public keys that client assertions may be signed with: of a certificate, or of a managed identity's issuer. */
  readonly assertionKeys?: readonly KeyObject[];
  /** Issuer and subject of a federated credential; assertions may carry these instead of the client id. */
  readonly federated?: { readonly issuer: string; readonly subject: string };
}

export interface FakeEntraDeps {
  readonly clock: Clock;
  /** 0, or left out: any free port. */
  readonly port?: number;
  /** Timers for `delay`; the machine's when left out. */
  readonly later?: Later;
  /** Left out: `DEFAULT_CLIENT`. */
  readonly client?: Partial<FakeClient>;
  /** Left out: `FAKE_PEOPLE`. */
  readonly people?: readonly FakePerson[];
}

/** What a minted token says beyond the usual. */
export interface MintOptions {
  /** Bare scope names; `vso.pats vso.pats_manage vso.profile` when left out. */
  readonly scopes?: readonly string[];
  /** Seconds until it ends; negative for one that has. */
  readonly expiresIn?: number;
  /** Claims to add or, with undefined, to leave out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signed with a key that nobody publishes. */
  readonly unknownKey?: boolean;
}

/** Microsoft Entra on loopback. People are named by key (`ada`). */
export interface FakeEntra extends FaultControl {
  /** `http://127.0.0.1:<port>`: the host part of every authority. */
  readonly url: string;
  /** A tenant's authority, as `ENTRA_AUTHORITY` takes it; the local chat's tenant when left out. */
  authority(tenantId?: string): string;
  /** What tokens and the discovery document give as issuer: Microsoft's, whatever the address here. */
  issuer(tenantId?: string): string;
  readonly client: FakeClient;
  readonly people: readonly FakePerson[];
  /** Signs and checks the tokens; the fake Azure DevOps needs it. */
  readonly signer: TokenSigner;

  readonly state: EntraState;
  /** Changes some of the state; throws when that makes no sense. */
  set(change: EntraChange): void;
  /** Refresh tokens that the person holds now stop working (AADSTS50173), as after a change of password. */
  revokeSessions(person: string): void;
  /** What the person consented to is forgotten. */
  forgetConsent(person: string): void;
  /** Signs with a new key from now on; `forgetOld` stops publishing the one before. */
  rotateKeys(forgetOld?: boolean): void;
  /** Another redirect URI becomes good: where the bot's pages are is often known late. */
  addRedirectUri(uri: string): void;

  /** The single sign-on token that Teams hands to the bot: the assertion of on-behalf-of. */
  teamsToken(person: string, options?: MintOptions): string;
  /** A delegated access token for Azure DevOps, as if signed in. */
  accessToken(person: string, options?: MintOptions): string;
  /** An access token for Azure DevOps without a person. */
  appToken(): string;

  /**
   * Does what a browser does with a sign-in address, loopback http or mapped from it: opens the page, presses the button
   * of this person, and gives where it is sent (never going there). Rejects when the page is an error page.
   */
  signIn(authorizeUrl: string | URL, person: string): Promise<URL>;
  /** The same with the Cancel button. */
  cancelSignIn(authorizeUrl: string | URL): Promise<URL>;

  /** Every request, the oldest first, secrets left out. */
  readonly requests: readonly RecordedRequest[];
  /** Forgets the requests so far. */
  clear(): void;
  close(): Promise<void>;
}
