import type { RecordKind, RecordStore, SealedRecord } from '../../core/store/records.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';
import { type PersonColumns, personColumns, personFrom, personValues, present } from './person-columns.ts';

export interface RecordRow extends PersonColumns {
  readonly kind: RecordKind;
  readonly key: string;
  readonly sealed: string;
  readonly expires_at: number | null;
}

export const RECORD_COLUMNS = 'tenant_id, object_id, kind, key, sealed, expires_at';
/** $1, $2: the owner, $3: the kind, $4: the key, $5: now. */
const THE_RECORD =
  'tenant_id = $1 AND object_id = $2 AND kind = $3 AND key = $4 AND (expires_at IS NULL OR expires_at > $5)';

const SAVE_RECORD: Statement = {
  name: 'save-record',
  text: `
    INSERT INTO patkeeper.records (${RECORD_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant_id, object_id, kind, key) DO UPDATE SET
      sealed = excluded.sealed, expires_at = excluded.expires_at`,
};

export const FIND_RECORD: Statement = {
  name: 'find-record',
  text: `SELECT ${RECORD_COLUMNS} FROM patkeeper.records WHERE ${THE_RECORD}`,
};

const TAKE_RECORD: Statement = {
  name: 'take-record',
  text: `DELETE FROM patkeeper.records WHERE ${THE_RECORD} RETURNING ${RECORD_COLUMNS}`,
};

/** $1, $2: the owner, $3: the kind, $4: the key, $5: what was kept. */
const DELETE_RECORD: Statement = {
  name: 'delete-record',
  text: `
    DELETE FROM patkeeper.records
    WHERE tenant_id = $1 AND object_id = $2 AND kind = $3 AND key = $4 AND sealed = $5`,
};

const DELETE_RECORDS: Statement = {
  name: 'delete-records',
  text: `
    DELETE FROM patkeeper.records
    WHERE tenant_id = $1 AND object_id = $2 AND ($3::text IS NULL OR kind = $3)`,
};

/** What is kept sealed for people. */
export function createRecords(database: Database): Omit<RecordStore, 'deleteExpired'> {
  async function one(
    statement: Statement,
    owner: PersonId,
    ...rest: [kind: RecordKind, key: string, now: number]
  ): Promise<SealedRecord | undefined> {
    const [row] = await database.query<RecordRow>(statement, [...personValues(owner), ...rest]);
    return row === undefined ? undefined : recordFrom(row);
  }

  return {
    save: async ({ owner, kind, key, sealed, expiresAt = null }) => {
      const values = [...personValues(owner), kind, key, sealed, expiresAt];
      await database.changePerson(owner, (connection) => connection.query(SAVE_RECORD, values));
    },
    find: (owner, kind, key, now) => one(FIND_RECORD, owner, kind, key, now),
    take: (owner, kind, key, now) => one(TAKE_RECORD, owner, kind, key, now),
    delete: async ({ owner, kind, key, sealed }) => {
      const values = [...personValues(owner), kind, key, sealed];
      await database.changePerson(owner, (connection) => connection.query(DELETE_RECORD, values));
    },
    deleteAll: async (owner, kind) => {
      const values = [...personValues(owner), kind ?? null];
      await database.changePerson(owner, (connection) => connection.query(DELETE_RECORDS, values));
    },
  };
}

/** The row of a sealed record. */
export function recordRow({ owner, kind, key, sealed, expiresAt }: SealedRecord): RecordRow {
  return { ...personColumns(owner), kind, key, sealed, expires_at: expiresAt ?? null };
}

/** The sealed record of a row. */
export function recordFrom(row: RecordRow): SealedRecord {
  return {
    owner: personFrom(row),
    kind: row.kind,
    key: row.key,
    sealed: row.sealed,
    ...present({ expiresAt: row.expires_at }),
  };
}
