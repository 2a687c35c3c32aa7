import type { Log } from '../core/ports.ts';
import type { Subnet } from '../http/verification/client-address.ts';

/** Returns the function to call for requests with X-Forwarded-For. It warns once if no proxy is trusted. */
export function forwardedForNotice(trustedProxies: readonly Subnet[], log: Log): () => void {
  let isSaid = trustedProxies.length > 0;
  return () => {
    if (isSaid) return;
    isSaid = true;
    log.warn(
      {},
      'X-Forwarded-For arrives, and TRUSTED_PROXIES is not set: the proxy counts as the client, in limits as well. Write its address into TRUSTED_PROXIES, or let it take the header out.',
    );
  };
}
