import { ConfigError } from '../config/reader.ts';
import type { Log } from '../core/ports.ts';
import { Secret } from '../core/secrets/secret.ts';
import { createLog } from '../log/log.ts';
import { refusePooler } from '../stores/postgres/pooler-check.ts';
import type { CommandInput } from './command.ts';
import { loadEnvFile } from './env-file.ts';

/** What the commands for a database work with. */
export interface DatabaseInput {
  readonly databaseUrl: Secret;
  readonly log: Log;
}

/** The database that the settings name. Rejects with a `ConfigError` without one. */
export async function databaseInput({ env }: CommandInput): Promise<DatabaseInput> {
  loadEnvFile(env);
  const url = env['DATABASE_URL'] ?? '';
  if (url === '') {
    const fix = 'Set it to postgres://user:password@host:5432/database, in the environment or in .env.';
    throw new ConfigError([{ variable: 'DATABASE_URL', problem: 'is missing', fix }]);
  }
  // What these commands do is more than a pooler in transaction mode lets through.
  const databaseUrl = new Secret(env['DATABASE_DIRECT_URL'] || url);
  await refusePooler({ databaseUrl });
  return { databaseUrl, log: createLog({ level: 'info', format: 'text' }) };
}

/**
 * Runs a command on the database that the settings name, and prints what it gives. Gives 0. Rejects with a `ConfigError` without
 * a database.
 */
export async function runOnDatabase(
  input: CommandInput,
  work: (input: DatabaseInput) => Promise<string>,
): Promise<number> {
  process.stdout.write(`${await work(await databaseInput(input))}\n`);
  return 0;
}
