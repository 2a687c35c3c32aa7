import type { Command } from '../program/command.ts';
import { runOnDatabase } from '../program/run-on-database.ts';
import { exportData } from '../stores/postgres/export-data.ts';

/** `patkeeper export`. */
export const exportFolder: Command = {
  takes: 'FOLDER',
  about: `Writes everything in the database of DATABASE_URL into a data folder, which must be empty or new, and reads it back.
Stop the service first: what it does later is not in the folder. The keys are not moved.`,
  words: [1, 1],
  run: (input) =>
    runOnDatabase(input, async ({ databaseUrl, log }) => {
      const [dataDir = ''] = input.words;
      const { people, tokens, notices, auditEvents } = await exportData({ databaseUrl, log, dataDir });
      return [
        `${people} people with ${tokens} tokens and ${notices} notices, and ${auditEvents} audit events, are in ${dataDir}.`,
        'Every document was read back and compared. The keys are not moved: copy pepper.json and cache-key.json of the DATA_DIR',
        'that the replicas had into it, as far as they are there, and keep TOKEN_PEPPER and CACHE_KEY as they are.',
      ].join('\n');
    }),
};
