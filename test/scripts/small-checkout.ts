import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { childEnvironment } from '../support/child-environment.ts';
import { CLOCK_VARIABLES } from '../support/faketime.ts';

const execFileAsync = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Stands in for the compiler, which checks types: counts its runs, and refuses what says BROKEN. */
const COMPILER = `
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[1].endsWith('tsconfig.build.json')) {
  appendFileSync('compiled', 'once\\n');
  if (readFileSync('src/patkeeper.ts', 'utf8').includes('BROKEN')) {
    process.stdout.write('src/patkeeper.ts(1,1): error TS0: it is broken');
    process.exit(2);
  }
}
`;
/** A program that says what it is and how it was called, and what stands in a file beside it, now and whenever it is asked. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
const words = () => readFileSync(new URL('words.txt', import.meta.url), 'utf8');
process.stdout.write('first program: ' + process.argv.slice(2).join(' ') + ' ' + words());
if (process.argv.includes('wait')) process.stdin.on('data', () => process.stdout.write('still ' + words()));
`;

/**
 * By the machine's own clock: the lock of a build has the disk's time until its owner sets it, and by a moved clock another process
 * takes it for one that was left long ago.
 */
function scriptEnvironment(): Record<string, string> {
  const given = Object.entries(childEnvironment());
  return Object.fromEntries(given.filter(([name]) => !CLOCK_VARIABLES.some((one) => one === name)));
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A checkout with the real scripts and a program of one file, which a stand-in for the compiler compiles. */
export interface SmallCheckout {
  readonly folder: string;
  write(path: string, text: string): void;
  remove(path: string): void;
  /** The names in dist/. */
  built(): readonly string[];
  /** How often the compiler ran so far. */
  compiled(): number;
  /** Runs a file of it with Node until it ends. */
  run(file: string, ...args: string[]): Promise<Ended>;
  /** What npm says of the package that it would write, after the script that prepares it. */
  packed(): Promise<readonly [{ readonly files: readonly { readonly path: string }[] }]>;
  /** Starts one that goes on, and reads what it writes. */
  start(file: string, ...args: string[]): RunningProgram;
}

/** A process that goes on until it is told to end. */
export interface RunningProgram {
  /** Resolves with all that it wrote, when that holds these words. */
  said(words: string): Promise<string>;
  ask(): void;
  end(): Promise<void>;
}

/** Makes one in a temporary folder. */
export async function makeSmallCheckout(): Promise<SmallCheckout> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-checkout-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  cpSync(join(ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true });
  write('package.json', '{ "type": "module", "version": "1.2.3" }');
  write('tsconfig.build.json', '{}');
  write('src/patkeeper.ts', PROGRAM);
  write('src/words.txt', 'first words\n');
  write('src/local/page/index.html', '');
  write('cards/help.json', '{}');
  write('manifest/manifest.json', '{}');
  write('node_modules/typescript/package.json', '{}');
  write('node_modules/typescript/bin/tsc', COMPILER);
  for (const script of [
    'adaptivecards-renderer/dist/adaptivecards.min.js',
    '@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js',
  ]) {
    write(`node_modules/${script}`, 'for browsers');
    write(`node_modules/${script.slice(0, script.indexOf('/dist/'))}/LICENSE`, 'as they like');
  }
  for (const name of ['esbuild', 'proper-lockfile'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));

  const spawned = (file: string, args: readonly string[]) =>
    spawn(process.execPath, [file, ...args], { cwd: folder, env: scriptEnvironment() });
  return {
    folder,
    write,
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    built: () => readdirSync(join(folder, 'dist')),
    compiled: () => readFileSync(join(folder, 'compiled'), 'utf8').split('\n').length - 1,
    async run(file, ...args) {
      const child = spawned(file, args);
      const texts = { out: '', err: '' };
      child.stdout.on('data', (chunk) => {
        texts.out += chunk;
      });
      child.stderr.on('data', (chunk) => {
        texts.err += chunk;
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, ...texts };
    },
    async packed() {
      const options = { cwd: folder, env: scriptEnvironment() };
      const { stdout } = await execFileAsync('npm', ['pack', '--dry-run', '--json', '--silent'], options);
      return JSON.parse(stdout.slice(stdout.indexOf('[')));
    },
    start(file, ...args) {
      const child = spawned(file, args);
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      return {
        async said(words) {
          while (!out.includes(words)) await once(child.stdout, 'data');
          return out;
        },
        ask: () => child.stdin.write('?'),
        async end() {
          child.kill('SIGKILL');
          await once(child, 'exit');
        },
      };
    },
  };
}
