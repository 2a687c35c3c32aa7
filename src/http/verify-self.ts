import { isoOf, type Token } from '../core/token.ts';
import { firstHeader } from './raw-headers.ts';
import { CHALLENGED, jsonAnswer, REFUSED } from './verify-answer.ts';
import { credentialOf } from './verify-credential.ts';
import type { Endpoint, EndpointDeps } from './verify-deps.ts';
import { organizationRemoved } from './verify-policy.ts';

/** Creates the endpoint where a token asks about itself; asking is no use of it. */
export function createSelf(deps: EndpointDeps): Endpoint {
  return async (request) => {
    const secret = credentialOf(firstHeader(request, 'authorization'));
    if (secret === undefined) return CHALLENGED;
    const token = await deps.verify(secret);
    if (token === undefined) return deps.failed(request, REFUSED);
    const counting = deps.underPolicy(token);
    return counting === undefined
      ? organizationRemoved(token)
      : jsonAnswer('ok', 200, aboutItself(token, counting));
  };
}

/** `scopes` are those that count. `forbiddenScopes`, where there are any, are those that it was given and that today's policy forbids. */
function aboutItself(token: Token, { scopes }: Token): object {
  const { id, name, organization, validTo, lastUsed } = token;
  const forbidden = token.scopes.filter((scope) => !scopes.includes(scope));
  return {
    id,
    name,
    organization,
    scopes,
    ...(forbidden.length === 0 ? {} : { forbiddenScopes: forbidden }),
    expires: isoOf(validTo),
    lastUsed: lastUsed === undefined ? null : { at: isoOf(lastUsed.at), service: lastUsed.service },
  };
}
