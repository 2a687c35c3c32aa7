import type { Clock, Log } from '../../core/ports.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';

/** A log for what lasts until somebody mends it, and is met by every request until then. */
export interface RepeatLog {
  /**
   * Writes a line of this kind if none was written for a minute; it says how many times it happened since the last one. The
   * kinds must be few and our own: each is kept.
   */
  say(level: 'warn' | 'error', kind: string, fields: object, message: string): void;
}

interface Said {
  readonly at: Instant;
  readonly leftOut: number;
}

/** Creates a log that writes a line of each kind once a minute. */
export function createRepeatLog({ log, clock }: { readonly log: Log; readonly clock: Clock }): RepeatLog {
  const said = new Map<string, Said>();
  return {
    say(level, kind, fields, message) {
      const now = clock.now();
      const last = said.get(kind);
      // Also when the clock was set back: the next line must not wait until it is where it was.
      if (last !== undefined && Math.abs(now - last.at) < MINUTE) {
        said.set(kind, { ...last, leftOut: last.leftOut + 1 });
        return;
      }
      said.set(kind, { at: now, leftOut: 0 });
      log[level]({ ...fields, times: 1 + (last?.leftOut ?? 0) }, message);
    },
  };
}
