import type { IncomingMessage } from 'node:http';
import type { Unproven } from '../../core/tokens/verdict.ts';
import type { EndpointDeps } from './endpoint.ts';

/**
 * Counts the use of a token that has ended, after the answer: whoever asks must not see that this happened, not even by the time
 * that it takes. The request is absent where it is a service's own, which says nothing of its client.
 */
export function noteDeadUse(
  { deadUses, addressOf }: Pick<EndpointDeps, 'deadUses' | 'addressOf'>,
  request: IncomingMessage | undefined,
  { token }: Unproven,
  serviceOf: () => string,
): void {
  if (token === undefined) return;
  // Both are read now: a connection that has closed has no address any more, so that no proxy is known by it either.
  const service = serviceOf();
  const address = request === undefined ? undefined : addressOf(request);
  setImmediate(() => deadUses.note(token, { service, ...(address === undefined ? {} : { address }) }));
}
