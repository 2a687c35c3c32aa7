import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../core/ports.ts';
import { firstHeader } from '../raw-headers.ts';
import { networkOf } from './client-address.ts';
import { isBearer } from './credential.ts';
import type { EndpointDeps } from './endpoint.ts';
import { createFailureLimit } from './failure-limit.ts';
import { createGuessLimit } from './guess-limit.ts';
import { limitedResponse, REFUSED, REFUSED_BEARER, UNKNOWN_CLIENT } from './response.ts';

export interface VerifyRefusalsDeps {
  readonly clock: Clock;
  /** The address of a request's client. */
  readonly clientOf: (request: IncomingMessage) => string;
}

/**
 * Creates the refusals of credentials. A malformed token always gets 401, and so does the same secret again, however often:
 * many people share an address, and git asks for another password only after a 401. Only guessing is limited: many different
 * secrets that prove nothing. Secrets of tokens that have ended count like those that no token has, so that nobody can tell
 * one from the other. Clients of OAuth with a wrong secret are limited by how often they fail.
 */
export function createVerifyRefusals({
  clock,
  clientOf,
}: VerifyRefusalsDeps): Pick<EndpointDeps, 'refuse' | 'refuseClient'> {
  const guesses = createGuessLimit({ clock });
  const failures = createFailureLimit({ clock });
  return {
    refuse(request, { why, digest }) {
      const retrySeconds = why !== 'malformed' ? guesses.note(networkOf(clientOf(request)), digest) : 0;
      if (retrySeconds > 0) return limitedResponse(retrySeconds);
      return isBearer(firstHeader(request, 'authorization')) ? REFUSED_BEARER : REFUSED;
    },
    refuseClient(request) {
      const retrySeconds = failures.fail(networkOf(clientOf(request)));
      return retrySeconds > 0 ? limitedResponse(retrySeconds) : UNKNOWN_CLIENT;
    },
  };
}
