import type { Later } from '../../core/clock.ts';
import type { Clock } from '../../core/ports.ts';
import type { Gate } from './gate.ts';
import type { Reply } from './outcome.ts';
import { pause } from './pause.ts';
import { retryAfterMs } from './retry-after.ts';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const REPEAT_AFTER_MS = 200;
const REPEAT_SPREAD_MS = 300;
const THROTTLED_MS = 5_000;

/** Errors that a connection meets before anything was sent on it. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** One HTTP request. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly accessToken: string;
  readonly body?: object;
  /** What is slowed down together when the service asks for it. */
  readonly lane: string;
}

export interface ExchangeDeps {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly later: Later;
  readonly random: () => number;
  readonly gate: Gate;
  /** For everything that belongs to one call, waiting and repeating included. */
  readonly timeoutMs: number;
}

/** Makes HTTP calls: never rejects, never follows a redirect, repeats once what is safe and failed in passing. */
export type Exchange = (ask: Ask) => Promise<Reply>;

export function createExchange(deps: ExchangeDeps): Exchange {
  const { fetch, clock, later, random, gate, timeoutMs } = deps;

  async function attempt(ask: Ask, signal: AbortSignal): Promise<Reply> {
    const entrance = await gate.enter({ host: ask.url.host, name: ask.lane }, signal);
    if ('retryAfterMs' in entrance) return { kind: 'busy', retryAfterMs: entrance.retryAfterMs };
    try {
      const reply = await send(ask, signal);
      const asked = retryAfterMs(reply.headers.get('retry-after'), clock.now());
      const wait = asked ?? (reply.status === 429 ? THROTTLED_MS : 0);
      if (wait > 0) gate.slowDown(ask.lane, wait);
      return reply;
    } catch (error) {
      return signal.aborted
        ? { kind: 'broken', reason: 'Azure DevOps did not answer in time' }
        : replyOfError(error);
    } finally {
      entrance.end();
    }
  }

  async function send({ method, url, accessToken, body }: Ask, signal: AbortSignal) {
    const response = await fetch(url, {
      method,
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${accessToken}`,
        'X-TFS-FedAuthRedirect': 'Suppress',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal,
    });
    // What failed is told by its status alone.
    const text = await textOf(response).catch((error: unknown) => {
      if (response.ok) throw error;
      return '';
    });
    return { kind: 'answer', status: response.status, headers: response.headers, text } as const;
  }

  return async (ask) => {
    const timeout = new AbortController();
    const cancel = later(timeoutMs, () => timeout.abort());
    try {
      const first = await attempt(ask, timeout.signal);
      if (ask.method !== 'GET' || timeout.signal.aborted || !mayPass(first)) return first;
      await pause(REPEAT_AFTER_MS + random() * REPEAT_SPREAD_MS, later, timeout.signal);
      return timeout.signal.aborted ? first : await attempt(ask, timeout.signal);
    } finally {
      cancel();
    }
  };
}

/** Whether the same call may go well in a moment. */
function mayPass(reply: Reply): boolean {
  if (reply.kind === 'answer') return reply.status === 429 || reply.status >= 500;
  return reply.kind !== 'busy';
}

/** Only the code of an error is told: its message may quote what was sent. */
function replyOfError(error: unknown): Reply {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') {
      const kind = BEFORE_SENDING.has(cause.code) ? 'unsent' : 'broken';
      return { kind, reason: `no connection to Azure DevOps (${cause.code})` };
    }
  }
  return { kind: 'broken', reason: 'the call of Azure DevOps broke off' };
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
