import type { Token } from '../core/token.ts';
import { firstHeader } from './raw-headers.ts';
import { emptyAnswer, jsonAnswer, UNKNOWN_CLIENT, type VerifyAnswer } from './verify-answer.ts';
import type { Endpoint, EndpointDeps } from './verify-deps.ts';
import { readTokenForm } from './verify-form.ts';

/** Creates the endpoint of token introspection (RFC 7662): of what is not active, it says nothing but that. */
export function createIntrospection(deps: EndpointDeps): Endpoint {
  return forClients(deps, async (presented, client) => {
    const proven = await deps.verify(presented);
    // RFC 7662, 2.2: a token that policy keeps from being used here is not active either, and no reason is given.
    const token = proven && deps.underPolicy(proven);
    if (token === undefined) return jsonAnswer('ok', 200, { active: false });
    deps.uses.note(token, client);
    return jsonAnswer('ok', 200, introspected(token, await deps.nameOf(token.owner)));
  });
}

/** Creates the endpoint of token revocation (RFC 7009): whoever presents a secret ends its token, and its owner is told. */
export function createRevocation(deps: EndpointDeps): Endpoint {
  return forClients(deps, async (presented, client) => {
    const token = await deps.verify(presented);
    if (token !== undefined) {
      await deps.revokePresented(token, client);
      deps.log.info(
        { tokenId: token.id, client },
        'a token was revoked by a service that was shown its secret',
      );
    }
    return emptyAnswer('ok', 200);
  });
}

function forClients(
  deps: EndpointDeps,
  run: (presented: string, client: string) => Promise<VerifyAnswer>,
): Endpoint {
  return async (request) => {
    const client = deps.checkClient(firstHeader(request, 'authorization'));
    if (client === undefined) return deps.failed(request, UNKNOWN_CLIENT);
    const form = await readTokenForm(request);
    return form !== undefined && 'presented' in form ? run(form.presented, client) : form;
  };
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
