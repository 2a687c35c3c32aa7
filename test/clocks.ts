// Runs the test suite by other clocks than the machine's, in other zones and locales. `npm run test:clocks` makes all runs;
// behind `--`, `today` or a number from 1 on makes one of them, and names of test files narrow what is run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { clockFrom, findFaketime, isSeen } from './support/faketime.ts';

/** Every hour (UTC) and zone, and each zone on both days; at 23:59 the day or year changes a minute after the start. */
const RUNS = [
  { at: '2028-02-29T00:30Z', zone: 'America/Los_Angeles', locale: 'tr_TR.UTF-8' },
  { at: '2027-12-31T12:40Z', zone: 'America/Los_Angeles', locale: 'de_DE.UTF-8' },
  { at: '2028-02-29T11:59Z', zone: 'Asia/Kathmandu', locale: 'ne_NP.UTF-8' },
  { at: '2027-12-31T23:59Z', zone: 'Asia/Kathmandu', locale: 'ar_EG.UTF-8' },
  { at: '2028-02-29T23:59Z', zone: 'Pacific/Auckland', locale: 'en_NZ.UTF-8' },
  { at: '2027-12-31T00:30Z', zone: 'Pacific/Auckland', locale: 'th_TH.UTF-8' },
] as const;
type Run = (typeof RUNS)[number];

const DAY = 24 * 60 * 60 * 1000;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MISSING =
  'npm run test:clocks needs libfaketime, which is not installed. On Debian or Ubuntu, run: sudo apt-get install libfaketime';
const UNSEEN =
  'libfaketime is installed, but Node still sees the machine’s own time. Install the libfaketime of the architecture that Node is made for.';
const BORROWED =
  'TEST_DATABASE_URL names a PostgreSQL server that goes by its own clock. Unset it: the tests then start one that goes by theirs.';
const USAGE = `Write npm run test:clocks, and behind it, if you like: -- today, or -- N with N from 1 to ${RUNS.length}; then test files.`;

function nameOf({ at, zone, locale }: Run): string {
  return `${at.replace('T', ' ').replace('Z', ' UTC')}, TZ=${zone}, LANG=${locale}`;
}

/** The runs that the first argument asks for; undefined when it asks for none that there is. */
function chosen(which: string | undefined): readonly Run[] | undefined {
  if (which === undefined) return RUNS;
  const index = which === 'today' ? Math.floor(Date.now() / DAY) % RUNS.length : Number(which) - 1;
  return RUNS.filter((_, at) => at === index);
}

function passes(run: Run, library: string, files: readonly string[]): boolean {
  process.stdout.write(`\nThe clock of this run: ${nameOf(run)}\n`);
  const start = Date.parse(run.at);
  const clock = clockFrom(start, library);
  if (!isSeen(start, clock)) throw new Error(UNSEEN);
  const { LC_ALL: _, LC_MESSAGES: __, ...machine } = process.env;
  const env = { ...machine, ...clock, TZ: run.zone, LANG: run.locale };
  const tests = files.length === 0 ? ['test/**/*.test.ts'] : files;
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/mocha/bin/mocha.js', '--parallel', '--jobs=3', ...tests],
    {
      cwd: ROOT,
      env,
      stdio: 'inherit',
    },
  );
  return status === 0;
}

function main([first, ...rest]: readonly string[]): boolean {
  const isFile = first?.includes('/') ?? false;
  const runs = chosen(isFile ? undefined : first);
  if (runs === undefined || runs.length === 0) throw new Error(USAGE);
  if ((process.env['TEST_DATABASE_URL'] ?? '') !== '') throw new Error(BORROWED);
  const library = findFaketime();
  if (library === undefined) throw new Error(MISSING);
  const files = first !== undefined && isFile ? [first, ...rest] : rest;
  const results = runs.map((run) => ({ name: nameOf(run), passed: passes(run, library, files) }));
  process.stdout.write('\n');
  for (const { name, passed } of results) process.stdout.write(`${passed ? 'passed' : 'FAILED'}: ${name}\n`);
  return results.every(({ passed }) => passed);
}

try {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
