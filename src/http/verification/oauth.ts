import type { IncomingMessage } from 'node:http';
import type { Token } from '../../core/tokens/token.ts';
import { isProven } from '../../core/tokens/verdict.ts';
import { firstHeader } from '../raw-headers.ts';
import type { Endpoint, EndpointDeps } from './endpoint.ts';
import { badForm, type Form, isForm, readForm } from './form.ts';
import { createDeadUseNotes } from './note-dead-use.ts';
import { jsonResponse, type VerifyResponse } from './response.ts';

type Run = (presented: string, client: string) => Promise<VerifyResponse>;

/** Creates the endpoint of token introspection (RFC 7662): of what is not active, it says nothing but that. */
export function createIntrospection(deps: EndpointDeps): Endpoint {
  const noteDeadUse = createDeadUseNotes(deps);
  return forClients(deps, async (presented, client) => {
    const verdict = await deps.verify(presented);
    // RFC 7662, 2.2: a token that policy keeps from being used here is not active either, and no reason is given.
    const token = isProven(verdict) ? deps.underPolicy(verdict) : undefined;
    if (!isProven(verdict)) noteDeadUse(undefined, verdict, () => client);
    else if (token === undefined)
      deps.refused.note(verdict, { kind: 'organization', id: verdict.organization, service: client });
    if (token === undefined) return jsonResponse('ok', 200, { active: false });
    deps.uses.note(token, client);
    return jsonResponse('ok', 200, introspected(token, await deps.nameOf(token.owner)));
  });
}

/**
 * Creates the endpoint of token revocation (RFC 7009): whoever presents a secret ends its token, and its owner is told. The
 * answer is an empty JSON object: simple-oauth2 takes an empty body for a failure.
 */
export function createRevocation(deps: EndpointDeps): Endpoint {
  return forClients(deps, async (presented, client) => {
    const verdict = await deps.verify(presented);
    if (isProven(verdict)) {
      await deps.revokePresented(verdict, client);
      deps.log.info(
        { tokenId: verdict.id, client },
        'a token was revoked by a service that was shown its secret',
      );
    }
    return jsonResponse('ok', 200, {});
  });
}

/**
 * For clients that prove themselves, by HTTP Basic or in the form; the first is judged before the form is read, and both at
 * once are refused (RFC 6749 section 2.3).
 */
function forClients(deps: EndpointDeps, run: Run): Endpoint {
  return async (request: IncomingMessage) => {
    const authorization = firstHeader(request, 'authorization');
    const named = authorization === undefined ? undefined : deps.checkClient.basic(authorization);
    if (named === undefined && (authorization !== undefined || !isForm(request)))
      return deps.refuseClient(request);
    const form = await readForm(request);
    if (typeof form !== 'function') return form;
    if (named !== undefined) return asNamed(form, named, run);
    const client = deps.checkClient.post(form('client_id') ?? '', form('client_secret') ?? '');
    return client === undefined ? deps.refuseClient(request) : withToken(form, client, run);
  };
}

function asNamed(form: Form, client: string, run: Run): Promise<VerifyResponse> | VerifyResponse {
  if (form('client_secret') !== undefined || (form('client_id') ?? client) !== client)
    return badForm(400, 'two-clients');
  return withToken(form, client, run);
}

/** RFC 7662 section 2.1 and RFC 7009 section 2.1. The hint at the token's type is of no use to us. */
function withToken(form: Form, client: string, run: Run): Promise<VerifyResponse> | VerifyResponse {
  const presented = form('token');
  return presented === undefined ? badForm(400, 'no-token') : run(presented, client);
}

/** The members of RFC 7662 section 2.2, times in seconds. The audience is the organization where the token is valid. */
function introspected(token: Token, name: string | undefined): object {
  return {
    active: true,
    scope: token.scopes.join(' '),
    client_id: 'patkeeper',
    username: name || token.owner.objectId,
    token_type: 'Bearer',
    exp: Math.floor(token.validTo / 1000),
    iat: Math.floor(token.createdAt / 1000),
    sub: token.owner.objectId,
    aud: token.organization,
    iss: 'patkeeper',
    jti: token.id,
  };
}
