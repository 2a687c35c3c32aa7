import { randomUUID } from 'node:crypto';
import { digestOf } from '../../core/digest-of.ts';
import type { RateLimitStore } from '../../core/store/rate-limits.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';

/** $1: the key, $2: its end, $3: who claims, $4: now. Done again for the same claim, it gives the same answer. */
export const CLAIM_KEY: Statement = {
  name: 'claim-key',
  text: `
    INSERT INTO patkeeper.claimed_keys AS kept (key, expires_at, claimed_by) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at, claimed_by = excluded.claimed_by
    WHERE kept.expires_at <= $4 OR kept.claimed_by = excluded.claimed_by
    RETURNING 1`,
};

/** What several processes are asked at once, and one does. */
export function createClaimedKeys(database: Database): Pick<RateLimitStore, 'claimKey'> {
  return {
    claimKey: async (key, now, expiresAt) => {
      // A form that fits the index, whatever the key's length and characters are.
      const rows = await database.query(CLAIM_KEY, [digestOf(key), expiresAt, randomUUID(), now]);
      return rows.length > 0;
    },
  };
}
