import type { IncomingMessage } from 'node:http';
import type { DeadUse } from '../../core/tokens/dead-uses.ts';
import type { Token } from '../../core/tokens/token.ts';
import type { Unproven } from '../../core/tokens/verdict.ts';
import type { EndpointDeps } from './endpoint.ts';

/** Counts the use of a token that has ended. The request is absent where it is a service's own, which says nothing of its client. */
export type NoteDeadUse = (
  request: IncomingMessage | undefined,
  unproven: Unproven,
  serviceOf: () => string,
) => void;

/**
 * Creates what counts uses of tokens that have ended, after the answer: whoever asks must not see that this happened, not even by
 * the time that it takes. So what has to be read before the answer is read for a secret that no token has, too. What is answered
 * together is counted together, because an immediate for each takes as long as all the rest of this.
 */
export function createDeadUseNotes({
  deadUses,
  addressOf,
}: Pick<EndpointDeps, 'deadUses' | 'addressOf'>): NoteDeadUse {
  let waiting: { readonly token: Token | undefined; readonly use: DeadUse }[] = [];

  function count(): void {
    const answered = waiting;
    waiting = [];
    for (const { token, use } of answered) if (token !== undefined) deadUses.note(token, use);
  }

  return (request, { why, token }, serviceOf) => {
    if (why === 'malformed') return;
    // Both are read now: a connection that has closed has no address any more, so that no proxy is known by it either.
    const service = serviceOf();
    const address = request === undefined ? undefined : addressOf(request);
    if (waiting.length === 0) setImmediate(count);
    waiting.push({ token, use: address === undefined ? { service } : { service, address } });
  };
}
