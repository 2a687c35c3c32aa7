import { PatkeeperError } from './core/errors.ts';
import { runDatabaseProgram } from './program/database-program.ts';
import { exportData } from './stores/postgres/export-data.ts';

const USAGE = 'Write node dist/export-data.js FOLDER, with a folder that is empty or new.';

await runDatabaseProgram(async ({ databaseUrl, log, args }) => {
  const [dataDir, ...more] = args;
  if (dataDir === undefined || dataDir.startsWith('-') || more.length > 0)
    throw new PatkeeperError('invalid-input', USAGE);
  const { people, tokens, notices, auditEvents } = await exportData({ databaseUrl, log, dataDir });
  return [
    `${people} people with ${tokens} tokens and ${notices} notices, and ${auditEvents} audit events, are in ${dataDir}.`,
    'Every document was read back and compared. The keys are not moved: copy pepper.json and cache-key.json of the DATA_DIR',
    'that the replicas had into it, as far as they are there, and keep TOKEN_PEPPER and CACHE_KEY as they are.',
  ].join('\n');
});
