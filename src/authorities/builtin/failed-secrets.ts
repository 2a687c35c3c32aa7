import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../core/ports.ts';
import type { ParsedSecret } from '../../core/secrets/secret.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Unproven } from '../../core/tokens/verdict.ts';

export interface FailedSecretsDeps {
  readonly clock: Clock;
  /** Most secrets that are remembered; beyond, the one that failed longest ago goes. */
  readonly most?: number;
}

/** A memory of secrets that proved nothing a moment ago, so that whoever repeats one costs no look-up. */
export interface FailedSecrets {
  /** What became of this very secret less than a minute ago; undefined when that is not known. */
  find(secret: ParsedSecret): Failed | undefined;
  /** Remembers what a look-up that began at `at` has found. */
  add(secret: ParsedSecret, failed: Failed): void;
  /** Forgets what became of this very secret. */
  forget(secret: ParsedSecret): void;
}

/** What a look-up has found that began at `at`. */
export interface Failed {
  readonly found: Unproven;
  readonly at: Instant;
  /** Whether it stays so: nothing makes such a secret valid any more. */
  readonly isFinal: boolean;
}

const KEPT_MS = MINUTE;
/** About 3 MB at most; 10 MB if all of them were of tokens that have ended, on PostgreSQL. */
const MOST = 10_000;

/**
 * Creates the memory. It knows a secret by its SHA-256, and looks that up by the secret's selector: what is valid meets one
 * look into a map and is hashed only if a secret with its selector failed. Of two secrets with one selector, it remembers
 * the one that failed last.
 */
export function createFailedSecrets({ clock, most = MOST }: FailedSecretsDeps): FailedSecrets {
  /** By selector. Only failing counts as a use: a look-up peeks. */
  const kept = new LRUCache<string, Failed>({ max: most });

  function find({ selector, text }: ParsedSecret): Failed | undefined {
    if (kept.size === 0) return undefined;
    const failed = kept.peek(selector);
    if (failed === undefined || failed.found.digest !== secretDigest(text)) return undefined;
    const age = clock.now() - failed.at;
    // Below zero the clock was set back: what had expired may be valid again.
    if (age >= 0 && age < KEPT_MS) return failed;
    kept.delete(selector);
    return undefined;
  }

  return {
    find,
    add({ selector }, failed) {
      kept.set(selector, failed);
    },
    forget(secret) {
      if (find(secret) !== undefined) kept.delete(secret.selector);
    },
  };
}

/** SHA-256 in base64url: a secret has 256 random bits, which nobody finds again from it. */
export function secretDigest(text: string): string {
  return hash('sha256', text, 'base64url');
}
