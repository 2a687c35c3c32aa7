import * as files from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OperatorError, PatkeeperError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { makeFolder } from './durable-files.ts';
import { errorCode } from './error-code.ts';

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
/** In such a folder nobody can rename or remove what belongs to somebody else. */
const STICKY = 0o1000;

/** What is wrong with a data folder. */
export interface FolderFaults {
  /** Sentences for what makes it unsafe to start; each names the path and the fix. */
  readonly refusals: readonly string[];
  /** Sentences for what an administrator should look at. */
  readonly warnings: readonly string[];
}

/**
 * Gives the real path of the data folder, which is what must be used from then on, and makes the folder if it is not there and
 * `make` says so. Rejects with `store-refused` when there are links in it, or when everybody may write in it.
 */
export async function openDataFolderPath(
  path: string,
  log: Log,
  { make = true }: { readonly make?: boolean } = {},
): Promise<string> {
  const asked = resolve(path);
  try {
    if (make) await makeFolder(files, asked);
    const real = await files.realpath(asked);
    const { refusals, warnings } = await faultsOfFolder(real);
    if (refusals.length > 0) throw new OperatorError('store-refused', refusals.join('\n'));
    for (const warning of warnings) log.warn({}, warning);
    return real;
  } catch (error) {
    if (error instanceof PatkeeperError) throw error;
    if (!make && errorCode(error) === 'ENOENT') return asked;
    const why = errorCode(error) ?? 'unknown error';
    const sentence = `The data folder ${asked} can’t be opened (${why}). Let Patkeeper’s user read and write all of it.`;
    throw new OperatorError('store-refused', sentence, { cause: error });
  }
}

/** Looks at a data folder by its real path, at the folders in it and at those above it. Changes nothing. */
export async function faultsOfFolder(real: string): Promise<FolderFaults> {
  const entries = await files.readdir(real, { withFileTypes: true });
  const folders = [real, ...entries.filter((one) => one.isDirectory()).map(({ name }) => join(real, name))];
  const refusals = [...links(real, entries)];
  const warnings: string[] = [];
  for (const folder of folders) {
    if (folder !== real) refusals.push(...links(folder, await entriesOf(folder)));
    const mode = await modeOf(folder);
    if ((mode & OTHERS_WRITE) !== 0)
      refusals.push(
        `Everybody may write in ${folder}, and so change what Patkeeper keeps. Run: chmod o-w ${folder}`,
      );
    else if ((mode & GROUP_WRITES) !== 0)
      warnings.push(
        `The group of ${folder} may write there, and so change what Patkeeper keeps. Run: chmod g-w ${folder}`,
      );
  }
  for (let above = dirname(real); ; above = dirname(above)) {
    const mode = await modeOf(above);
    if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)
      warnings.push(
        `Everybody may write in ${above}, and so replace the data folder ${real}. Run: chmod o-w ${above}`,
      );
    if (above === dirname(above)) break;
  }
  return { refusals, warnings };
}

function links(folder: string, entries: readonly { name: string; isSymbolicLink(): boolean }[]): string[] {
  return entries
    .filter((entry) => entry.isSymbolicLink())
    .map(
      ({ name }) =>
        `${join(folder, name)} is a symbolic link, and could lead anywhere. Put the file itself there in its place.`,
    );
}

/** A folder may go meanwhile: another process lets go of its lock. */
async function entriesOf(folder: string) {
  return files.readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
}

/** The permissions of a folder; none of them where the system has no such thing, or the folder went meanwhile. */
async function modeOf(folder: string): Promise<number> {
  if (process.platform === 'win32') return 0;
  return files.stat(folder).then(
    ({ mode }) => mode,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return 0;
      throw error;
    },
  );
}
