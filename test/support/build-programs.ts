import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['src/patkeeper.ts', 'test/support/replica-main.ts'];
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Patkeeper as it is built: its programs start in less than half the time that their source takes. */
export interface BuiltPrograms {
  /** A working directory without settings in it: only what a build holds. */
  readonly folder: string;
  /** The path of a program by that of its source, `src/patkeeper.ts` for example. */
  programOf(source: string): string;
}

let built: BuiltPrograms | undefined;

/** Builds Patkeeper and the replica of the tests once a process, as `buildOf` does. */
export function buildPrograms(): BuiltPrograms {
  built ??= buildOf(PROGRAMS);
  return built;
}

/** The programs of a build that stands in this folder. */
export function programsIn(folder: string): BuiltPrograms {
  return { folder, programOf: (source) => join(folder, 'src', `${basename(source, '.ts')}.js`) };
}

/** Builds these sources in a temporary folder; types are checked elsewhere. Throws with what the bundler says. */
export function buildOf(programs: readonly string[]): BuiltPrograms {
  const folder = mkdtempSync(join(tmpdir(), 'patkeeper-programs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts/build-into.js'), folder, ...programs],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The programs could not be built: ${stdout}${stderr}`);
  return programsIn(folder);
}
