import type { Config } from '../config/config.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { observeCalls } from '../core/timing/observe-calls.ts';
import { createMetrics, type Metrics } from '../http/metrics.ts';
import { readKeyEnds, type WatchedKey, watchKeyEnds } from './key-ends.ts';

export interface WatchedDeps {
  /** The release that runs. */
  readonly version: string;
  readonly config: Pick<Config, 'mode' | 'azureDevOps' | 'secretEnds' | 'leavers' | 'store'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** A service that is watched. */
export interface Watched {
  readonly metrics: Metrics;
  /** The keys of the service itself whose ends are known. */
  readonly keys: readonly WatchedKey[];
  /** The store, with its calls measured. */
  readonly store: Store;
  /** Ends the watch over its own keys. */
  end(): void;
}

/** Begins to measure a store, and to watch the keys of the service itself. Rejects when a certificate can't be read. */
export async function startWatch({ config, version, store, clock, log }: WatchedDeps): Promise<Watched> {
  const keys = await readKeyEnds(config, clock);
  const metrics = createMetrics({
    version,
    unreachable: () => store.contacts.countUnreachable(),
    undelivered: () => store.notices.countUndelivered(),
    ...(config.leavers === undefined ? {} : { leaving: () => store.accounts.listLeaving() }),
    watch: { clock, nextNoticeAt: () => store.notices.nextAt(), keyEnds: keys },
  });
  const end = watchKeyEnds({ keys, clock, log });
  return { metrics, keys, store: observeCalls(store, metrics.storeCall), end };
}
