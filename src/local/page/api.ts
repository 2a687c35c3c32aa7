import type { PushedEvent, Snapshot } from './protocol.ts';

/** A request that the server refused, or that never reached it. The message is for the user. */
export class RequestFailed extends Error {}

const NOT_THERE = 'The service doesn’t answer. Start it again with "npm start".';
/** The service answers, and wants another key: it was started again. */
const NO_KEY =
  'Patkeeper was started again. Open the address in the terminal where it runs, or reload this page if you have done so.';
const LOOK_AGAIN_MS = 1000;

/** Sends one of the page's requests and gives its answer; rejects with `RequestFailed`. */
export async function post<T>(name: string, body: object): Promise<T> {
  const response = await fetch(`/local/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (response === undefined) throw new RequestFailed(NOT_THERE);
  if (response.status === 401) throw new RequestFailed(NO_KEY);
  const answer = await response.json();
  if (!response.ok) throw new RequestFailed(answer?.error?.message ?? NOT_THERE);
  return answer;
}

/** Everything the page shows, as it is now; rejects with `RequestFailed`. */
export async function readSnapshot(): Promise<Snapshot> {
  const response = await fetch('/local/state').catch(() => undefined);
  if (response?.status === 401) throw new RequestFailed(NO_KEY);
  if (response?.ok !== true) throw new RequestFailed(NOT_THERE);
  return response.json();
}

/** Follows what happens. `onOpen` is called after every (re)connection: what happened before must be read anew. */
export function followEvents(handlers: {
  onOpen(): void;
  onLost(): void;
  /** The service answers, but not to this page; `why` is for the user. */
  onShutOut(why: string): void;
  onPush(push: PushedEvent): void;
}): void {
  const source = new EventSource('/local/events');
  source.addEventListener('open', handlers.onOpen);
  source.addEventListener('error', () => {
    handlers.onLost();
    // While nobody answers, the browser comes back by itself; a refusal ends the stream, and does not say which it was.
    if (source.readyState === EventSource.CLOSED) void askWhy();
  });
  async function askWhy(): Promise<void> {
    const response = await fetch('/local/state').catch(() => undefined);
    if (response?.status === 401) return handlers.onShutOut(NO_KEY);
    setTimeout(() => followEvents(handlers), LOOK_AGAIN_MS);
  }
  source.addEventListener('message', ({ data }) => handlers.onPush(JSON.parse(data)));
}
