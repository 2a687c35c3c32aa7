import { randomBytes } from 'node:crypto';
import { chmod, constants, copyFile, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PatkeeperError } from './errors.ts';
import type { Log } from './ports.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** What a file system without hard links answers; some network shares are such. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Reads a file with keys; undefined if there is none. Rejects with `store-refused`, which names the file. */
export async function readPrivateFile(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new PatkeeperError('store-refused', `${file} cannot be read. Check its permissions.`, { cause });
  });
}

/**
 * Makes a file with keys that its owner alone can read, durably and with its folder; one that is there already stays. Rejects
 * with `store-refused`, which names the file.
 */
export async function createPrivateFile(file: string, text: string): Promise<void> {
  const folder = dirname(file);
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeDurably(draft, text);
    await publish(draft, file);
    await sync(folder);
  } catch (cause) {
    const sentence = `${file} cannot be written. Check the folder's permissions and free space.`;
    throw new PatkeeperError('store-refused', sentence, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes the file from everybody but its owner, and says so if somebody else could read it. */
export async function makePrivate(file: string, log: Log): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & OTHERS) === 0) return;
  await chmod(file, OWNER_ONLY);
  log.warn({ file }, 'others could read a file with keys; it is private to its owner now');
}

/** Gives a whole file its name, unless that exists: nobody ever sees half of it, and nobody's is overwritten. */
async function publish(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file).catch(async (error: unknown) => {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      await copyFile(draft, file, constants.COPYFILE_EXCL);
      await sync(file);
    });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
