import type { SystemClock } from '../core/timing/clock.ts';
import type { ClockInfo } from './page/protocol.ts';

/** What the page shows of the clock. */
export function clockInfo(clock: SystemClock): ClockInfo {
  return { now: clock.now(), offsetHours: clock.offsetHours() };
}
