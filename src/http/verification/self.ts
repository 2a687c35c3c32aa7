import { isoOf, type Token } from '../../core/tokens/token.ts';
import { isProven } from '../../core/tokens/verdict.ts';
import { firstHeader } from '../raw-headers.ts';
import { credentialOf } from './credential.ts';
import type { Endpoint, EndpointDeps } from './endpoint.ts';
import { organizationRemoved } from './policy.ts';
import { CHALLENGED, jsonResponse } from './response.ts';

/** Creates the endpoint where the holder of a token asks about it. Asking doesn't count as a use of the token. */
export function createSelf(deps: EndpointDeps): Endpoint {
  return async (request) => {
    const text = credentialOf(firstHeader(request, 'authorization'));
    if (text === undefined) return CHALLENGED;
    const verdict = await deps.verify(text);
    if (!isProven(verdict)) return deps.refuse(request, verdict);
    const counting = deps.underPolicy(verdict);
    return counting === undefined
      ? organizationRemoved(verdict)
      : jsonResponse('ok', 200, aboutItself(verdict, counting));
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
