import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../core/loopback.ts';

/**
 * The status that refuses a request before restify sees it; undefined when it may go on. restify 12 throws outside every
 * handler, which ends the process, when the target and the Host header make no URL together.
 */
export function whyNotRoutable(request: IncomingMessage, localOnly: boolean): 400 | 403 | undefined {
  const { url = '', headers } = request;
  const base = `http://${headers.host ?? 'localhost'}`;
  if (!url.startsWith('/') || !URL.canParse(base) || !URL.canParse(base + url)) return 400;
  return localOnly && !isLoopback(new URL(base).hostname) ? 403 : undefined;
}
