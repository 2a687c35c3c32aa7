import { ConfigError } from '../config/reader.ts';
import type { Log } from '../core/ports.ts';
import { Secret } from '../core/secrets/secret.ts';
import { createLog } from '../log/log.ts';
import { refusePooler } from '../stores/postgres/pooler-check.ts';
import { loadEnvFile } from './env-file.ts';
import { exitWith } from './exit-with.ts';

/** What the programs beside the service work with. */
export interface ProgramInput {
  readonly databaseUrl: Secret;
  readonly log: Log;
  /** What stands after the program's name. */
  readonly args: readonly string[];
}

/** Runs a program that works on the database, and prints what it gives; what a person can mend is said without a stack. */
export async function runDatabaseProgram(work: (input: ProgramInput) => Promise<string>): Promise<void> {
  try {
    loadEnvFile(process.env);
    const url = process.env['DATABASE_URL'] ?? '';
    if (url === '') {
      const fix = 'Set it to postgres://user:password@host:5432/database, in the environment or in .env.';
      throw new ConfigError([{ variable: 'DATABASE_URL', problem: 'is missing', fix }]);
    }
    // What these programs do is more than a pooler in transaction mode lets through.
    const databaseUrl = new Secret(process.env['DATABASE_DIRECT_URL'] || url);
    await refusePooler({ databaseUrl });
    const log = createLog({ level: 'info', format: 'text' });
    const said = await work({ databaseUrl, log, args: process.argv.slice(2) });
    process.stdout.write(`${said}\n`);
  } catch (error) {
    exitWith(error);
  }
}
