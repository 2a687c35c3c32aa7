import type { IncomingMessage } from 'node:http';

/**
 * Whether restify may see a request. If the target and the Host header don't form a URL, restify 12 throws outside every
 * handler, and this ends the process.
 */
export function isRoutable({ url = '', headers }: IncomingMessage): boolean {
  const base = `http://${headers.host ?? 'localhost'}`;
  return url.startsWith('/') && URL.canParse(base) && URL.canParse(base + url);
}
