import { type IncomingMessage, METHODS } from 'node:http';
import type { Log } from '../../core/ports.ts';
import type { RateLimitedLog } from '../rate-limited-log.ts';
import { allHeaders } from '../raw-headers.ts';
import { cleanPath } from './clean-text.ts';
import type { VerifyResponse } from './response.ts';
import { pathsOf } from './target.ts';

/**
 * Headers in which proxies pass on the request that they ask about. Caddy and Traefik write the first of each, whatever their
 * client sent. nginx writes what its configuration says, and ingress-nginx writes a whole URL.
 */
const METHOD_HEADERS = ['x-forwarded-method', 'x-original-method'];
const URI_HEADERS = ['x-forwarded-uri', 'x-original-uri', 'x-original-url'];

/** What the log needs to know about the sender of a request. */
export interface RequestSender {
  /** The address of the request's client. */
  clientOf(request: IncomingMessage): string;
  /** Whether the request comes from a trusted proxy. */
  isTrusted(request: IncomingMessage): boolean;
}

/** Where requests are logged: each at debug, and what was refused once a minute at info. */
interface RequestLogs {
  readonly log: Log;
  readonly limitedLog: RateLimitedLog;
}

/**
 * Logs the answer, and the proxy's own request without its query: every request at debug, and the first refusal of each kind
 * in a minute at info. At the end of the minute, one line counts the other refusals. The challenge that begins every
 * conversation with git is no refusal. Wrong questions have their own lines.
 */
export function logRequest(
  { log, limitedLog }: RequestLogs,
  request: IncomingMessage,
  response: VerifyResponse,
  sender: RequestSender,
): void {
  const { outcome } = response;
  const asked = new AskedRequest(request, response, sender);
  log.debug({ request: asked }, 'a token was asked about');
  if (outcome === 'ok' || outcome === 'challenged' || outcome === 'bad-question') return;
  // Read at once: the count comes when the request is gone.
  limitedLog.say('info', outcome, () => ({ request: asked.toJSON() }), 'a request to verify was refused');
}

/** Builds its fields only when the line is written, so that a request pays nothing for a line that nobody sees. */
class AskedRequest {
  readonly #request: IncomingMessage;
  readonly #response: VerifyResponse;
  readonly #sender: RequestSender;

  constructor(request: IncomingMessage, response: VerifyResponse, sender: RequestSender) {
    this.#request = request;
    this.#response = response;
    this.#sender = sender;
  }

  toJSON(): object {
    const request = this.#request;
    const { outcome, status } = this.#response;
    const client = this.#sender.clientOf(request);
    const asked = this.#sender.isTrusted(request) ? askedThrough(request) : {};
    return { outcome, status, client, ...itself(request), ...asked };
  }
}

/**
 * The path that the proxy asked for. Without the client's path after the question, which counts only if a trusted proxy wrote
 * it.
 */
function itself({ method, url = '' }: IncomingMessage): object {
  return { method, path: cleanPath(pathsOf(url).own) };
}

/** What a trusted proxy was asked; it says if its headers contradict one another, because one is then its client's. */
function askedThrough(request: IncomingMessage): object {
  const { clients } = pathsOf(request.url ?? '');
  if (clients !== undefined) return { path: cleanPath(clients) };
  const [method = ''] = headersOf(request, METHOD_HEADERS);
  const [path, ...others] = new Set(headersOf(request, URI_HEADERS).map(cleanPath));
  return {
    ...(METHODS.includes(method) ? { method } : {}),
    ...(path === undefined ? {} : { path }),
    ...(others.length === 0 ? {} : { pathsOfOtherHeaders: others }),
  };
}

function headersOf(request: IncomingMessage, names: readonly string[]): string[] {
  return names.flatMap((name) => allHeaders(request, name));
}
