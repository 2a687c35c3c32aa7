import type { Instant } from '../../src/core/tokens/token.ts';

/** The machine's clock of this process, put to another day. Timers measure as before. */
export interface MovedClock {
  now(): Instant;
  /** Gives the machine's time back. */
  restore(): void;
}

/** Lets `Date.now` read `start` now, and go on from there. */
export function moveClock(start: Instant): MovedClock {
  const real = Date.now;
  const distance = start - real();
  Date.now = () => real() + distance;
  return {
    now: Date.now,
    restore() {
      Date.now = real;
    },
  };
}
