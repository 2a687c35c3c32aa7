import type { Clock, Log } from './ports.ts';
import type { RecordStore } from './store/records.ts';
import { type Later, later as systemLater } from './timing/clock.ts';
import { createWakingLoop } from './timing/waking-loop.ts';

interface RecordExpiryDeps {
  readonly store: { readonly records: Pick<RecordStore, 'deleteExpired'> };
  readonly clock: Clock;
  readonly log: Log;
  readonly later?: Later;
}

/** The longest that a record is kept after its end, in milliseconds, while the store works. */
export const EXPIRY_POLL_MS = 15_000;

/**
 * Deletes what was kept for people as soon as its time is over: an unfinished sign-in holds a token that works for weeks, and
 * its person may never come back. Begins with what ended while nothing ran. Several processes may do so at once.
 */
export function createRecordExpiry(deps: RecordExpiryDeps): { start(): void; stop(): Promise<void> } {
  const { store, clock, log, later = systemLater } = deps;
  let failed = false;

  async function takeTurn(): Promise<number> {
    try {
      const records = await store.records.deleteExpired(clock.now());
      if (records > 0) log.debug({ records }, 'records whose time was over are deleted');
      failed = false;
    } catch (error) {
      // Once an outage: it is tried again every few seconds.
      if (!failed)
        log.warn({ err: error }, 'records whose time is over could not be deleted; it is tried again');
      failed = true;
    }
    return EXPIRY_POLL_MS;
  }

  const loop = createWakingLoop({ later, takeTurn });
  return { start: loop.start, stop: loop.stop };
}
