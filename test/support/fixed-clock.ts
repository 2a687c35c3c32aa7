import type { Clock } from '../../src/core/ports.ts';
import type { Later } from '../../src/core/timing/clock.ts';
import type { Instant } from '../../src/core/tokens/token.ts';

export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;
/** A Thursday, so that no test leans on today. */
export const START: Instant = Date.UTC(2026, 0, 15, 9, 30);

/** A clock that stands still until a test moves it, and the timers that go by it. */
export interface FixedClock extends Clock {
  set(instant: Instant): void;
  /** Moves the clock, running the timers that come due on the way, each at its own time. */
  advance(ms: number): void;
  readonly later: Later;
  /** How many timers are waiting. */
  waiting(): number;
  /** How long until the next timer runs; undefined when none is waiting. */
  untilNextTimer(): number | undefined;
}

export function createFixedClock(start: Instant = START): FixedClock {
  let now = start;
  const timers = new Set<{ at: Instant; run: () => void }>();
  const next = () => [...timers].sort((a, b) => a.at - b.at)[0];

  return {
    now: () => now,
    set(instant) {
      now = instant;
    },
    advance(ms) {
      const target = now + ms;
      for (let timer = next(); timer !== undefined && timer.at <= target; timer = next()) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
      }
      now = target;
    },
    later(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    waiting: () => timers.size,
    untilNextTimer() {
      const timer = next();
      return timer && timer.at - now;
    },
  };
}

/** Waits, without time passing, until something is so; the event loop gets a good many turns to make it so. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; turns < 1000; turns += 1) {
    if (isSo()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never came to be so');
}
