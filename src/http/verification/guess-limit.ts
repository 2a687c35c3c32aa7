import type { Clock } from '../../core/ports.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';

export interface GuessLimitDeps {
  readonly clock: Clock;
  /** Most secrets that are counted, of all clients together; beyond, the client that guessed longest ago is forgotten. */
  readonly most?: number;
}

/** Finds out who guesses: clients that present many different secrets that no token has. */
export interface GuessLimit {
  /**
   * Notes that a client presented an unknown secret, told from others by its digest. 0 for one that the client presented
   * before, and for the first hundred within ten minutes; else the seconds until it may present another one.
   */
  note(client: string, digest: string): number;
}

/** Nobody mistypes a checksum a hundred times: who gets that far has a list of old secrets, or makes them up. */
const MOST_DIFFERENT = 100;
const WINDOW_MS = 10 * MINUTE;
/** About 7 MB at most. */
const MOST = 50_000;

/**
 * Creates the limit. For each client it keeps the digests of the last ten minutes, a hundred at most, and the digests of all
 * clients are bounded too. A repeated secret is not counted again: a machine with an old token is no guesser, and neither
 * are a hundred people behind one address.
 */
export function createGuessLimit({ clock, most = MOST }: GuessLimitDeps): GuessLimit {
  /** The client that guessed longest ago first; of each, the secret that was presented longest ago first. */
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
