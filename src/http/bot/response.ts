import type { ServerResponse } from 'node:http';
import type { RestifyResponse } from './restify.ts';

/** One answer: a JSON body, or a text with its content type, or nothing. */
export interface OutgoingResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: { readonly contentType: string; readonly text: string };
  /** Headers in addition to those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the whole answer was handed to the network. */
  readonly delivered?: () => void;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const ALWAYS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
const ERRORS: Readonly<Record<number, string>> = {
  400: 'bad request',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  431: 'too many headers',
};

/** Sends an answer without restify's formatters, which would choose its form by what the sender asks for. */
export function sendResponse(response: RestifyResponse, outgoing: OutgoingResponse): void {
  const { text, headers } = written(outgoing);
  if (outgoing.delivered !== undefined) response.once('finish', outgoing.delivered);
  response.sendRaw(outgoing.status, text, headers);
}

/** Sends an answer to a request that restify has not seen: head and body go out in one piece. */
export function sendDirect(response: RestifyResponse, outgoing: OutgoingResponse): void {
  const { text, headers } = written(outgoing);
  if (outgoing.delivered !== undefined) response.once('finish', outgoing.delivered);
  // restify has replaced writeHead for the whole process by one that returns nothing: no chaining.
  response.writeHead(outgoing.status, headers);
  response.end(text);
}

/** Answers a request that restify must not see, and ends its connection; `error` says more than the status does. */
export function sendBare(response: ServerResponse, status: number, error?: string): void {
  const { text, headers } = written(
    error === undefined ? errorResponse(status) : { status, body: { error } },
  );
  response.writeHead(status, { ...headers, Connection: 'close' });
  response.end(text);
}

/** A fixed answer by status; the sender learns no more than that. */
export function errorResponse(status: number): OutgoingResponse {
  return { status, body: { error: ERRORS[status] ?? 'internal error' } };
}

function written({ body, text, headers }: OutgoingResponse): {
  text: string;
  headers: Record<string, string>;
} {
  const content =
    text ?? (body === undefined ? undefined : { contentType: JSON_TYPE, text: JSON.stringify(body) });
  if (content === undefined) return { text: '', headers: { ...ALWAYS, ...headers, 'Content-Length': '0' } };
  return {
    text: content.text,
    headers: {
      ...ALWAYS,
      ...headers,
      'Content-Type': content.contentType,
      'Content-Length': String(Buffer.byteLength(content.text)),
    },
  };
}
