import { isoOf, type Token } from '../core/token.ts';
import { firstHeader } from './raw-headers.ts';
import { CHALLENGED, jsonAnswer, REFUSED } from './verify-answer.ts';
import { credentialOf } from './verify-credential.ts';
import type { Endpoint, EndpointDeps } from './verify-deps.ts';

/** Creates the endpoint where a token asks about itself; asking is no use of it. */
export function createSelf(deps: EndpointDeps): Endpoint {
  return async (request) => {
    const secret = credentialOf(firstHeader(request, 'authorization'));
    if (secret === undefined) return CHALLENGED;
    const token = await deps.verify(secret);
    return token === undefined ? deps.failed(request, REFUSED) : jsonAnswer('ok', 200, aboutItself(token));
  };
}

function aboutItself({ id, name, organization, scopes, validTo, lastUsed }: Token): object {
  return {
    id,
    name,
    organization,
    scopes,
    expires: isoOf(validTo),
    lastUsed: lastUsed === undefined ? null : { at: isoOf(lastUsed.at), service: lastUsed.service },
  };
}
