import { LRUCache } from 'lru-cache';
import type { Clock } from '../../core/ports.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';

export interface GuessLimitDeps {
  readonly clock: Clock;
  /**
   * Maximum number of counted secrets of all clients together. Above it, the client that guessed longest ago is forgotten.
   */
  readonly most?: number;
}

/** Finds out who guesses: clients that present many different secrets that no token has. */
export interface GuessLimit {
  /**
   * Counts an unknown secret of a client, by its digest. Returns 0 for a secret that this client presented before, and for
   * the first hundred within ten minutes. Otherwise returns the seconds until the client may present another one.
   */
  note(client: string, digest: string): number;
}

/** Nobody mistypes a checksum a hundred times. Such a client has a list of old secrets, or makes them up. */
const MOST_DIFFERENT = 100;
const WINDOW_MS = 10 * MINUTE;
/** About 7 MB at most. */
const MOST = 50_000;

/**
 * Creates the limit. For each client it keeps the digests of the last ten minutes, at most a hundred; the digests of all
 * clients together are bounded too. A repeated secret counts once: a machine with an old token doesn't guess, and neither do
 * a hundred people behind one address.
 */
export function createGuessLimit({ clock, most = MOST }: GuessLimitDeps): GuessLimit {
  /** The secrets of each client, the one that was presented longest ago first. The size of a client is their number. */
  const clients = new LRUCache<string, Map<string, Instant>>({ maxSize: most });

  function forgetExpired(secrets: Map<string, Instant>, now: Instant): void {
    for (const [digest, at] of secrets) {
      // One from the future was noted before the clock was set back.
      if (at <= now && now < at + WINDOW_MS) return;
      secrets.delete(digest);
    }
  }

  return {
    note(client, digest) {
      const now = clock.now();
      const secrets = clients.get(client) ?? new Map<string, Instant>();
      forgetExpired(secrets, now);
      if (!secrets.has(digest) && secrets.size >= MOST_DIFFERENT) {
        const [oldest = now] = secrets.values();
        return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
      }
      secrets.delete(digest);
      secrets.set(digest, now);
      // The cache reads the size of what is new to it alone.
      clients.delete(client);
      clients.set(client, secrets, { size: secrets.size });
      return 0;
    },
  };
}
