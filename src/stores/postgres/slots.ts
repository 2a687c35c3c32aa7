import { Busy } from './database-errors.ts';

/** A number of places that calls use one after the other. */
export interface Slots {
  /** Takes a place, in the order of asking; gives what frees it. Rejects with `Busy` when none is free within `ms`. */
  take(ms: number): Promise<() => void>;
}

/**
 * Places before a pool of connections: whoever waits in the pool's own queue fails in the words of a server that can't be
 * reached, and a burst would pass for an outage.
 */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  function release(): void {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  }

  return {
    take: (ms) =>
      new Promise((resolve, reject) => {
        if (free > 0) {
          free -= 1;
          return resolve(release);
        }
        const next = (): void => {
          clearTimeout(timer);
          waiting.delete(next);
          resolve(release);
        };
        const timer = setTimeout(() => {
          waiting.delete(next);
          reject(new Busy(ms));
        }, ms);
        waiting.add(next);
      }),
  };
}
