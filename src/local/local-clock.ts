import type { ClockInfo } from './page/protocol.ts';

/** The service's clock, as local mode lets people move it. Hours may be negative and fractional. */
export interface LocalClock {
  /** UTC milliseconds. */
  now(): number;
  shift(hours: number): void;
  offsetHours(): number;
}

/** What the page shows of the clock. */
export function clockInfo(clock: LocalClock): ClockInfo {
  return { now: clock.now(), offsetHours: clock.offsetHours() };
}
