/** Runs pieces of work with the same key one after the other, in the order of their arrival. */
interface KeyedQueue {
  /** Returns what the work returns. An earlier failure doesn't stop the next piece of work. */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Creates the queues: one for each key. An empty queue is removed. */
export function createKeyedQueue(): KeyedQueue {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: async (key, work) => {
      const before = last.get(key);
      const turn = before === undefined ? work() : before.then(work);
      const settled = turn.catch(() => undefined);
      last.set(key, settled);
      try {
        return await turn;
      } finally {
        if (last.get(key) === settled) last.delete(key);
      }
    },
  };
}
