import type { IncomingMessage } from 'node:http';
import type { Unproven } from '../../core/tokens/verdict.ts';
import type { EndpointDeps } from './endpoint.ts';

/**
 * Counts the use of a token that has ended, when the answer has gone out: that is given as if there were no such token, and whoever
 * asks must not see that this happened, not even by the time that it takes. The request is absent where it is a service's own, which says nothing of its client.
 */
export function noteDeadUse(
  { deadUses, addressOf }: Pick<EndpointDeps, 'deadUses' | 'addressOf'>,
  request: IncomingMessage | undefined,
  { token }: Unproven,
  service: () => string,
): void {
  if (token === undefined) return;
  setImmediate(() => {
    const address = request === undefined ? undefined : addressOf(request);
    deadUses.note(token, { service: service(), ...(address === undefined ? {} : { address }) });
  });
}
