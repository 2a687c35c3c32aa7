import type { Instant } from '../../core/tokens/token.ts';
import { createDueIndex } from './due-index.ts';

const MOST_KEYS = 100_000;

/** Keys that are claimed until they expire, in memory. */
export interface ClaimedKeys {
  /** True for the first claim of the key, false for every other claim until it expires. */
  claim(key: string, now: Instant, expiresAt: Instant): boolean;
}

/** At first no key is claimed. Above `limit` keys, those that would expire soonest are given up. */
export function createClaimedKeys(limit = MOST_KEYS): ClaimedKeys {
  const keys = new Set<string>();
  const expiring = createDueIndex<string>();

  function forget(now: Instant, most: number): void {
    for (const key of expiring.take(now, most)) keys.delete(key);
  }

  return {
    claim: (key, now, expiresAt) => {
      forget(now, keys.size);
      if (keys.has(key)) return false;
      if (keys.size >= limit) forget(Number.POSITIVE_INFINITY, 1);
      keys.add(key);
      expiring.set(key, expiresAt, key);
      return true;
    },
  };
}
