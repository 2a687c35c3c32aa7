/**
 * A counting semaphore: it limits how many pieces of work run at the same time. The others wait in the order of their
 * arrival.
 */
export interface Semaphore {
  /**
   * Takes a slot and returns the function that frees it. Rejects with the signal's reason if the signal is aborted before a
   * slot is free.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

/** Creates a semaphore of `count` slots, all free. */
export function createSemaphore(count: number): Semaphore {
  let free = count;
  const waiting = new Set<() => void>();

  function begin(): () => void {
    let ended = false;
    free -= 1;
    return () => {
      if (ended) return;
      ended = true;
      free += 1;
      const [next] = waiting;
      next?.();
    };
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) return begin();
      return new Promise((resolve, reject) => {
        const stop = () => {
          waiting.delete(start);
          reject(signal.reason);
        };
        const start = () => {
          waiting.delete(start);
          signal.removeEventListener('abort', stop);
          resolve(begin());
        };
        waiting.add(start);
        signal.addEventListener('abort', stop, { once: true });
      });
    },
  };
}
