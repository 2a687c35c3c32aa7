/** Lets so many pieces of work run at the same time; the others wait in the order in which they came. */
export interface Turns {
  /** Gives the function that ends the turn. Rejects when the signal is aborted before the turn comes. */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createTurns(max: number): Turns {
  let free = max;
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
