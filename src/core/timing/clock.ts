import type { Clock } from '../ports.ts';
import type { Instant } from '../tokens/token.ts';
import { HOUR } from './durations.ts';

/** Ten years: far enough for every token, and still a date that everything can print. */
const FURTHEST_HOURS = 10 * 365 * 24;
/** Node fires a timer that is set to more than this, 24.8 days, at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs something after so many milliseconds, unless the function that is given back was called before. */
export type Later = (ms: number, run: () => void) => () => void;

/** A clock whose offset from the machine's time can be moved, which only local mode does. */
export interface SystemClock extends Clock {
  /** Moves the clock by hours, forward or back, but never further than ten years from the machine's time. A number that isn't finite is a `RangeError`. */
  shift(hours: number): void;
  /** Hours between the machine's time and this clock. */
  offsetHours(): number;
}

/** Gives the machine's time moved by `offsetHours`. */
export function createSystemClock(offsetHours = 0): SystemClock {
  let offset = 0;
  const clock: SystemClock = {
    now: (): Instant => Date.now() + Math.round(offset * HOUR),
    shift(hours) {
      if (!Number.isFinite(hours))
        throw new RangeError('The clock can only be shifted by a number of hours.');
      offset = Math.max(-FURTHEST_HOURS, Math.min(FURTHEST_HOURS, offset + hours));
    },
    offsetHours: () => offset,
  };
  clock.shift(offsetHours);
  return clock;
}

/** The machine's timers, for any length of time. They never hold the process. */
export const later: Later = (ms, run) => {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    const part = Math.min(left, LONGEST_TIMER_MS);
    timer = setTimeout(() => (left > part ? wait(left - part) : run()), part);
    timer.unref();
  };
  wait(ms);
  return () => clearTimeout(timer);
};
