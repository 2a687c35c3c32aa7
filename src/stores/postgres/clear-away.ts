import type { Clock, Log } from '../../core/ports.ts';
import { type Later, later as systemLater } from '../../core/timing/clock.ts';
import { HOUR } from '../../core/timing/durations.ts';
import type { PostgresStore } from './postgres-store.ts';
import type { PruneAges } from './prune.ts';

export interface ClearAwayDeps {
  readonly store: Pick<PostgresStore, 'prune'>;
  readonly ages: PruneAges;
  readonly clock: Clock;
  readonly log: Log;
  readonly later?: Later;
}

/**
 * Clears away what is old, about every hour, until the function that it gives is called. Several replicas do it at different
 * times; that all of them do is no harm.
 */
export function clearAwayEveryHour(deps: ClearAwayDeps): () => void {
  const { store, ages, clock, log, later = systemLater } = deps;
  let stopped = false;
  let cancel = (): void => {};

  async function clearAway(): Promise<void> {
    try {
      const pruned = await store.prune(ages, clock.now());
      log.debug(pruned, 'what is old was cleared away');
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'what is old could not be cleared away');
    }
    if (!stopped) plan(HOUR * (0.5 + Math.random()));
  }

  function plan(ms: number): void {
    cancel = later(ms, () => void clearAway());
  }

  plan(HOUR * Math.random() * 0.1);
  return () => {
    stopped = true;
    cancel();
  };
}
