import { LRUCache } from 'lru-cache';
import { digestOf } from '../../core/digest-of.ts';
import { HOUR } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { ChannelTokenReading } from './channel-token.ts';

type Verified = Extract<ChannelTokenReading, { readonly ok: true }>;

/** Remembers the tokens of the Bot Connector that were verified: it sends the same one with every activity for a while. */
export interface VerifiedTokens {
  /** What the token in this header was found to say, while it is good. */
  find(authorization: string, now: Instant): Verified | undefined;
  keep(authorization: string, verified: Verified, now: Instant): void;
}

/** As long as Microsoft's keys take to be looked up anew for a key that is not known. */
const LONGEST_MS = HOUR;
/** The Bot Connector uses a few; only tokens that its key has signed come in here. */
const MOST = 500;

interface Entry {
  readonly verified: Verified;
  readonly since: Instant;
}

/** Nothing is remembered at first. It holds digests, not tokens, and forgets the oldest beyond `most`. */
export function createVerifiedTokens(most = MOST): VerifiedTokens {
  const entries = new LRUCache<string, Entry>({ max: most });

  return {
    find(authorization, now) {
      const key = digestOf(authorization);
      const entry = entries.peek(key);
      if (entry === undefined) return undefined;
      const { verified, since } = entry;
      // Without the tolerance for clocks that differ, which the full check has; a clock that was set back is asked anew, too.
      if (since <= now && now < Math.min(verified.endsAt, since + LONGEST_MS)) return verified;
      entries.delete(key);
      return undefined;
    },
    keep(authorization, verified, now) {
      const key = digestOf(authorization);
      if (!entries.has(key)) entries.set(key, { verified, since: now });
    },
  };
}
