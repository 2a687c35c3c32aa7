import type { Clock } from '../ports.ts';
import type { Instant } from '../tokens/token.ts';

/** Something that was fetched and is kept. */
interface CachedValue<T> {
  /** Gives what is kept, or fetches it when that is `maxAgeMs` old or older. Rejects when the fetch does; what was kept stays. */
  get(maxAgeMs: number): Promise<T>;
}

/** Keeps what `load` gives. A burst of callers makes one fetch. */
export function createCachedValue<T>(clock: Clock, load: () => Promise<T>): CachedValue<T> {
  let kept: { readonly value: T; readonly at: Instant } | undefined;
  let loading: Promise<T> | undefined;

  async function reload(): Promise<T> {
    const value = await load();
    kept = { value, at: clock.now() };
    return value;
  }

  return {
    async get(maxAgeMs) {
      // Also when the clock was set back.
      if (kept !== undefined && Math.abs(clock.now() - kept.at) < maxAgeMs) return kept.value;
      loading ??= reload().finally(() => {
        loading = undefined;
      });
      return loading;
    },
  };
}
