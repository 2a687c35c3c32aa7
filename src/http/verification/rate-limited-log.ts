import type { Clock, Log } from '../../core/ports.ts';
import { fullAfterOne, fullFrom, type Rate, waitFor } from './token-bucket.ts';

/** A flood of bad requests shall fill neither the disk nor the time of whoever asks next. */
const RATE: Rate = { burst: 100, perSecond: 5 };

export interface RateLimitedLog extends Log {
  /** Whether a line from info on would be left out now; it counts as left out. For those to whom lines are a cost. */
  leavesOut(): boolean;
}

/**
 * The same log, of which lines from info on are written a hundred at once and five a second; the next one says how many
 * were left out before it. Debug lines pass.
 */
export function createRateLimitedLog({
  log,
  clock,
}: {
  readonly log: Log;
  readonly clock: Clock;
}): RateLimitedLog {
  let fullAt = clock.now();
  let leftOut = 0;

  function leavesOut(): boolean {
    const now = clock.now();
    fullAt = fullFrom(fullAt, RATE, now);
    const isFull = waitFor(fullAt, RATE, now) > 0;
    if (isFull) leftOut += 1;
    return isFull;
  }

  const calm =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (fields, message) => {
      if (leavesOut()) return;
      fullAt = fullAfterOne(fullAt, RATE);
      log[level](leftOut === 0 ? fields : { ...fields, linesLeftOut: leftOut }, message);
      leftOut = 0;
    };
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: calm('info'),
    warn: calm('warn'),
    error: calm('error'),
    leavesOut,
  };
}
