import { type IncomingMessage, METHODS } from 'node:http';
import { firstHeader } from '../raw-headers.ts';
import type { VerifyAnswer } from './answer.ts';
import { cleanPath } from './clean-text.ts';
import type { RateLimitedLog } from './rate-limited-log.ts';
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

/**
 * Logs the answer, and the proxy's own request without its query. Level info: refusals. Level debug: accepted requests, the
 * challenge that begins every conversation with git, and wrong questions, which have their own lines.
 */
export function logRequest(
  log: RateLimitedLog,
  request: IncomingMessage,
  answer: VerifyAnswer,
  sender: RequestSender,
): void {
  const { outcome } = answer;
  const isDetail = outcome === 'ok' || outcome === 'challenged' || outcome === 'bad-question';
  if (!isDetail && log.leavesOut()) return;
  const fields = { request: new AskedRequest(request, answer, sender) };
  if (isDetail) log.debug(fields, 'a token was asked about');
  else log.info(fields, 'a request to verify was refused');
}

/** Builds its fields only when the line is written, so that a request pays nothing for a line that nobody sees. */
class AskedRequest {
  readonly #request: IncomingMessage;
  readonly #answer: VerifyAnswer;
  readonly #sender: RequestSender;

  constructor(request: IncomingMessage, answer: VerifyAnswer, sender: RequestSender) {
    this.#request = request;
    this.#answer = answer;
    this.#sender = sender;
  }

  toJSON(): object {
    const request = this.#request;
    const { outcome, status } = this.#answer;
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
  return names.map((name) => firstHeader(request, name)).filter((given) => given !== undefined);
}
