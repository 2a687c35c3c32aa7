import pg from 'pg';
import type { PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { storeRefused } from '../store-errors.ts';
import { type Migration, readMigrations } from './read-migrations.ts';
import { pendingMigrations } from './schema.ts';
import { withClient } from './single-client.ts';

export interface MigrateDeps {
  readonly databaseUrl: Secret;
  readonly log: Log;
  /** What to apply; the files of `migrations/` when left out. */
  readonly migrations?: readonly Migration[];
  /** How long a server that is not there yet is waited for, in milliseconds; 10 000 when left out. */
  readonly startMs?: number;
}

/** The step that brought the column in which each says which releases can work with it. */
const FIRST_THAT_TELLS = 5;
/** Any number that only Patkeeper's migrations lock. */
const LOCK = '(1885434729, 1)';

/**
 * Brings the schema up to date; gives how many migrations that took. Of several processes at once, one does it and the
 * others wait. Rejects with `store-refused`, which says what to do, when the schema can't be used or not be changed.
 */
export async function migrateDatabase(deps: MigrateDeps): Promise<number> {
  const migrations = deps.migrations ?? (await readMigrations());
  return withClient(deps, async (client) => {
    // a role that may not change the schema can still find that there is nothing to change
    if ((await pendingMigrations(client, migrations)).length === 0) return 0;
    await client.query(`SELECT pg_advisory_lock${LOCK}`);
    try {
      return await applyPending(client, migrations, deps.log);
    } catch (error) {
      throw mayNot(error) ?? error;
    } finally {
      await client.query(`SELECT pg_advisory_unlock${LOCK}`).catch(() => undefined);
    }
  });
}

/**
 * Brings the schema up to date within the caller's transaction, which can undo it. Rejects with `store-refused` as
 * `migrateDatabase` does.
 */
export async function migrateWithin(client: pg.ClientBase): Promise<void> {
  const migrations = await readMigrations();
  if ((await pendingMigrations(client, migrations)).length === 0) return;
  try {
    await prepare(client);
    for (const migration of await pendingMigrations(client, migrations)) await apply(client, migration);
  } catch (error) {
    throw mayNot(error) ?? error;
  }
}

/** Rejects with `store-refused` unless the schema is up to date. Changes nothing. */
export async function checkSchema(deps: MigrateDeps): Promise<void> {
  const migrations = deps.migrations ?? (await readMigrations());
  const pending = await withClient(deps, (client) => pendingMigrations(client, migrations));
  if (pending.length > 0) {
    const what = pending.length === 1 ? 'a change' : `${pending.length} changes`;
    throw storeRefused(
      `The database needs ${what} before this Patkeeper can use it. Run "patkeeper migrate" as the role that owns it.`,
    );
  }
}

async function applyPending(
  client: pg.ClientBase,
  migrations: readonly Migration[],
  log: Log,
): Promise<number> {
  await prepare(client);
  const pending = await pendingMigrations(client, migrations);
  for (const migration of pending) {
    await client.query('BEGIN');
    try {
      await apply(client, migration);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    log.info({ migration: migration.fileName }, 'the database was migrated');
  }
  return pending.length;
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  const { version, fileName, text, checksum, usableFrom } = migration;
  await client.query(text);
  const values = [version, fileName, checksum];
  await client.query('INSERT INTO patkeeper.schema_migrations VALUES ($1, $2, $3)', values);
  if (version < FIRST_THAT_TELLS) return;
  const tell = 'UPDATE patkeeper.schema_migrations SET usable_from = $2 WHERE version = $1';
  await client.query(tell, [version, usableFrom]);
}

async function prepare(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ encoding: string; schema: boolean; version: number }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
       to_regnamespace('patkeeper') IS NOT NULL AS schema`,
  );
  const [found] = rows;
  if (found === undefined || found.version < 140_000)
    throw storeRefused('This PostgreSQL is too old. Use version 14 or a later one.');
  if (found.encoding !== 'UTF8') {
    throw storeRefused(
      `The database is encoded in ${found.encoding}, which can’t hold every name. ` +
        "Create one with ENCODING 'UTF8' and put its address into DATABASE_URL.",
    );
  }
  // even with IF NOT EXISTS this needs the right to create schemas, which a role that only owns this one lacks
  if (!found.schema) await client.query('CREATE SCHEMA patkeeper');
  await client.query(
    `CREATE TABLE IF NOT EXISTS patkeeper.schema_migrations
       (version integer PRIMARY KEY, file_name text NOT NULL, checksum text NOT NULL)`,
  );
}

const INSUFFICIENT_PRIVILEGE = '42501';

function mayNot(error: unknown): PatkeeperError | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) return undefined;
  return storeRefused(
    `The role of DATABASE_URL may not change the database (${error.message}). ` +
      'Run "patkeeper migrate" as the role that owns it, and set MIGRATE=off for the service.',
    error,
  );
}
