import type { IncomingMessage } from 'node:http';
import type { CalmLog } from './calm-log.ts';
import { cleanLabel, cleanPath } from './clean-text.ts';
import { firstHeader } from './raw-headers.ts';
import type { VerifyAnswer } from './verify-answer.ts';

/** Names under which proxies pass the request along that they ask about; ingress-nginx gives a whole URL. */
const METHODS = ['x-original-method', 'x-forwarded-method'];
const URIS = ['x-original-uri', 'x-forwarded-uri', 'x-original-url'];

type ClientOf = (request: IncomingMessage) => string;

/**
 * Logs what was answered and what the proxy's own request was, without query: at info what was refused, at debug what
 * passed and the challenge that begins every conversation with git.
 */
export function logRequest(
  log: CalmLog,
  request: IncomingMessage,
  answer: VerifyAnswer,
  clientOf: ClientOf,
): void {
  const isDetail = answer.outcome === 'ok' || answer.outcome === 'challenged';
  if (!isDetail && log.leavesOut()) return;
  const fields = { request: new AskedRequest(request, answer, clientOf) };
  if (isDetail) log.debug(fields, 'a token was asked about');
  else log.info(fields, 'a request to verify was refused');
}

/** Puts its words together only when a line is really written: what passes shall not pay for lines that nobody sees. */
class AskedRequest {
  readonly #request: IncomingMessage;
  readonly #answer: VerifyAnswer;
  readonly #clientOf: ClientOf;

  constructor(request: IncomingMessage, answer: VerifyAnswer, clientOf: ClientOf) {
    this.#request = request;
    this.#answer = answer;
    this.#clientOf = clientOf;
  }

  toJSON(): object {
    const request = this.#request;
    const { outcome, status } = this.#answer;
    const method = cleanLabel(firstOf(request, METHODS) ?? request.method ?? '');
    const path = cleanPath(firstOf(request, URIS) ?? request.url ?? '');
    return { outcome, status, client: this.#clientOf(request), method, path };
  }
}

function firstOf(request: IncomingMessage, names: readonly string[]): string | undefined {
  return names.map((name) => firstHeader(request, name)).find((given) => given !== undefined);
}
