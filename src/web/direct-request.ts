import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../core/loopback.ts';

/** What proxies add (RFC 7239, RFC 9110 section 7.6.3, and the customary names). */
const ADDED_BY_PROXIES = /^(?:forwarded|x-forwarded(?:-.*)?|via|x-real-ip)$/;

/** Why a request that must come straight from this machine is refused: who passed it on, or the name that it was sent to. */
export type Indirect = 'proxied' | 'foreign-host';

/**
 * Says why a request didn't come straight from this machine; undefined when it looks as if it did. In local mode nobody
 * proves who they are. So no proxy may bring in others, and no web page may come by its own name that resolves to loopback.
 */
export function whyNotDirect({ headers }: Pick<IncomingMessage, 'headers'>): Indirect | undefined {
  if (Object.keys(headers).some((name) => ADDED_BY_PROXIES.test(name))) return 'proxied';
  const name = (headers.host ?? '').replace(/:\d{1,5}$/, '');
  return isLoopback(name) ? undefined : 'foreign-host';
}
