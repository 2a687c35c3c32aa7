// Changes the source in small ways, one at a time, and says which changes no test notices. It runs Stryker, which needs a newer
// Node than Patkeeper does; npm brings both. `npm run test:mutations -- src/core/tokens/policy.ts` takes files and folders of `src`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = ['node@24', '@stryker-mutator/core@10.0.0', '@stryker-mutator/mocha-runner@10.0.0'];
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USAGE =
  'Write npm run test:mutations -- and then files or folders of src. Tests of the mirrored folder of test run; to run others, name those instead, behind the sources.';
/** In percent. Less than this is a failure. */
const LEAST = 80;
/**
 * Lets Stryker find mocha: it requires files of mocha without their extension, which is `.cjs` from mocha 12.0.3 on.
 * Another mocha than that of the tests would be another test.
 */
const FIND_MOCHA = "require.extensions['.cjs'] ??= require.extensions['.js'];";
/** Real tools in child processes: they don't run the changed source, and take a minute. */
const NO_TESTS_OF_IT = ['test/core/tokens/usage-tools.test.ts'];

function isFolder(path: string): boolean {
  return statSync(join(ROOT, path)).isDirectory();
}

function sourcesOf(path: string): string {
  return isFolder(path) ? `${path}/**/*.ts` : path;
}

/** The folder of tests that mirrors a source; its nearest parent that there is. */
function testsOf(path: string): string {
  let folder = (isFolder(path) ? path : dirname(path)).replace(/^src/, 'test');
  while (!existsSync(join(ROOT, folder))) folder = dirname(folder);
  return testsIn(folder);
}

function testsIn(path: string): string {
  return isFolder(path) ? `${path}/**/*.test.ts` : path;
}

/** Stryker's settings (its own documentation names them). */
function settingsFor(sources: readonly string[], tests: readonly string[]): object {
  const spec = tests.length > 0 ? tests.map(testsIn) : sources.map(testsOf);
  return {
    mutate: sources.map(sourcesOf),
    // Sentences change more often than they are worth a test.
    mutator: { excludedMutations: ['StringLiteral'] },
    testRunner: 'mocha',
    testRunnerNodeArgs: ['--import=tsx'],
    mochaOptions: { spec: [...new Set(spec)], ignore: NO_TESTS_OF_IT, config: '.mocharc.json' },
    coverageAnalysis: 'perTest',
    concurrency: availableParallelism(),
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    allowConsoleColors: false,
    thresholds: { high: 95, low: LEAST, break: LEAST },
    ignorePatterns: ['dist', 'data'],
    // Stryker would adapt the project's for a checker of types, with another TypeScript than ours.
    tsconfigFile: 'none',
    allowEmpty: false,
  };
}

function run(paths: readonly string[]): number {
  const named = paths.map((path) => normalize(path).split(sep).join('/').replace(/\/$/, ''));
  const sources = named.filter((path) => path === 'src' || path.startsWith('src/'));
  const tests = named.filter((path) => path.startsWith('test/'));
  const missing = named.filter((path) => !existsSync(join(ROOT, path)));
  if (missing.length > 0) throw new Error(`There is no ${missing.join(' and no ')}. ${USAGE}`);
  if (sources.length === 0 || sources.length + tests.length < named.length) throw new Error(USAGE);
  const folder = mkdtempSync(join(tmpdir(), 'patkeeper-mutations-'));
  try {
    const settings = join(folder, 'stryker.json');
    writeFileSync(settings, JSON.stringify(settingsFor(sources, tests)));
    const findMocha = join(folder, 'find-mocha.cjs');
    writeFileSync(findMocha, FIND_MOCHA);
    const packages = PACKAGES.map((name) => `--package=${name}`);
    const { status } = spawnSync('npm', ['exec', '--yes', ...packages, '--', 'stryker', 'run', settings], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: `--require=${findMocha}` },
      stdio: 'inherit',
    });
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
