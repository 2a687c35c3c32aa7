import type { Log } from '../core/ports.ts';
import { type Later, later as systemLater } from '../core/timing/clock.ts';

export interface DrainDeps {
  readonly ms: number;
  /** Ends the drain before its time when it is aborted. */
  readonly hurry: AbortSignal;
  /** Told when the drain begins, so that load balancers can notice it. */
  readonly listeners: readonly { drain?(): void }[];
  readonly log: Log;
  readonly later?: Later;
}

/**
 * Says "not ready" for a while and still serves every request: load balancers look at `/readyz` now and then only, and what
 * they send until they have noticed must not be lost. Resolves at the end of that time, or when somebody is in a hurry.
 */
export async function drain(deps: DrainDeps): Promise<void> {
  const { ms, hurry, listeners, log, later = systemLater } = deps;
  if (ms === 0 || hurry.aborted) return;
  log.info({ seconds: ms / 1000 }, 'Patkeeper is draining: /readyz says 503, requests are still served');
  for (const listener of listeners) listener.drain?.();
  await new Promise<void>((resolve) => {
    const cancel = later(ms, resolve);
    const end = (): void => {
      cancel();
      resolve();
    };
    hurry.addEventListener('abort', end, { once: true });
  });
}
