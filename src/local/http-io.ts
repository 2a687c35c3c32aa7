import type { IncomingMessage, ServerResponse } from 'node:http';
import { whyNotDirect } from '../web/direct-request.ts';
import { keepsToBounds } from '../web/json-bounds.ts';
import { repeatedHeader } from '../web/repeated-header.ts';
import { Refusal } from './refusal.ts';

/** More than any card has. Reading so many values would take too long. */
const BOUNDS = { maxValues: 20_000, maxDepth: 100 };

/** Who may load what: everything from this origin, nothing inline, and no HTML from strings. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Sets the headers that every answer carries. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Cache-Control', 'no-store');
}

/**
 * Refuses a request that didn't come straight from this machine: a foreign site may point its name here, and a proxy may
 * bring in others. Refuses one, too, that says twice who or what it is.
 */
export function requireDirect(request: IncomingMessage): void {
  const repeated = repeatedHeader(request);
  if (repeated !== undefined) throw new Refusal(400, `The header ${repeated} stands twice.`, 'BadSyntax');
  const indirect = whyNotDirect(request);
  if (indirect === 'proxied')
    throw new Refusal(403, 'The local chat takes no request that came through a proxy.');
  if (indirect !== undefined) throw new Refusal(421, 'Open the local chat by its loopback address.');
}

/**
 * Refuses a request from another site's page. A POST must prove where it comes from. A GET need not, and neither must a
 * program: it sends the key in a header that no foreign page can send.
 */
export function requireSameOrigin({ headers, method }: IncomingMessage, isProgram: boolean): void {
  const own = headers.origin === `http://${headers.host ?? ''}`;
  const site = headers['sec-fetch-site'];
  const foreignGet = headers.origin !== undefined || (site !== undefined && site === 'cross-site');
  if (method === 'GET' || isProgram ? foreignGet && !own : !own) {
    throw new Refusal(403, 'Only the local chat page may ask for this.');
  }
}

/** Reads a JSON body of at most `cap` bytes; gives the value and its weight in bytes. */
export async function readJson(
  request: IncomingMessage,
  cap: number,
): Promise<{ value: unknown; bytes: number }> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new Refusal(415, 'Send JSON.');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // Reads the rest and throws it away, so that the sender can read the answer.
    if (bytes <= cap) chunks.push(chunk);
  }
  if (bytes > cap) throw new Refusal(413, `The message is larger than ${cap} bytes.`, 'MessageSizeTooBig');
  const json = Buffer.concat(chunks);
  if (!keepsToBounds(json, BOUNDS)) throw new Refusal(400, 'This has too many values.', 'BadSyntax');
  try {
    return { value: JSON.parse(json.toString('utf8')), bytes };
  } catch {
    throw new Refusal(400, 'This is not JSON.', 'BadSyntax');
  }
}

/** Sends a JSON answer, or an empty one. */
export function sendJson(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
