import type { Log } from '../core/ports.ts';
import type { Later } from '../core/timing/clock.ts';
import { MINUTE } from '../core/timing/durations.ts';

export interface RateLimitedLogDeps {
  readonly log: Log;
  readonly later: Later;
}

type Level = 'info' | 'warn' | 'error';

/** A log for what strangers can make happen as often as they like, and for what lasts until somebody mends it. */
export interface RateLimitedLog {
  /**
   * Writes a line for the first time of a kind. Further times within the minute are only counted, and one line at its end
   * says how many there were (`times`), with the fields of the first. Fields that cost something to find out are given as a
   * function, which is called for the first time only.
   */
  say(level: Level, kind: string, fields: object | (() => object), message: string): void;
  /** Writes the counts that are still open, before the process ends. */
  flush(): void;
}

interface Said {
  readonly write: (times: number) => void;
  times: number;
}

/** Kinds that are told apart in one minute; all others count as one more. */
const MOST_KINDS = 20;
const OTHERS = 'others';

/** Creates a log that writes two lines of each kind a minute at most, however often it is asked to. */
export function createRateLimitedLog({ log, later }: RateLimitedLogDeps): RateLimitedLog {
  const minute = new Map<string, Said>();
  let cancel = (): void => {};

  function flush(): void {
    cancel();
    const ended = [...minute.values()];
    minute.clear();
    for (const { times, write } of ended) if (times > 0) write(times);
  }

  return {
    say(level, given, givenFields, message) {
      const kind = minute.has(given) || minute.size < MOST_KINDS ? given : OTHERS;
      const said = minute.get(kind);
      if (said !== undefined) {
        said.times += 1;
        return;
      }
      const fields = typeof givenFields === 'function' ? givenFields() : givenFields;
      if (minute.size === 0) cancel = later(MINUTE, flush);
      minute.set(kind, { times: 0, write: (times) => log[level]({ ...fields, times }, message) });
      log[level](fields, message);
    },
    flush,
  };
}
