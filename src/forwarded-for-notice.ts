import type { VerifyConfig } from './config.ts';
import type { Log } from './core/ports.ts';

/** Gives what is called for requests with X-Forwarded-For: it warns, once, where nobody's is believed. */
export function forwardedForNotice(verify: VerifyConfig, log: Log): () => void {
  let isSaid = verify.kind === 'off' || verify.trustedProxies.length > 0;
  return () => {
    if (isSaid) return;
    isSaid = true;
    log.warn(
      {},
      'X-Forwarded-For arrives, and TRUSTED_PROXIES is not set: the proxy counts as the client, in limits as well. Write its address into TRUSTED_PROXIES, or let it take the header out.',
    );
  };
}
