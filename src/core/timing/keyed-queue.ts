/** Lets pieces of work with the same key run one after the other, in the order in which they came. */
interface KeyedQueue {
  /** Gives what the work gives; that of an earlier turn that failed does not keep the next one from its own. */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Creates the queues: one for each key, which is gone when it is empty. */
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
