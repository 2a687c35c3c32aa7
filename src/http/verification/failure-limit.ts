import { randomInt } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import { passInLane, type Rate } from '../../core/timing/rate-limit.ts';

export interface FailureLimitDeps {
  readonly clock: Clock;
  readonly rate?: Rate;
  /** About how many clients are remembered, a power of two from 4 on; beyond, those that failed longest ago go first. */
  readonly most?: number;
}

/** Counts failed attempts by client. */
export interface FailureLimit {
  /** Counts one failure. 0 while the client is within its allowance, else the seconds to wait. */
  fail(client: string): number;
}

/** A person who mistypes never reaches it. A program that guesses gets one answer every three seconds. */
const RATE: Rate = { burst: 20, everyMs: 3_000 };
const MOST = 16_384;
/** The number of places where each client may be stored. */
const WAYS = 4;

/**
 * Creates the limit of failed attempts. A successful attempt is never looked up here. In a flood every request comes from
 * another client, and a map of clients would give the garbage collector more work than the answers. So clients are in a table
 * of fixed size, each by its hash. Two clients count as one with a chance of one in 250,000, and nobody outside knows which.
 */
export function createFailureLimit({ clock, rate = RATE, most = MOST }: FailureLimitDeps): FailureLimit {
  const seed = randomInt(2 ** 32);
  const hashes = new Int32Array(most);
  /** When each client's allowance is full again: the state of its lane. */
  const fullAt = new Float64Array(most);
  /** The number of each client's last failure, among all. */
  const lastFailures = new Float64Array(most);
  let failures = 0;

  /** Where a client is kept, or is from now on. */
  function find(client: string): number {
    const hash = hashOf(client, seed);
    const first = ((hash >>> 0) % (most / WAYS)) * WAYS;
    let oldest = first;
    for (let i = first; i < first + WAYS; i += 1) {
      if (hashes[i] === hash) return i;
      if ((lastFailures[i] ?? 0) < (lastFailures[oldest] ?? 0)) oldest = i;
    }
    hashes[oldest] = hash;
    fullAt[oldest] = 0;
    return oldest;
  }

  return {
    fail(client) {
      const now = clock.now();
      const at = find(client);
      failures += 1;
      lastFailures[at] = failures;
      // No later than it can be, in case the clock was set back.
      const full = Math.min(fullAt[at] ?? 0, now + rate.burst * rate.everyMs);
      const pass = passInLane(full, now, rate, 0);
      fullAt[at] = pass.next;
      return Math.ceil((pass.at - now) / 1000);
    },
  };
}

/** The FNV-1a hash, with its own start value. */
function hashOf(text: string, seed: number): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
