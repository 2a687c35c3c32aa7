import type { Clock, Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { type Later, later as systemLater } from '../../core/timing/clock.ts';
import type { Patience } from '../../core/timing/patience.ts';
import type { ScopeId } from '../../core/tokens/scopes.ts';
import { type Instant, isoOf } from '../../core/tokens/token.ts';
import { type AdminCalls, createAdminCalls } from './admin-calls.ts';
import { allPages } from './all-pages.ts';
import { type CallsDeps, createCalls } from './calls.ts';
import { createExchange } from './exchange.ts';
import { createGate } from './gate.ts';
import { mapOk, type Outcome, ok } from './outcome.ts';
import {
  type CreatedPat,
  type MemberOrganization,
  type Pat,
  readCreated,
  readOrganizations,
  readPat,
  readPatPage,
  readProfileId,
} from './wire.ts';

const API = '7.1';
const PATS_API = '7.1-preview.1';
const PAGE_SIZE = '100';
/** The longest that a call waits because the service asked for a pause. */
const MAX_WAIT_MS = 3_000;

export interface AzureDevOpsClientDeps {
  /** Address for tokens and people, for example `https://vssps.dev.azure.com`. */
  readonly url: string;
  /** Address for profiles and organizations, for example `https://app.vssps.visualstudio.com`. */
  readonly profileUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  /** For one call with everything that belongs to it, in milliseconds. */
  readonly timeoutMs: number;
  /** Calls that run at the same time, per host. */
  readonly maxConcurrent: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly later?: Later;
  readonly random?: () => number;
  readonly onOutcome?: CallsDeps['onOutcome'];
  /** Endless when left out. */
  readonly patience?: Patience;
}

/** A token to be made. */
export interface NewPat {
  readonly name: string;
  readonly scopes: readonly ScopeId[];
  readonly validTo: Instant;
}

/**
 * Azure DevOps' interface for personal access tokens, for the person whose access token is given. No method rejects.
 * Source: Microsoft's specification of the Tokens, Profile and Accounts interfaces, version 7.1.
 */
export interface AzureDevOpsClient extends AdminCalls {
  /** The organizations that the person is a member of. */
  organizations(accessToken: string): Promise<Outcome<readonly MemberOrganization[]>>;
  /** The person's active tokens, all pages. */
  list(accessToken: string, organization: string): Promise<Outcome<readonly Pat[]>>;
  /** One of the person's tokens. */
  get(accessToken: string, organization: string, authorizationId: string): Promise<Outcome<Pat>>;
  /** Azure DevOps may grant an earlier end than the one asked for. `lost` when it gave no secret. */
  create(
    accessToken: string,
    organization: string,
    request: NewPat,
  ): Promise<Outcome<{ readonly pat: Pat; readonly secret: Secret }>>;
  /** Changes the end of a token. Azure DevOps may grant an earlier one. */
  update(
    accessToken: string,
    organization: string,
    change: { readonly authorizationId: string; readonly validTo: Instant },
  ): Promise<Outcome<Pat>>;
  /** Ends a token for good. */
  revoke(accessToken: string, organization: string, authorizationId: string): Promise<Outcome<void>>;
}

/** Makes the client. All its calls pass one gate, so that a pause which the service asks for holds for the calls after it. */
export function createAzureDevOpsClient(deps: AzureDevOpsClientDeps): AzureDevOpsClient {
  const { clock, log, maxConcurrent } = deps;
  const { fetch = globalThis.fetch, later = systemLater, random = Math.random } = deps;
  const gate = createGate({ clock, later, random, maxConcurrent, maxWaitMs: MAX_WAIT_MS });
  const exchange = createExchange({ ...deps, fetch, later, random, gate });
  const told = deps.onOutcome === undefined ? {} : { onOutcome: deps.onOutcome };
  const call = createCalls({ base: deps.url, exchange, clock, log, ...told });
  const callProfile = createCalls({ base: deps.profileUrl, exchange, clock, log, ...told });
  const pats = { path: ['tokens', 'pats'], query: { 'api-version': PATS_API } };

  return {
    ...createAdminCalls(call),
    async organizations(accessToken) {
      const me = await callProfile({
        method: 'GET',
        accessToken,
        path: ['_apis', 'profile', 'profiles', 'me'],
        query: { 'api-version': API },
        read: readProfileId,
      });
      if (me.kind !== 'ok') return me;
      const query = { memberId: me.value, 'api-version': API };
      const path = ['_apis', 'accounts'];
      return callProfile({ method: 'GET', accessToken, path, query, read: readOrganizations });
    },
    list(accessToken, organization) {
      // The service wants the same filters with every page. The order by name doesn't change while time passes.
      const filters = {
        ...pats.query,
        displayFilterOption: 'active',
        sortByOption: 'displayName',
        isSortAscending: 'true',
        $top: PAGE_SIZE,
      };
      return allPages<Pat>({
        keyOf: ({ authorizationId }) => authorizationId,
        ask(continuationToken) {
          const query = continuationToken === undefined ? filters : { ...filters, continuationToken };
          return call({ ...pats, method: 'GET', accessToken, organization, query, read: readPatPage });
        },
      });
    },
    get(accessToken, organization, authorizationId) {
      const query = { ...pats.query, authorizationId };
      return call({ ...pats, method: 'GET', accessToken, organization, query, read: readPat });
    },
    async create(accessToken, organization, { name, scopes, validTo }) {
      // Azure DevOps now refuses tokens for all organizations, and nobody should want one.
      const body = { displayName: name, scope: scopes.join(' '), validTo: isoOf(validTo), allOrgs: false };
      const made = { accessToken, organization, body, changes: true, read: readCreated } as const;
      return withSecret(await call({ ...pats, method: 'POST', ...made }));
    },
    update(accessToken, organization, { authorizationId, validTo }) {
      const body = { authorizationId, validTo: isoOf(validTo) };
      const changed = { accessToken, organization, body, changes: true, read: readPat } as const;
      return call({ ...pats, method: 'PUT', ...changed });
    },
    async revoke(accessToken, organization, authorizationId) {
      const query = { ...pats.query, authorizationId };
      const revoked = { accessToken, organization, query, changes: true, read: () => true } as const;
      return mapOk(await call({ ...pats, method: 'DELETE', ...revoked }), () => {});
    },
  };
}

function withSecret(outcome: Outcome<CreatedPat>): Outcome<{ pat: Pat; secret: Secret }> {
  if (outcome.kind !== 'ok') return outcome;
  const { pat, secret } = outcome.value;
  if (secret !== undefined) return ok({ pat, secret });
  const { authorizationId } = pat;
  return { kind: 'lost', reason: 'Azure DevOps made a token and gave no secret', authorizationId };
}
