/** Work that runs once at a time for each key. */
interface SingleFlight<T> {
  /** Gives the result of the work that runs under this key, or else starts `work`. All callers share it, failures too. */
  run(key: string, work: () => Promise<T>): Promise<T>;
}

/** Creates it; nothing is kept of work that has ended. For results that are kept, see `createRunOnce`. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const running = new Map<string, Promise<T>>();
  return {
    run(key, work) {
      const known = running.get(key);
      if (known !== undefined) return known;
      const started = work().finally(() => running.delete(key));
      running.set(key, started);
      return started;
    },
  };
}
