import { runDatabaseProgram } from './database-program.ts';
import { migrateDatabase } from './stores/postgres/migrate.ts';

await runDatabaseProgram(async ({ databaseUrl, log }) => {
  const applied = await migrateDatabase({ databaseUrl, log });
  return applied === 0 ? 'The database is up to date.' : `The database is up to date: ${applied} applied.`;
});
