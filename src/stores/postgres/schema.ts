import type pg from 'pg';
import type { PatkeeperError } from '../../core/errors.ts';
import { storeRefused } from '../store-errors.ts';
import type { Migration } from './read-migrations.ts';

interface Applied {
  readonly version: number;
  readonly file_name: string;
  readonly checksum: string;
}

/** The migrations that the database lacks. Throws `store-refused` when its schema is not one that this program can use. */
export async function pendingMigrations(
  client: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const applied = await appliedMigrations(client);
  const problem = whyUnfit(applied, migrations);
  if (problem !== undefined) throw problem;
  return migrations.slice(applied.length);
}

async function appliedMigrations(client: pg.ClientBase): Promise<readonly Applied[]> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('patkeeper.schema_migrations') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return [];
  const applied = await client.query<Applied>(
    'SELECT version, file_name, checksum FROM patkeeper.schema_migrations ORDER BY version',
  );
  return applied.rows;
}

function whyUnfit(applied: readonly Applied[], migrations: readonly Migration[]): PatkeeperError | undefined {
  const newest = applied.at(-1)?.version ?? 0;
  if (newest > migrations.length) {
    return storeRefused(
      `A newer Patkeeper has prepared this database (schema ${newest}, this one knows ${migrations.length}). ` +
        'Start that version or a later one, or restore the backup from before the upgrade.',
    );
  }
  const changed = applied.find(
    ({ version, checksum }, index) => version !== index + 1 || migrations[index]?.checksum !== checksum,
  );
  if (changed === undefined) return undefined;
  return storeRefused(
    `The file migrations/${changed.file_name} is not the one that prepared this database. ` +
      'Restore the file as it was released, and put changes into a file with the next number.',
  );
}
