import type { INetworkModule, NetworkRequestOptions } from '@azure/msal-node';
import { ENDLESS, type Patience } from '../core/timing/patience.ts';
import { TIME_BUDGET } from '../core/timing/time-budget.ts';
import { connectionErrorCode } from '../web/connection-error.ts';
import { AuthError } from './msal.ts';

/** No answer, or one that says to come again later. msal passes errors of its own kind on as they are. */
export class EntraUnreachable extends AuthError {
  /** How long Entra asks to wait, in seconds. */
  readonly retryAfter: number | undefined;

  constructor(what: string, retryAfter?: number) {
    super('entra_unreachable', '', what);
    // msal's constructor makes every error a plain one of its own.
    Object.setPrototypeOf(this, EntraUnreachable.prototype);
    this.name = 'EntraUnreachable';
    this.retryAfter = retryAfter;
  }
}

/** An answer that isn't "come again later": its status and JSON body. */
export interface EntraResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Asks Microsoft Entra once. Rejects with `EntraUnreachable` when there is no answer in time, or 429, 5xx or no JSON. */
export interface EntraHttp {
  send(url: string, method: 'GET' | 'POST', options?: NetworkRequestOptions): Promise<EntraResponse>;
  /** The same for msal. */
  readonly forMsal: INetworkModule;
}

/** Makes a client whose requests take so many milliseconds at most. It follows no redirects. */
export function createEntraHttp({
  timeoutMs = TIME_BUDGET.entra,
  patience = ENDLESS,
}: {
  readonly timeoutMs?: number;
  /** When it is over, requests end as if their time were. Endless when left out. */
  readonly patience?: Patience;
} = {}): EntraHttp {
  const send: EntraHttp['send'] = async (url, method, options = {}) => {
    const host = URL.canParse(url) ? new URL(url).host : 'Entra';
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    const forget = patience.onEnd(() => late.abort());
    const { signal } = late;
    const { headers = {}, body } = options;
    let status: number;
    let text: string;
    let answered: Headers;
    try {
      const response = await fetch(url, {
        method,
        headers,
        signal,
        redirect: 'error',
        ...(method === 'POST' ? { body: body ?? '' } : {}),
      });
      ({ status, headers: answered } = response);
      text = await response.text();
    } catch (error) {
      // Not the error itself: it may quote the request.
      throw new EntraUnreachable(
        `${host}: ${signal.aborted ? 'no answer in time' : (connectionErrorCode(error) ?? 'no connection')}`,
      );
    } finally {
      clearTimeout(timer);
      forget();
    }
    if (status === 429 || status >= 500)
      throw new EntraUnreachable(`${host} answered ${status}`, secondsIn(answered.get('retry-after')));
    const parsed = parse(text);
    if (parsed === undefined) throw new EntraUnreachable(`${host} answered ${status} without JSON`);
    return { status, headers: Object.fromEntries(answered), body: parsed };
  };

  return {
    send,
    forMsal: {
      sendGetRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) => {
        const { body, ...response } = await send(url, 'GET', options);
        return { ...response, body: body as T };
      },
      sendPostRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) => {
        const { body, ...response } = await send(url, 'POST', options);
        return { ...response, body: body as T };
      },
    },
  };
}

/** Retry-After as seconds; Entra gives no dates. */
function secondsIn(header: string | null): number | undefined {
  const seconds = Number.parseInt(header ?? '', 10);
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
