import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/core/ports.ts';
import { type Answer, jsonAnswer } from '../fake-http/answer.ts';
import { contextClaims, contextsAsked, MFA_CLAIMS } from './claims-request.ts';
import { proveClient } from './client-proof.ts';
import { EntraRefusal } from './entra-refusal.ts';
import type { EntraState, FakeClient } from './fake-entra-types.ts';
import type { FakePerson } from './fake-people.ts';
import type { GrantStore, Session } from './grant-store.ts';
import { type RequestedScopes, requestedScopes } from './requested-scopes.ts';
import { OWN_SCOPES, type TokenMint } from './token-mint.ts';
import type { TokenSigner } from './token-signer.ts';

/** A token request that was granted. */
export interface Granted {
  readonly answer: Answer;
  readonly person: FakePerson | undefined;
}

/** The token endpoint: one method for each grant of the `grant_type` parameter. */
export interface TokenEndpoint {
  /** Answers a token request. Throws an `EntraRefusal`. */
  grant(operation: string, form: URLSearchParams, tenantId: string): Granted;
}

export interface TokenEndpointDeps {
  readonly clock: Clock;
  readonly client: FakeClient;
  readonly people: readonly FakePerson[];
  readonly signer: TokenSigner;
  readonly mint: TokenMint;
  readonly grants: GrantStore;
  readonly state: () => EntraState;
  tokenEndpoint(tenantId: string): string;
}

export function createTokenEndpoint(deps: TokenEndpointDeps): TokenEndpoint {
  const { clock, client, people, signer, mint, grants, state } = deps;

  function byCode(form: URLSearchParams): Granted {
    const grant = grants.redeemCode(needed(form, 'code'));
    const verifier = createHash('sha256').update(needed(form, 'code_verifier')).digest('base64url');
    if (verifier !== grant.challenge) throw new EntraRefusal(50148);
    if (form.get('redirect_uri') !== grant.redirectUri) throw new EntraRefusal(50011);
    const asked = requestedScopes(form.get('scope') ?? grant.scope);
    return tokensFor(grant.session, asked, form, grant.nonce);
  }

  function byRefreshToken(form: URLSearchParams): Granted {
    const session = grants.redeemRefreshToken(needed(form, 'refresh_token'));
    if (state().mfaRequired && !session.mfa) throw new EntraRefusal(50076, { claims: MFA_CLAIMS });
    const asked = requestedScopes(needed(form, 'scope'));
    holdConsent(session.person, asked);
    return tokensFor(session, asked, form);
  }

  function onBehalfOf(form: URLSearchParams, tenantId: string): Granted {
    if (form.get('requested_token_use') !== 'on_behalf_of')
      throw new EntraRefusal(900144, { detail: 'requested_token_use' });
    const claims = signer.open(needed(form, 'assertion'));
    const person = people.find(({ objectId }) => objectId === claims?.['oid']);
    const audience = claims?.['aud'];
    const isOurs = audience === client.clientId || audience === client.applicationIdUri;
    if (claims === undefined || person?.tenantId !== claims['tid'] || !isOurs) throw new EntraRefusal(50013);
    if (person === undefined || person.tenantId !== tenantId) throw new EntraRefusal(50013);
    const isOver = Number(claims['exp']) * 1000 <= clock.now();
    if (isOver || state().assertionsExpired) throw new EntraRefusal(500133);
    if (!String(claims['scp']).split(' ').includes('access_as_user')) throw new EntraRefusal(50013);
    const asked = requestedScopes(needed(form, 'scope'));
    holdConsent(person, asked);
    if (state().mfaRequired) throw new EntraRefusal(50076, { claims: MFA_CLAIMS });
    const session = { person, startedAt: clock.now(), contexts: [], mfa: false };
    return tokensFor(session, asked, form);
  }

  function byClientAlone(form: URLSearchParams, tenantId: string): Granted {
    const { resource, names } = requestedScopes(needed(form, 'scope'));
    if (names[0] !== '.default') throw new EntraRefusal(70011);
    const token = { token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600 };
    const answer = jsonAnswer(200, { ...token, access_token: mint.appToken(tenantId, resource) });
    return { answer, person: undefined };
  }

  function holdConsent(person: FakePerson, { resource, names }: RequestedScopes): void {
    if (!state().consentRequired) return;
    const scopes = names.map((name) => `${resource}/${name}`);
    const hasAny = grants.consented(person).some((scope) => scope.startsWith(`${resource}/`));
    const isGood = names.includes('.default') ? hasAny : grants.hasConsented(person, scopes);
    if (!isGood) throw new EntraRefusal(65001);
  }

  function tokensFor(
    session: Session,
    asked: RequestedScopes,
    form: URLSearchParams,
    nonce?: string,
  ): Granted {
    const { person } = session;
    if (state().disabled.includes(person.key)) throw new EntraRefusal(50057);
    const missing = contextsAsked(form.get('claims')).find((context) => !session.contexts.includes(context));
    if (missing !== undefined) throw new EntraRefusal(50076, { claims: contextClaims(missing) });
    const expiresIn = state().accessTokenSeconds;
    const scopes = asked.names.includes('.default') ? allConsented(person, asked.resource) : asked.names;
    const proved = session.contexts.length === 0 ? {} : { acrs: session.contexts };
    const accessToken = mint.accessToken(person, {
      audience: asked.resource,
      scopes,
      expiresIn,
      claims: { ...proved, amr: session.mfa ? ['pwd', 'mfa'] : ['pwd'] },
    });
    const body = {
      token_type: 'Bearer',
      scope: [
        ...scopes.map((name) => `${asked.resource}/${name}`),
        ...(asked.openId ? ['openid', 'profile'] : []),
      ].join(' '),
      expires_in: expiresIn,
      ext_expires_in: expiresIn,
      access_token: accessToken,
      ...(asked.offline ? { refresh_token: grants.issueRefreshToken(session) } : {}),
      ...(asked.openId
        ? { id_token: mint.idToken(person, { expiresIn, nonce, claims: idClaims(session) }) }
        : {}),
      client_info: Buffer.from(JSON.stringify({ uid: person.objectId, utid: person.tenantId })).toString(
        'base64url',
      ),
    };
    return { answer: jsonAnswer(200, body), person };
  }

  /** What only some registrations ask for, and only some people have. */
  function idClaims({ person, startedAt }: Session): Readonly<Record<string, unknown>> {
    const { authTime, provedAgo, roles } = state();
    const given = roles[person.key];
    return {
      ...(authTime ? { auth_time: Math.floor(startedAt / 1000) - provedAgo } : {}),
      ...(given === undefined ? {} : { roles: given }),
    };
  }

  function allConsented(person: FakePerson, resource: string): readonly string[] {
    const own = grants
      .consented(person)
      .filter((scope) => scope.startsWith(`${resource}/`))
      .map((scope) => scope.slice(resource.length + 1));
    return state().consentRequired ? own : [...new Set([...OWN_SCOPES, ...own])];
  }

  return {
    grant(operation, form, tenantId) {
      proveClient(form, client, deps.tokenEndpoint(tenantId));
      if (operation === 'authorization_code') return byCode(form);
      if (operation === 'refresh_token') return byRefreshToken(form);
      if (operation === 'on_behalf_of') return onBehalfOf(form, tenantId);
      if (operation === 'client_credentials') return byClientAlone(form, tenantId);
      throw new EntraRefusal(70003);
    },
  };
}

function needed(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw new EntraRefusal(900144, { detail: name });
  return value;
}
