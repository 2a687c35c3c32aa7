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
  /** Ordered by the last guess, the oldest first. The secrets of each client are ordered in the same way. */
  const clients = new Map<string, Map<string, Instant>>();
  let kept = 0;

  function forget(secrets: Map<string, Instant>, digest: string): void {
    if (secrets.delete(digest)) kept -= 1;
  }

  /** The client's secrets within the window. The client counts as the last one that guessed. */
  function secretsOf(client: string, now: Instant): Map<string, Instant> {
    const secrets = clients.get(client) ?? new Map<string, Instant>();
    clients.delete(client);
    clients.set(client, secrets);
    for (const [digest, at] of secrets) {
      // One from the future was noted before the clock was set back.
      if (at <= now && now < at + WINDOW_MS) break;
      forget(secrets, digest);
    }
    return secrets;
  }

  function forgetOldest(): void {
    const [oldest] = clients;
    if (oldest === undefined) return;
    const [client, secrets] = oldest;
    clients.delete(client);
    kept -= secrets.size;
  }

  return {
    note(client, digest) {
      const now = clock.now();
      const secrets = secretsOf(client, now);
      if (!secrets.has(digest) && secrets.size >= MOST_DIFFERENT) {
        const [oldest = now] = secrets.values();
        return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
      }
      forget(secrets, digest);
      secrets.set(digest, now);
      kept += 1;
      while (kept > most) forgetOldest();
      return 0;
    },
  };
}
