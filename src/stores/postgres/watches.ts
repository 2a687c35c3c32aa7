import { isDeepStrictEqual } from 'node:util';
import type { Watch, WatchStore } from '../../core/store/watches.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import type { SyncChanges } from '../../core/tokens/token-writes.ts';
import type { Connection, Statement } from './connection.ts';
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
    ON CONFLICT (tenant_id, object_id) DO UPDATE SET next_at = excluded.next_at`,
};

/** $1, $2: the person, $3: what a look adds. */
const ADD_STOCK: Statement = {
  name: 'add-stock',
  text: `
    UPDATE patkeeper.watches SET stocked = stocked || $3::text[]
    WHERE tenant_id = $1 AND object_id = $2`,
};

/** $1, $2: the person, $3: the time that the claim gave it, $4: when it is due next. */
export const SETTLE_WATCH: Statement = {
  name: 'settle-watch',
  text: `
    UPDATE patkeeper.watches SET next_at = $4
    WHERE tenant_id = $1 AND object_id = $2 AND next_at = $3`,
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

/** When people's tokens are looked at. */
export function createWatches(database: Database): Omit<WatchStore, 'syncTokens'> {
  return {
    save: async ({ person, nextAt, stocked }) => {
      const values = [...personValues(person), nextAt, [...stocked]];
      await database.changePerson(person, (connection) => connection.query(SAVE_WATCH, values));
    },
    find: async (person) => {
      return database.run((connection) => find(connection, person));
    },
    delete: async (person) => {
      await database.changePerson(person, (connection) =>
        connection.query(DELETE_WATCH, personValues(person)),
      );
    },
    claimDue: async ({ now, leaseMs, limit }) => {
      const rows = await database.query<WatchRow>(CLAIM_WATCHES, [now, limit, now + leaseMs]);
      return rows.map(watchFrom);
    },
    settle: async (watch, nextAt) => {
      await database.query(SETTLE_WATCH, [...personValues(watch.person), watch.nextAt, nextAt]);
    },
  };
}

/** Adds to what is known of a person under watch; false when something else is known than a look has read. */
export async function addStock(
  connection: Connection,
  { owner, stock }: Pick<SyncChanges, 'owner' | 'stock'>,
): Promise<boolean> {
  if (stock === undefined) return true;
  const watch = await find(connection, owner);
  if (!isDeepStrictEqual(watch?.stocked, stock.asRead)) return false;
  if (watch !== undefined) await connection.query(ADD_STOCK, [...personValues(owner), [...stock.added]]);
  return true;
}

async function find(connection: Connection, person: PersonId): Promise<Watch | undefined> {
  const [row] = await connection.query<WatchRow>(FIND_WATCH, personValues(person));
  return row === undefined ? undefined : watchFrom(row);
}

/** The row of a watch. */
export function watchRow({ person, nextAt, stocked }: Watch): WatchRow {
  return { ...personColumns(person), next_at: nextAt, stocked };
}

/** The watch of a row. */
export function watchFrom(row: WatchRow): Watch {
  return { person: personFrom(row), nextAt: row.next_at, stocked: row.stocked };
}
