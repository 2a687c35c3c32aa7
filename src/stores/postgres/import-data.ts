import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import { documentNames, type OpenFolder, withDataFolder } from '../lowdb/with-data-folder.ts';
import { storeRefused } from '../store-errors.ts';
import { AUDIT_EVENT_COLUMNS, auditEventRow } from './audit-events.ts';
import { toJson } from './connection.ts';
import { moveMark } from './marks.ts';
import { migrateDatabase, migrateWithin } from './migrate.ts';
import { type PersonColumns, personValues } from './person-columns.ts';
import { COLUMNS, KEYS, PERSON_TABLES, type PersonTable, rowsOf } from './person-tables.ts';
import { withoutSecretInEvent, withoutSecretsInNames } from './secrets-in-names.ts';
import { mark } from './served-mark.ts';
import { withClient } from './single-client.ts';

export interface ImportDeps {
  readonly databaseUrl: Secret;
  /** A data folder of the embedded store. */
  readonly dataDir: string;
  readonly log: Log;
  /** Does everything, the schema included, and undoes it at the end. */
  readonly dryRun?: boolean;
  /** Waits between two tries for the folder's lock, milliseconds. */
  readonly wait?: (ms: number) => Promise<void>;
}

/**
 * What was moved of one kind. What is not added was there already; of that, `different` is not the same there any more, or was
 * deleted there, and was left alone.
 */
export interface Moved {
  found: number;
  added: number;
  different: number;
}

/** What an import did. Everything that was found is in the database, and was read back from there. */
export interface ImportReport {
  readonly people: number;
  readonly moved: Readonly<Record<PersonTable | 'audit_events', Moved>>;
  readonly unreadableEvents: number;
  /** How many tokens' names held a secret, which was left out; absent when none did. */
  readonly cleanedNames?: number;
}

type Row = Readonly<Record<string, unknown>>;

const BATCH = 1000;
/** Whoever signs out has these deleted: of a person who was there before, what is not there any more must not come back. */
const ENDED_BY_DELETION: readonly PersonTable[] = ['records', 'watches'];

/**
 * Moves a data folder into the database, in one transaction: all of it or nothing. What is there already stays as it is, so
 * that a second run adds nothing. Rejects with `store-refused` when the folder is in use or damaged, or when something can't
 * be added.
 */
export async function importData(deps: ImportDeps): Promise<ImportReport> {
  const { databaseUrl, dataDir, log, dryRun = false } = deps;
  if ((await documentNames(dataDir)).length === 0) {
    throw storeRefused(`There are no people in ${dataDir}. Name the folder that DATA_DIR named so far.`);
  }
  if (!dryRun) await migrateDatabase({ databaseUrl, log });
  const move = (folder: OpenFolder): Promise<ImportReport> =>
    withClient({ databaseUrl }, (client) => moveAll(client, folder, dryRun));
  return withDataFolder(dataDir, log, move, deps.wait);
}

async function moveAll(client: pg.ClientBase, folder: OpenFolder, dryRun: boolean): Promise<ImportReport> {
  await client.query('BEGIN');
  if (dryRun) await migrateWithin(client);
  const none = (): Moved => ({ found: 0, added: 0, different: 0 });
  const moved = {
    contacts: none(),
    tokens: none(),
    notices: none(),
    records: none(),
    watches: none(),
    accounts: none(),
    jobs: none(),
    audit_events: none(),
  };
  let people = 0;
  let cleanedNames = 0;
  for await (const kept of folder.documents()) {
    const { document, changed } = withoutSecretsInNames(kept);
    cleanedNames += changed;
    const rows = rowsOf(document);
    const leave = (await isKnown(client, document.person)) ? ENDED_BY_DELETION : [];
    for (const table of PERSON_TABLES)
      await moveRows(client, table, rows[table], moved[table], !leave.includes(table));
    people += 1;
  }
  let unreadableEvents = 0;
  const events = folder.events(() => {
    unreadableEvents += 1;
  });
  await moveEvents(client, events, moved.audit_events);
  // What served Teams served it wherever it is kept.
  if (await folder.isMarkedServed()) await mark(client);
  for (const name of await folder.marks()) await moveMark(client, name);
  await client.query(dryRun ? 'ROLLBACK' : 'COMMIT');
  return { people, moved, unreadableEvents, ...(cleanedNames === 0 ? {} : { cleanedNames }) };
}

/** Whether a person was in the database before their rows were moved. */
async function isKnown(client: pg.ClientBase, person: PersonId): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM patkeeper.contacts WHERE tenant_id = $1 AND object_id = $2)
       OR EXISTS (SELECT FROM patkeeper.tokens WHERE tenant_id = $1 AND object_id = $2) AS known`,
    personValues(person),
  );
  return rows[0]?.known === true;
}

/** Adds one person's rows of a table, unless they may be missing on purpose (`mayAdd`), reads them back and compares. */
async function moveRows(
  client: pg.ClientBase,
  table: PersonTable,
  given: readonly PersonColumns[],
  moved: Moved,
  mayAdd: boolean,
): Promise<void> {
  const [first] = given;
  if (first === undefined) return;
  const columns = COLUMNS[table];
  const json = toJson(given);
  const keyOf = (row: Row): string => JSON.stringify(KEYS[table].map((column) => row[column]));
  const added = mayAdd ? await insert(client, table, columns, KEYS[table].join(', '), json) : [];
  const addedKeys = new Set(added.map(keyOf));
  const stored = await client.query<Row>(
    `SELECT ${columns} FROM patkeeper.${table} WHERE tenant_id = $1 AND object_id = $2`,
    [first.tenant_id, first.object_id],
  );
  const byKey = new Map(stored.rows.map((row) => [keyOf(row), row]));
  for (const row of JSON.parse(json) as readonly Row[]) {
    const kept = byKey.get(keyOf(row));
    const same = isDeepStrictEqual({ ...kept }, row);
    const isMissing = kept === undefined && mayAdd;
    if (isMissing || (!same && addedKeys.has(keyOf(row)))) throw notMoved(table, keyOf(row));
    if (!same) moved.different += 1;
  }
  moved.found += given.length;
  moved.added += added.length;
}

async function moveEvents(
  client: pg.ClientBase,
  events: AsyncIterable<AuditEvent>,
  moved: Moved,
): Promise<void> {
  let batch: AuditEvent[] = [];
  const flush = async (): Promise<void> => {
    const json = toJson(batch.map((event) => auditEventRow(withoutSecretInEvent(event))));
    const added = await insert(client, 'audit_events', AUDIT_EVENT_COLUMNS, 'id', json);
    const ids = [...new Set(batch.map(({ id }) => id))];
    const text = 'SELECT id FROM patkeeper.audit_events WHERE id = ANY ($1::text[])';
    const there = new Set((await client.query<{ id: string }>(text, [ids])).rows.map(({ id }) => id));
    const missing = ids.find((id) => !there.has(id));
    if (missing !== undefined) throw notMoved('audit_events', missing);
    moved.found += ids.length;
    moved.added += added.length;
    batch = [];
  };
  for await (const event of events) {
    batch.push(event);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
}

async function insert(
  client: pg.ClientBase,
  table: string,
  columns: string,
  returning: string,
  json: string,
): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(
    `INSERT INTO patkeeper.${table} (${columns})
       SELECT ${columns} FROM json_populate_recordset(NULL::patkeeper.${table}, $1)
       ON CONFLICT DO NOTHING RETURNING ${returning}`,
    [json],
  );
  return rows;
}

function notMoved(table: string, key: string): Error {
  return storeRefused(
    `Nothing was imported: of ${table}, ${key} is not in PostgreSQL as it is in the folder, because another row has its place. ` +
      'Import into a database of its own.',
  );
}
