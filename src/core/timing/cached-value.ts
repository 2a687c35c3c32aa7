import type { Clock } from '../ports.ts';
import type { Instant } from '../tokens/token.ts';
import { createSingleFlight } from './single-flight.ts';

/** A value that was fetched and is stored for a while. */
interface CachedValue<T> {
  /**
   * Returns the stored value, or fetches it when it is `maxAgeMs` old or older. Rejects when the fetch fails; the old value
   * stays.
   */
  get(maxAgeMs: number): Promise<T>;
}

/** Stores what `load` returns. A burst of callers causes one fetch. */
export function createCachedValue<T>(clock: Clock, load: () => Promise<T>): CachedValue<T> {
  let kept: { readonly value: T; readonly at: Instant } | undefined;
  const loading = createSingleFlight<T>();

  async function reload(): Promise<T> {
    const value = await load();
    kept = { value, at: clock.now() };
    return value;
  }

  return {
    async get(maxAgeMs) {
      // This also covers a clock that was set back.
      if (kept !== undefined && Math.abs(clock.now() - kept.at) < maxAgeMs) return kept.value;
      return loading.run('value', reload);
    },
  };
}
