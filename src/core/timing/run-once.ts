import type { Clock } from '../ports.ts';
import type { Instant } from '../tokens/token.ts';
import { type Later, later as systemLater } from './clock.ts';

interface RunOnceDeps<T> {
  readonly clock: Clock;
  /** How long a result is given again, in milliseconds from the moment it was there. */
  readonly ttlMs: number;
  /** Most bytes that kept results may take; beyond, the oldest is given up. 16 MB when left out. */
  readonly maxBytes?: number;
  /** About how many bytes keeping a result takes, its key included. 1 KB when left out. */
  readonly bytesOf?: (result: T) => number;
  readonly later?: Later;
}

/** Runs a piece of work once a key; a failure is not kept. */
export interface RunOnce<T> {
  /**
   * Gives the result of the work under this key: the running or remembered one, or else that of `work`. With `keep: false`
   * only those who ask while the work runs share its result.
   */
  run(key: string, work: () => Promise<T>, options?: { readonly keep?: boolean }): Promise<T>;
  /** Has the work under this key done anew next time, also when it is under way. */
  forget(key: string): void;
}

interface Entry<T> {
  readonly result: Promise<T>;
  /** Present once the result is kept. */
  kept?: { readonly until: Instant; readonly bytes: number; readonly stopTimer: () => void };
}

const MAX_BYTES = 16 * 1024 * 1024;
const USUAL_BYTES = 1024;

/**
 * Makes a repeated submit of one form give the same answer as the first one, even while the first one still runs. A failure
 * is forgotten at once, so that a corrected form works. The memory is bounded, so that a person who asks for many things in a
 * minute can't fill it.
 */
export function createRunOnce<T>(deps: RunOnceDeps<T>): RunOnce<T> {
  const { clock, ttlMs, maxBytes = MAX_BYTES, bytesOf = () => USUAL_BYTES, later = systemLater } = deps;
  /** In the order of their results. Entries that still run are in the place where they began. */
  const entries = new Map<string, Entry<T>>();
  let keptBytes = 0;

  function drop(key: string, entry: Entry<T>): void {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    entry.kept?.stopTimer();
    keptBytes -= entry.kept?.bytes ?? 0;
  }

  function keep(key: string, entry: Entry<T>, result: T): void {
    if (entries.get(key) !== entry) return;
    const bytes = bytesOf(result);
    // A result may have a secret. It leaves memory even if nobody asks for this key again.
    const stopTimer = later(ttlMs, () => drop(key, entry));
    entry.kept = { until: clock.now() + ttlMs, bytes, stopTimer };
    entries.delete(key);
    entries.set(key, entry);
    keptBytes += bytes;
    for (const [oldKey, old] of entries) {
      if (keptBytes <= maxBytes) return;
      if (old.kept !== undefined) drop(oldKey, old);
    }
  }

  return {
    async run(key, work, options = {}) {
      const known = entries.get(key);
      if (known !== undefined && (known.kept === undefined || clock.now() < known.kept.until))
        return known.result;
      if (known !== undefined) drop(key, known);
      const entry: Entry<T> = { result: work() };
      entries.set(key, entry);
      try {
        const result = await entry.result;
        if (options.keep === false) drop(key, entry);
        else keep(key, entry, result);
        return result;
      } catch (error) {
        drop(key, entry);
        throw error;
      }
    },
    forget(key) {
      const entry = entries.get(key);
      if (entry !== undefined) drop(key, entry);
    },
  };
}
