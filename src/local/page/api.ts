import type { PushedEvent, Snapshot } from './protocol.ts';

/** A request that the server refused, or that never reached it. The message is for the user. */
export class RequestFailed extends Error {}

const NOT_THERE = 'The service does not answer. Start it again with "npm start".';

/** Sends one of the page's requests and gives its answer; rejects with `RequestFailed`. */
export async function post<T>(name: string, body: object): Promise<T> {
  const response = await fetch(`/local/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (response === undefined) throw new RequestFailed(NOT_THERE);
  const answer = await response.json();
  if (!response.ok) throw new RequestFailed(answer?.error?.message ?? NOT_THERE);
  return answer;
}

/** Everything the page shows, as it is now. */
export async function readSnapshot(): Promise<Snapshot> {
  const response = await fetch('/local/state');
  return response.json();
}

/** Follows what happens. `onOpen` is called after every (re)connection: what happened before must be read anew. */
export function followEvents(handlers: {
  onOpen(): void;
  onLost(): void;
  onPush(push: PushedEvent): void;
}): void {
  const source = new EventSource('/local/events');
  source.addEventListener('open', handlers.onOpen);
  source.addEventListener('error', handlers.onLost);
  source.addEventListener('message', ({ data }) => handlers.onPush(JSON.parse(data)));
}
