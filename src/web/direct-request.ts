import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../core/loopback.ts';

/** What proxies add (RFC 7239, RFC 9110 section 7.6.3, and the customary names). */
const ADDED_BY_PROXIES = /^(?:forwarded|x-forwarded(?:-.*)?|via|x-real-ip)$/;

/** What is wrong with a request that must come straight from this machine: who carried it, or whom it was addressed to. */
export type Indirect = 'proxied' | 'foreign-host';

/**
 * Says why a request did not come straight from this machine; undefined when nothing speaks against it. In local mode nobody
 * proves who they are, so a proxy must not bring in others, and a web page must not come by a name of its own that resolves
 * to loopback.
 */
export function whyNotDirect({ headers }: Pick<IncomingMessage, 'headers'>): Indirect | undefined {
  if (Object.keys(headers).some((name) => ADDED_BY_PROXIES.test(name))) return 'proxied';
  const name = (headers.host ?? '').replace(/:\d{1,5}$/, '');
  return isLoopback(name) ? undefined : 'foreign-host';
}
