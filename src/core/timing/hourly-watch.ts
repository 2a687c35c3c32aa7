import type { Later } from './clock.ts';
import { HOUR } from './durations.ts';

interface HourlyWatchDeps {
  /** One look. A long one ends early when `isStopped` says so. */
  readonly look: () => Promise<void>;
  /** Hears of a look that failed; the next one comes an hour later all the same. */
  readonly failed: (error: unknown) => void;
  readonly later: Later;
}

/** Looks after something once an hour. */
export interface HourlyWatch {
  start(): void;
  /** Looks now: the clock was moved. */
  wake(): void;
  /** One look; the one that is under way if there is one. Rejects when it fails. */
  runOnce(): Promise<void>;
  /** Looks no more; resolves when a look that is under way is over. */
  stop(): Promise<void>;
  isStopped(): boolean;
}

/** Creates a watch that has not started. Two looks never run at once. */
export function createHourlyWatch({ look, failed, later }: HourlyWatchDeps): HourlyWatch {
  let cancel = (): void => {};
  let running: Promise<void> | undefined;
  let stopped = false;

  function runOnce(): Promise<void> {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  }

  function lookNow(): void {
    cancel();
    if (stopped) return;
    void runOnce()
      .catch(failed)
      .finally(() => {
        if (!stopped) cancel = later(HOUR, lookNow);
      });
  }

  return {
    start: lookNow,
    wake: lookNow,
    runOnce,
    async stop() {
      stopped = true;
      cancel();
      await running?.catch(() => undefined);
    },
    isStopped: () => stopped,
  };
}
