import type { IncomingMessage } from 'node:http';
import type { Unproven } from '../../core/tokens/verdict.ts';
import type { EndpointDeps } from './endpoint.ts';

/**
 * Counts the use of a token that has ended, after the answer: whoever asks must not see that this happened, not even by the time
 * that it takes. So what has to be read before the answer is read for a secret that no token has, too. The request is absent where
 * it is a service's own, which says nothing of its client.
 */
export function noteDeadUse(
  { deadUses, addressOf }: Pick<EndpointDeps, 'deadUses' | 'addressOf'>,
  request: IncomingMessage | undefined,
  { why, token }: Unproven,
  serviceOf: () => string,
): void {
  if (why === 'malformed') return;
  // Both are read now: a connection that has closed has no address any more, so that no proxy is known by it either.
  const service = serviceOf();
  const address = request === undefined ? undefined : addressOf(request);
  setImmediate(() => {
    if (token !== undefined) deadUses.note(token, { service, ...(address === undefined ? {} : { address }) });
  });
}
