import { parseArgs } from 'node:util';
import { PatkeeperError } from './core/errors.ts';
import { runDatabaseProgram } from './program/database-program.ts';
import { type ImportReport, importData } from './stores/postgres/import-data.ts';

const USAGE =
  'Write node dist/import-data.js FOLDER, with --dry-run behind it to only see what would be done.';

await runDatabaseProgram(async ({ databaseUrl, log, args }) => {
  const { dataDir, dryRun } = readArgs(args);
  const report = await importData({ databaseUrl, log, dataDir, dryRun });
  const done = dryRun
    ? 'This was a dry run: nothing was written.'
    : 'Everything was read back from PostgreSQL and compared, audit events by their ids.';
  return [...linesOf(report), '', done, ...keysOf(dataDir)].join('\n');
});

function readArgs(args: readonly string[]): { dataDir: string; dryRun: boolean } {
  try {
    const options = { 'dry-run': { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [dataDir, ...more] = positionals;
    if (dataDir !== undefined && more.length === 0) return { dataDir, dryRun: values['dry-run'] };
  } catch {
    // an option that there is not
  }
  throw new PatkeeperError('invalid-input', USAGE);
}

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
