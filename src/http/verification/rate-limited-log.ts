import type { Clock, Log } from '../../core/ports.ts';
import { fullAfterOne, fullFrom, type Rate, waitFor } from './token-bucket.ts';

/** A flood of bad requests must fill neither the disk nor the time of the next caller. */
const RATE: Rate = { burst: 100, perSecond: 5 };

export interface RateLimitedLog extends Log {
  /**
   * Whether a line of level info or above would be left out now; it then counts as left out. For callers that want to save
   * the cost of a line.
   */
  leavesOut(): boolean;
}

/**
 * The same log with a limit for lines of level info and above: a hundred at once, then five a second. The next line says how
 * many were left out before it. Debug lines have no limit.
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
