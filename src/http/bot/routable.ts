import type { IncomingMessage } from 'node:http';

/**
 * Whether restify may see a request. restify 12 throws outside every handler, which ends the process, when the target and the
 * Host header make no URL together.
 */
export function isRoutable({ url = '', headers }: IncomingMessage): boolean {
  const base = `http://${headers.host ?? 'localhost'}`;
  return url.startsWith('/') && URL.canParse(base) && URL.canParse(base + url);
}
