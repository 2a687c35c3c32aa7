import { type Later, later as systemLater } from './clock.ts';
import type { Clock } from './ports.ts';
import type { Instant } from './token.ts';

interface OnceDeps {
  readonly clock: Clock;
  /** How long a result is given again, in milliseconds from the moment it was there. */
  readonly ttlMs: number;
  readonly later?: Later;
}

/** Runs a piece of work once a key; a failure is not kept. */
export interface Once<T> {
  /** Gives the result of the work under this key: the running or remembered one, or else that of `work`. */
  run(key: string, work: () => Promise<T>): Promise<T>;
  /** Has the work under this key done anew next time, also when it is under way. */
  forget(key: string): void;
}

interface Entry<T> {
  readonly result: Promise<T>;
  /** Absent while the work is under way. */
  until?: Instant;
}

/**
 * Makes a repeated submit of one form answer like the first one, also while the first is under way.
 * A failure is forgotten at once, so that a corrected form works.
 */
export function createOnce<T>({ clock, ttlMs, later = systemLater }: OnceDeps): Once<T> {
  const entries = new Map<string, Entry<T>>();

  function drop(key: string, entry: Entry<T>): void {
    if (entries.get(key) === entry) entries.delete(key);
  }

  return {
    async run(key, work) {
      const known = entries.get(key);
      if (known !== undefined && (known.until === undefined || clock.now() < known.until))
        return known.result;
      const entry: Entry<T> = { result: work() };
      entries.set(key, entry);
      try {
        const result = await entry.result;
        entry.until = clock.now() + ttlMs;
        // A result may hold a secret: it leaves memory even if nobody ever asks for this key again.
        later(ttlMs, () => drop(key, entry));
        return result;
      } catch (error) {
        drop(key, entry);
        throw error;
      }
    },
    forget(key) {
      entries.delete(key);
    },
  };
}
