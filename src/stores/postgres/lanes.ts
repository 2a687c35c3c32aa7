import { digestOf } from '../../core/digest-of.ts';
import type { RateLimitStore } from '../../core/store/rate-limits.ts';
import { blockedLane, LONGEST_LANE_MS, passInLane } from '../../core/timing/rate-limit.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';

/**
 * $1: the lane, $2: now, $3: time to the next pass, $4: the fullest lane in which a pass is still taken. Gives what
 * `passInLane` calls `next`, before the pass; nothing when the lane came to be so full in the same moment.
 */
const TAKE_PLACE: Statement = {
  name: 'take-pass',
  text: `
    WITH taken AS (
      INSERT INTO patkeeper.lanes AS kept (lane, next_at) VALUES ($1, $2::bigint + $3::bigint)
      ON CONFLICT (lane) DO UPDATE SET next_at =
        CASE WHEN kept.next_at > $2::bigint + ${LONGEST_LANE_MS} THEN $2::bigint
          ELSE greatest(kept.next_at, $2::bigint) END + $3::bigint
      WHERE kept.next_at <= $4::bigint OR kept.next_at > $2::bigint + ${LONGEST_LANE_MS}
      RETURNING next_at - $3::bigint AS next_at
    )
    SELECT next_at, true AS taken FROM taken
    UNION ALL
    SELECT next_at, false FROM patkeeper.lanes WHERE lane = $1 AND NOT EXISTS (SELECT FROM taken)`,
};

/** $1: the lane, $2: what `blockedLane` gives for an empty one. */
const BLOCK_LANE: Statement = {
  name: 'block-lane',
  text: `
    INSERT INTO patkeeper.lanes AS kept (lane, next_at) VALUES ($1, $2)
    ON CONFLICT (lane) DO UPDATE SET next_at = greatest(kept.next_at, excluded.next_at)`,
};

/** How all processes together keep to a rate. */
export function createLanes(database: Database): Pick<RateLimitStore, 'takePass' | 'blockLane'> {
  return {
    takePass: async (lane, now, rate, patienceMs) => {
      const fullest = now + patienceMs + (rate.burst - 1) * rate.everyMs;
      const values = [digestOf(lane), now, rate.everyMs, fullest];
      const [row] = await database.query<{ next_at: number; taken: boolean }>(TAKE_PLACE, values);
      const { at } = passInLane(row?.next_at, now, rate, patienceMs);
      // What was not taken was read as it was before a call at the same time changed it.
      return row?.taken === true ? at : Math.max(at, now + patienceMs + 1);
    },
    blockLane: async (lane, until, rate) => {
      await database.query(BLOCK_LANE, [digestOf(lane), blockedLane(undefined, until, rate)]);
    },
  };
}
