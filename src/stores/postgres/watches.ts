import type { Store, Watch } from '../../core/ports.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';
import { type PersonColumns, personColumns, personFrom, personValues } from './person-columns.ts';

export interface WatchRow extends PersonColumns {
  readonly next_at: number;
  readonly stocked: readonly string[];
}

export const WATCH_COLUMNS = 'tenant_id, object_id, next_at, stocked';

const SAVE_WATCH: Statement = {
  name: 'save-watch',
  text: `
    INSERT INTO patkeeper.watches (${WATCH_COLUMNS}) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant_id, object_id) DO UPDATE SET next_at = excluded.next_at, stocked = excluded.stocked`,
};

export const FIND_WATCH: Statement = {
  name: 'find-watch',
  text: `SELECT ${WATCH_COLUMNS} FROM patkeeper.watches WHERE tenant_id = $1 AND object_id = $2`,
};

const DELETE_WATCH: Statement = {
  name: 'delete-watch',
  text: 'DELETE FROM patkeeper.watches WHERE tenant_id = $1 AND object_id = $2',
};

/**
 * $1: now, $2: how many, $3: when they are due again. A row is named by its place (ctid), which can't change while it is
 * locked here.
 */
export const CLAIM_WATCHES: Statement = {
  name: 'claim-watches',
  text: `
    WITH due AS (
      SELECT ctid AS place, tenant_id, object_id, next_at AS was_due FROM patkeeper.watches
      WHERE next_at <= $1 ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE patkeeper.watches SET next_at = $3
      WHERE ctid = ANY (ARRAY(SELECT place FROM due)) RETURNING ${WATCH_COLUMNS}
    )
    SELECT claimed.* FROM claimed JOIN due USING (tenant_id, object_id) ORDER BY was_due`,
};

type WatchPart = 'saveWatch' | 'findWatch' | 'deleteWatch' | 'claimDueWatches';

/** When people's tokens are looked at. */
export function createWatches(database: Database): Pick<Store, WatchPart> {
  return {
    saveWatch: async ({ person, nextAt, stocked }) => {
      const values = [...personValues(person), nextAt, [...stocked]];
      await database.changePerson(person, (connection) => connection.query(SAVE_WATCH, values));
    },
    findWatch: async (person) => {
      const [row] = await database.query<WatchRow>(FIND_WATCH, personValues(person));
      return row === undefined ? undefined : watchFrom(row);
    },
    deleteWatch: async (person) => {
      await database.changePerson(person, (connection) =>
        connection.query(DELETE_WATCH, personValues(person)),
      );
    },
    claimDueWatches: async ({ now, leaseMs, limit }) => {
      const rows = await database.query<WatchRow>(CLAIM_WATCHES, [now, limit, now + leaseMs]);
      return rows.map(watchFrom);
    },
  };
}

/** The row of a watch. */
export function watchRow({ person, nextAt, stocked }: Watch): WatchRow {
  return { ...personColumns(person), next_at: nextAt, stocked };
}

/** The watch of a row. */
export function watchFrom(row: WatchRow): Watch {
  return { person: personFrom(row), nextAt: row.next_at, stocked: row.stocked };
}
