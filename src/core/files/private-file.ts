import { randomBytes } from 'node:crypto';
import * as files from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { OperatorError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { FILE_MODE, makeFolder, syncFolder, writeNewFile } from './durable-files.ts';
import { errorCode } from './error-code.ts';

const OTHERS = 0o077;
/** What a file system without hard links answers; some network shares are such. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Reads a file with keys; undefined if there is none. Rejects with `store-refused`, which names the file. */
export async function readPrivateFile(file: string): Promise<string | undefined> {
  return files.readFile(file, 'utf8').catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new OperatorError('store-refused', `${file} can’t be read. Check its permissions.`, { cause });
  });
}

/**
 * Makes a file with keys that its owner alone can read, durably and with its folder; one that is there already stays. Rejects
 * with `store-refused`, which names the file.
 */
export async function createPrivateFile(file: string, text: string): Promise<void> {
  const folder = dirname(resolve(file));
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await makeFolder(files, folder);
    await writeNewFile(files, draft, text);
    await publish(draft, file);
    await files.rm(draft);
    await syncFolder(files, folder);
  } catch (cause) {
    // What went wrong above is what is told, not that the draft can't be removed either.
    await files.rm(draft, { force: true }).catch(() => {});
    const sentence = `${file} can’t be written. Check the folder's permissions and free space.`;
    throw new OperatorError('store-refused', sentence, { cause });
  }
}

/** Takes the file from everybody but its owner, and says so if somebody else could read it. */
export async function makePrivate(file: string, log: Log): Promise<void> {
  const { mode } = await files.stat(file);
  if ((mode & OTHERS) === 0) return;
  await files.chmod(file, FILE_MODE);
  log.warn({ file }, 'others could read a file with keys; it is private to its owner now');
}

/** Gives a whole file its name, unless that exists: nobody ever sees half of it, and nobody's is overwritten. */
async function publish(draft: string, file: string): Promise<void> {
  try {
    await files.link(draft, file).catch(async (error: unknown) => {
      if (!NO_LINKS.includes(errorCode(error) ?? '')) throw error;
      await files.copyFile(draft, file, files.constants.COPYFILE_EXCL);
      await syncCopy(file);
    });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

async function syncCopy(file: string): Promise<void> {
  const handle = await files.open(file, 'r+'); // Windows syncs only what may be written
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
