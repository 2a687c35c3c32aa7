import { digestOf } from '../../core/digest-of.ts';
import { blockedLane, LONGEST_LANE_MS, placeInLane } from '../../core/lane.ts';
import type { Store } from '../../core/ports.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';

/** $1: the lane, $2: now, $3: time to the next place. Gives what `placeInLane` calls `next`. */
const TAKE_PLACE: Statement = {
  name: 'take-place',
  text: `
    INSERT INTO patkeeper.lanes AS kept (lane, next_at) VALUES ($1, $2::bigint + $3::bigint)
    ON CONFLICT (lane) DO UPDATE SET next_at =
      CASE WHEN kept.next_at > $2::bigint + ${LONGEST_LANE_MS} THEN $2::bigint
        ELSE greatest(kept.next_at, $2::bigint) END + $3::bigint
    RETURNING next_at`,
};

/** $1: the lane, $2: what `blockedLane` gives for an empty one. */
const BLOCK_LANE: Statement = {
  name: 'block-lane',
  text: `
    INSERT INTO patkeeper.lanes AS kept (lane, next_at) VALUES ($1, $2)
    ON CONFLICT (lane) DO UPDATE SET next_at = greatest(kept.next_at, excluded.next_at)`,
};

/** How all processes together keep to a rate. */
export function createLanes(database: Database): Pick<Store, 'takePlace' | 'blockLane'> {
  return {
    takePlace: async (lane, now, rate) => {
      const values = [digestOf(lane), now, rate.everyMs];
      const [row] = await database.query<{ next_at: number }>(TAKE_PLACE, values);
      if (row === undefined) throw new Error('there is no place');
      return placeInLane(row.next_at - rate.everyMs, now, rate).at;
    },
    blockLane: async (lane, until, rate) => {
      await database.query(BLOCK_LANE, [digestOf(lane), blockedLane(undefined, until, rate)]);
    },
  };
}
