import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTree, ROOT } from './build-tree.js';
import { sourceDigest } from './source-digest.js';

const DIST = join(ROOT, 'dist');
/** The program of the newest build. */
export const PROGRAM = join(DIST, 'patkeeper.js');
const LOCK = 'build.lock';
const UNFINISHED = 'unfinished-';
const BUILD = /^build-[0-9a-f]{12}$/;
/** The programs that this release still starts by their old names, and the commands that took their place. */
const OLD_NAMES = {
  main: 'serve',
  doctor: 'doctor',
  migrate: 'migrate',
  'import-data': 'import',
  'export-data': 'export',
  manifest: 'manifest',
};

/**
 * Makes a whole build in a folder of its own, gives that its name when it is complete, and then points `dist/patkeeper.js` at
 * it. A process that runs, or is starting, keeps to the folder that it began with: nothing in that is ever changed, and the
 * build before the newest one stays. One build is made at a time
 * (`inTurn`). Rejects with an Error that says what the compiler said, and leaves everything as it was.
 */
export async function makeBuild() {
  const digest = sourceDigest();
  const name = `build-${randomBytes(6).toString('hex')}`;
  const before = newestBuild();
  const unfinished = join(DIST, `${UNFINISHED}${name}`);
  mkdirSync(DIST, { recursive: true });
  try {
    await buildTree(unfinished);
    writeFileSync(join(unfinished, 'build.json'), `${JSON.stringify({ sources: digest })}\n`);
    renameSync(unfinished, join(DIST, name));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  // A package has the newest build alone. The one before stays here, because a process may still run it.
  replace('.npmignore', `${LOCK}\n${UNFINISHED}*\nbuild-*\n!${name}\n`);
  replace('package.json', '{ "type": "module" }\n');
  for (const [old, command] of Object.entries(OLD_NAMES)) replace(`${old}.js`, oldProgram(old, command));
  replace('patkeeper.js', `#!/usr/bin/env node\nimport './${name}/src/patkeeper.js';\n`);
  clearAway(new Set(before === undefined ? [name] : [name, before]));
}

/**
 * Runs `work` while nobody else builds here, after waiting for those who do.
 * @param {() => Promise<void>} work
 */
export async function inTurn(work) {
  // A package: it is loaded only where there is something to build, and so packages.
  const { lock } = await import('proper-lockfile');
  mkdirSync(DIST, { recursive: true });
  const retries = { retries: 600, factor: 1, minTimeout: 200 };
  const release = await lock(DIST, { lockfilePath: join(DIST, LOCK), retries });
  try {
    await work();
  } finally {
    await release();
  }
}

/** Whether the newest build is one of exactly what is here. */
export function isUpToDate() {
  const name = newestBuild();
  if (name === undefined) return false;
  const { sources } = JSON.parse(readFileSync(join(DIST, name, 'build.json'), 'utf8'));
  return sources === sourceDigest();
}

/** The folder that `dist/patkeeper.js` runs; undefined when there is no build. */
export function newestBuild() {
  if (!existsSync(PROGRAM)) return undefined;
  const [, name = ''] = /'\.\/(build-[0-9a-f]{12})\//.exec(readFileSync(PROGRAM, 'utf8')) ?? [];
  return name !== '' && existsSync(join(DIST, name, 'build.json')) ? name : undefined;
}

/** @param {string} name @param {string} text */
function replace(name, text) {
  const draft = join(DIST, `${UNFINISHED}${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, text, { mode: name.endsWith('.js') ? 0o755 : 0o644 });
  renameSync(draft, join(DIST, name));
}

/** @param {string} old @param {string} command */
function oldProgram(old, command) {
  const sentence = `dist/${old}.js goes away with the next release. Run: node dist/patkeeper.js ${command}\\n`;
  return `import { fileURLToPath } from 'node:url';
process.stderr.write('${sentence}');
process.argv.splice(1, 1, fileURLToPath(new URL('patkeeper.js', import.meta.url)), '${command}');
await import('./patkeeper.js');
`;
}

/** Older builds, what a killed build left, and what older releases built. @param {ReadonlySet<string>} kept */
function clearAway(kept) {
  const programs = new Set([
    LOCK,
    '.npmignore',
    'package.json',
    'patkeeper.js',
    ...Object.keys(OLD_NAMES).map((old) => `${old}.js`),
  ]);
  for (const name of readdirSync(DIST)) {
    const stays = BUILD.test(name) ? kept.has(name) : programs.has(name);
    if (!stays) rmSync(join(DIST, name), { recursive: true, force: true });
  }
}
