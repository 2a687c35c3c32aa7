import { someCorrelationId } from '../../core/correlation.ts';
import type { Clock } from '../../core/ports.ts';
import type { Later } from '../../core/timing/clock.ts';
import { ENDLESS, type Patience } from '../../core/timing/patience.ts';
import { connectionErrorCode, wasNeverConnected } from '../../web/connection-error.ts';
import { limitedText } from '../../web/limited-text.ts';
import { retryAfterMs } from '../../web/retry-after.ts';
import type { Gate } from './gate.ts';
import type { Reply } from './outcome.ts';
import { pause } from './pause.ts';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const REPEAT_AFTER_MS = 200;
const REPEAT_SPREAD_MS = 300;
const THROTTLED_MS = 5_000;

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
  /** When it is over, calls end as if their time were. Endless when left out. */
  readonly patience?: Patience;
}

/** Makes HTTP calls: never rejects, never follows a redirect, repeats once what is safe and failed in passing. */
export type Exchange = (ask: Ask) => Promise<Reply>;

/** Makes the exchange. Each call waits at the gate, and ends by `timeoutMs` whatever happens. */
export function createExchange(deps: ExchangeDeps): Exchange {
  const { fetch, clock, later, random, gate, timeoutMs, patience = ENDLESS } = deps;

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
        // The service's own log has it with all calls of the same work; it takes a GUID only.
        'X-TFS-Session': someCorrelationId(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal,
    });
    // What failed is told by its status alone.
    const text = await limitedText(response, MAX_ANSWER_BYTES).catch((error: unknown) => {
      if (response.ok) throw error;
      return '';
    });
    return { kind: 'response', status: response.status, headers: response.headers, text } as const;
  }

  return async (ask) => {
    const timeout = new AbortController();
    const cancel = later(timeoutMs, () => timeout.abort());
    const forget = patience.onEnd(() => timeout.abort());
    try {
      const first = await attempt(ask, timeout.signal);
      if (ask.method !== 'GET' || timeout.signal.aborted || !mayPass(first)) return first;
      await pause(REPEAT_AFTER_MS + random() * REPEAT_SPREAD_MS, later, timeout.signal);
      return timeout.signal.aborted ? first : await attempt(ask, timeout.signal);
    } finally {
      cancel();
      forget();
    }
  };
}

/** Whether the same call may go well in a moment. */
function mayPass(reply: Reply): boolean {
  if (reply.kind === 'response') return reply.status === 429 || reply.status >= 500;
  return reply.kind !== 'busy';
}

/** Only the code of an error is told: its message may quote what was sent. */
function replyOfError(error: unknown): Reply {
  const code = connectionErrorCode(error);
  if (code === undefined) return { kind: 'broken', reason: 'the call of Azure DevOps broke off' };
  const kind = wasNeverConnected(code) ? 'unsent' : 'broken';
  return { kind, reason: `no connection to Azure DevOps (${code})` };
}
