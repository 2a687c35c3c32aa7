// Plain JavaScript, because Node 20 runs nothing else without help: these scripts start before anything is built or installed.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';

/** The checkout that these scripts belong to. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));
export const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');
/** What the programs read beside their code. The tree of a build is that of the checkout, so that paths are the same in both. */
const BESIDE = ['cards', 'manifest', 'package.json'];
/** What browsers load of other packages, where it comes from and where the servers look for it. */
const FOR_BROWSERS = [
  ['adaptivecards-renderer', 'dist/adaptivecards.min.js', 'src/local/page/adaptivecards.js'],
  ['@microsoft/teams-js', 'dist/umd/MicrosoftTeams.min.js', 'src/http/sign-in-pages/files/teams-js.js'],
];

/**
 * Writes everything that runs into the folder `target`: the programs and what they read. `check: false` leaves the types
 * unchecked; `programs` are sources, from the checkout's root. Rejects with an Error that says what the compiler or the bundler said.
 * @param {string} target
 * @param {{ readonly check?: boolean, readonly programs?: readonly string[] }} [options]
 */
export async function buildTree(target, { check = true, programs = ['src/patkeeper.ts'] } = {}) {
  mkdirSync(target, { recursive: true });
  if (check) await compile('tsconfig.build.json', ['--noEmit']);
  const output = ['--noEmit', 'false', '--noEmitOnError', '--outDir', join(target, 'src/local/page')];
  await Promise.all([
    bundle(target, programs),
    compile('src/local/page', check ? output : [...output, '--noCheck']),
  ]);
  for (const name of BESIDE) cpSync(join(ROOT, name), join(target, name), { recursive: true });
  cpSync(join(ROOT, 'src'), join(target, 'src'), { recursive: true, filter: isNoSource });
  const require = createRequire(join(ROOT, 'package.json'));
  for (const [name = '', file = '', to = ''] of FOR_BROWSERS) {
    const script = require.resolve(`${name}/${file}`);
    const home = script.slice(0, -file.length);
    cpSync(script, join(target, to));
    cpSync(join(home, 'LICENSE'), join(target, `${to}.LICENSE.txt`));
  }
}

/** @param {string} path */
function isNoSource(path) {
  return !path.endsWith('.ts') && basename(path) !== 'tsconfig.json';
}

/** @param {string} project @param {readonly string[]} options @returns {Promise<void>} */
function compile(project, options) {
  const args = [COMPILER, '-p', project, ...options];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`The build failed.\n${stdout}${stderr}`.trimEnd(), { cause: error }));
    });
  });
}

/** Whether there is everything here that a build needs: the sources, the compiler, the bundler and what browsers load. */
export function canBuild() {
  const names = ['esbuild', ...FOR_BROWSERS.map(([name = '']) => name)];
  const packages = names.map((name) => join(ROOT, 'node_modules', name));
  return [join(ROOT, 'src'), COMPILER, ...packages].every((path) => existsSync(path));
}
