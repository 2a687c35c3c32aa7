import type { Command } from '../program/command.ts';
import { runOnDatabase } from '../program/run-on-database.ts';
import { type ImportReport, importData } from '../stores/postgres/import-data.ts';

/** `patkeeper import`. */
export const importFolder: Command = {
  takes: 'FOLDER [--dry-run]',
  about: `Moves a data folder into the database of DATABASE_URL, in one transaction, and reads everything back. Stop the service
first. With --dry-run it only says what it would do. The keys are not moved.`,
  options: { 'dry-run': { type: 'boolean' } },
  words: [1, 1],
  run: (input) =>
    runOnDatabase(input, async ({ databaseUrl, log }) => {
      const [dataDir = ''] = input.words;
      const dryRun = input.options['dry-run'] === true;
      const report = await importData({ databaseUrl, log, dataDir, dryRun });
      const done = dryRun
        ? 'This was a dry run: nothing was written.'
        : 'Everything was read back from PostgreSQL and compared, audit events by their ids.';
      return [...linesOf(report), '', done, ...keysOf(dataDir)].join('\n');
    }),
};

function linesOf({ people, moved, unreadableEvents, cleanedNames }: ImportReport): string[] {
  const lines = Object.entries(moved).map(([kind, { found, added, different }]) => {
    const left = different === 0 ? '' : `, ${different} of them changed since and left alone`;
    const name = `${kind.replace('_', ' ')}:`.padEnd(14);
    return `  ${name} ${found} found, ${added} added, ${found - added} there already${left}`;
  });
  const unreadable = `  ${unreadableEvents} lines of the audit journal can’t be read and stay behind.`;
  const cleaned = `  ${cleanedNames} names of tokens held a secret, which was left out. Revoke these secrets where they were made.`;
  return [
    `${people} people`,
    ...lines,
    ...(unreadableEvents === 0 ? [] : [unreadable]),
    ...(cleanedNames === undefined ? [] : [cleaned]),
  ];
}

function keysOf(dataDir: string): string[] {
  return [
    `The keys are not moved. Give every replica the same TOKEN_PEPPER and CACHE_KEY, and a DATA_DIR with a copy of`,
    `pepper.json and cache-key.json of ${dataDir}, as far as they are there: without them no token made so far can be verified.`,
  ];
}
