import type { IncomingMessage } from 'node:http';
import type { Token } from '../core/token.ts';
import { firstHeader } from './raw-headers.ts';
import { CHALLENGED, REFUSED, textAnswer, type VerifyAnswer } from './verify-answer.ts';
import { createAskedReader, serviceOf, whatIsMissing } from './verify-asked.ts';
import { credentialOf } from './verify-credential.ts';
import type { Endpoint, EndpointDeps } from './verify-deps.ts';
import { createIdentity } from './verify-identity.ts';
import { everyScopeForbidden, organizationRemoved, scopeForbidden } from './verify-policy.ts';

/**
 * Creates the endpoint for the subrequests of reverse proxies: nginx `auth_request`, Caddy `forward_auth`, Traefik
 * ForwardAuth. Git asks without a credential first, so that a missing one is no failed attempt.
 */
export function createForwardAuth(deps: EndpointDeps): Endpoint {
  const readAsked = createAskedReader();
  const identity = createIdentity(deps);

  function judge(request: IncomingMessage, token: Token | undefined): VerifyAnswer | Promise<VerifyAnswer> {
    if (token === undefined) return deps.failed(request, REFUSED);
    const { url = '' } = request;
    const asked = readAsked(url.slice(url.indexOf('?') + 1 || url.length));
    const counting = deps.underPolicy(token);
    if (counting === undefined) return organizationRemoved(token);
    const missing = whatIsMissing(counting, asked);
    if (missing !== undefined) return scopeForbidden(token, counting, asked) ?? lacks(missing);
    if (counting.scopes.length === 0) return everyScopeForbidden();
    deps.uses.note(token, serviceOf(asked, request));
    return identity.answer(counting, deps.clock.now());
  }

  return (request) => {
    const secret = credentialOf(firstHeader(request, 'authorization'));
    if (secret === undefined) return CHALLENGED;
    const proven = deps.verify(secret);
    return proven instanceof Promise ? proven.then((token) => judge(request, token)) : judge(request, proven);
  };
}

/** Only the holder of a valid token gets to know what it lacks. */
function lacks(missing: string) {
  const text = `This token lacks the ${missing}. Type /pat new in Teams to create one that has it.`;
  return textAnswer('forbidden', 403, text, ['X-Auth-Missing', missing]);
}
