import { readFile } from 'node:fs/promises';
import type { Command } from '../program/command.ts';
import { runOnDatabase } from '../program/run-on-database.ts';
import { migrateDatabase } from '../stores/postgres/migrate.ts';
import { SERVICE_ROLE } from '../stores/postgres/read-migrations.ts';

/** `patkeeper migrate`. */
export const migrate: Command = {
  takes: '[--service-role]',
  about: `Brings the schema of the database up to date. DATABASE_URL says which database it is, in the environment or in .env;
with DATABASE_DIRECT_URL beside it, that address is used.

With --service-role it changes nothing, and prints the SQL that lets another role do what the service does:
  patkeeper migrate --service-role | psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -v service=ROLE`,
  options: { 'service-role': { type: 'boolean' } },
  async run(input) {
    if (input.options['service-role'] === true) {
      process.stdout.write(await readFile(SERVICE_ROLE, 'utf8'));
      return 0;
    }
    return runOnDatabase(input, async ({ databaseUrl, log }) => {
      const applied = await migrateDatabase({ databaseUrl, log });
      return applied === 0
        ? 'The database is up to date.'
        : `The database is up to date: ${applied} applied.`;
    });
  },
};
