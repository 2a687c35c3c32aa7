import { PatkeeperError } from './core/errors.ts';
import { runDatabaseProgram } from './program/database-program.ts';
import { migrateDatabase } from './stores/postgres/migrate.ts';

const USAGE = 'Write node dist/migrate.js with nothing behind it: DATABASE_URL says which database it is.';

await runDatabaseProgram(async ({ databaseUrl, log, args }) => {
  if (args.length > 0) throw new PatkeeperError('invalid-input', USAGE);
  const applied = await migrateDatabase({ databaseUrl, log });
  return applied === 0 ? 'The database is up to date.' : `The database is up to date: ${applied} applied.`;
});
