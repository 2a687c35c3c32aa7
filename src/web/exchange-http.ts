import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ENDLESS, type Patience } from '../core/timing/patience.ts';

/** As long as an idle connection is kept, milliseconds: most servers keep theirs for five seconds at least. */
const IDLE_MS = 4_000;
const KEPT = { keepAlive: true, timeout: IDLE_MS };

/** One HTTP request, with a text as its body or without one. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, the answer's body included, milliseconds. */
  readonly timeoutMs: number;
  /** When it is over, there is no answer in time. Endless when left out. */
  readonly patience?: Patience;
  /** Longer answers are not read to their end. */
  readonly maxBytes: number;
}

/** An answer, whatever its status; nothing is redirected. */
export interface HttpResponse {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Undefined when the body is too long, or broke off. */
  readonly text: string | undefined;
}

/** Sends a request once. Rejects when there is no answer: with the connection's error, or a `TimeoutError`. */
export type ExchangeHttp = (url: URL, request: HttpRequest) => Promise<HttpResponse>;

/**
 * Makes what sends requests on connections that it keeps. It is Node's own client: `fetch` costs several times as much for
 * each request, and does nothing more that is wanted here.
 */
export function createExchangeHttp(): ExchangeHttp {
  const [http, https] = [new HttpAgent(KEPT), new HttpsAgent(KEPT)];
  return (url, { method, headers, body, timeoutMs, patience = ENDLESS, maxBytes }) =>
    new Promise((resolve, reject) => {
      // Written down as bytes once: of a text, Node would first count them, and write it together with the head.
      const bytes = body === undefined ? undefined : Buffer.from(body);
      const length = bytes === undefined ? {} : { 'Content-Length': bytes.length };
      const options = { ...placeOf(url), method, headers: { ...headers, ...length } };
      const request =
        url.protocol === 'https:'
          ? httpsRequest({ ...options, agent: https })
          : httpRequest({ ...options, agent: http });
      const giveUp = (): void => {
        reject(timeout());
        request.destroy();
      };
      const timer = setTimeout(giveUp, timeoutMs);
      const forget = patience.onEnd(giveUp);
      const settle = (): void => {
        clearTimeout(timer);
        forget();
      };
      request.on('error', (error) => {
        settle();
        reject(error);
      });
      request.on('response', (response) => {
        const { statusCode: status = 0 } = response;
        const retryAfter = response.headers['retry-after'] ?? null;
        readText(response, maxBytes, (text) => {
          settle();
          resolve({ status, retryAfter, text });
        });
      });
      request.end(bytes);
    });
}

/** Where an address leads, as Node's client takes it; of a `URL` it would copy all fields, each by a getter. */
function placeOf({ hostname, port, pathname, search }: URL): RequestOptions {
  return {
    // In an address, IPv6 has brackets around it.
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    path: `${pathname}${search}`,
    ...(port === '' ? {} : { port }),
  };
}

function readText(
  response: IncomingMessage,
  maxBytes: number,
  done: (text: string | undefined) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) return void chunks.push(chunk);
    done(undefined);
    response.destroy();
  });
  response.on('end', () => done(Buffer.concat(chunks).toString()));
  response.on('error', () => done(undefined));
  response.on('close', () => done(undefined));
}

function timeout(): Error {
  const error = new Error('The answer did not come in time.');
  error.name = 'TimeoutError';
  return error;
}
