import type pg from 'pg';
import type { PatkeeperError } from '../../core/errors.ts';
import { storeRefused } from '../store-errors.ts';
import type { Migration } from './read-migrations.ts';

interface Applied {
  readonly version: number;
  readonly file_name: string;
  readonly checksum: string;
  /** Null before the step that brought it. */
  readonly usable_from: number | null;
}

/**
 * The migrations that the database lacks; none where a newer release has brought more that this one can work with. Throws `store-refused` when its schema is
 * not one that this program can use.
 */
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
    // The column may not be there yet.
    `SELECT version, file_name, checksum, (to_jsonb(step) ->> 'usable_from')::integer AS usable_from
     FROM patkeeper.schema_migrations AS step ORDER BY version`,
  );
  return applied.rows;
}

function whyUnfit(applied: readonly Applied[], migrations: readonly Migration[]): PatkeeperError | undefined {
  const newest = applied.at(-1)?.version ?? 0;
  const known = migrations.length;
  const usableFrom = Math.max(
    ...applied.slice(known).map(({ usable_from: from, version }) => from ?? version),
  );
  if (newest > known && usableFrom > known) {
    return storeRefused(
      `A newer Patkeeper has prepared this database (schema ${newest}), and only releases that know schema ${usableFrom} can work with it; this one knows ${known}. ` +
        'Start a newer release, or restore the backup from before the upgrade.',
    );
  }
  const changed = applied
    .slice(0, known)
    .find(
      ({ version, checksum }, index) => version !== index + 1 || migrations[index]?.checksum !== checksum,
    );
  if (changed === undefined) return undefined;
  return storeRefused(
    `The file migrations/${changed.file_name} is not the one that prepared this database. ` +
      'Restore the file as it was released, and put changes into a file with the next number.',
  );
}
