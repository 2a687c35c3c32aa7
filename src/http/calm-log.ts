import type { Clock, Log } from '../core/ports.ts';
import { type Allowance, type Rate, take } from './allowance.ts';

/** A flood of bad requests shall fill neither the disk nor the time of whoever asks next. */
const RATE: Rate = { burst: 100, perSecond: 5 };

/**
 * The same log, of which lines from info on are written a hundred at once and five a second; the next one says how many
 * were left out before it. Debug lines pass.
 */
export function createCalmLog({ log, clock }: { readonly log: Log; readonly clock: Clock }): Log {
  const allowance: Allowance = { left: RATE.burst, at: clock.now() };
  let leftOut = 0;
  const calm =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (fields, message) => {
      if (take(allowance, RATE, clock.now()) > 0) {
        leftOut += 1;
        return;
      }
      log[level](leftOut === 0 ? fields : { ...fields, linesLeftOut: leftOut }, message);
      leftOut = 0;
    };
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: calm('info'),
    warn: calm('warn'),
    error: calm('error'),
  };
}
