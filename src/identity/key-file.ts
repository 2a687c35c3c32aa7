import { randomBytes } from 'node:crypto';
import { chmod, constants, copyFile, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PatkeeperError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** What a file system without hard links answers; some network shares are such. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

const document = z.object({
  version: z.literal(1),
  keys: z.tuple([z.base64().length(44)], z.base64().length(44)),
});

/**
 * Reads `cache-key.json`: keys in base64, the newest first; undefined if there is no such file. One that others may read is
 * made private. A damaged one is left as it is and rejected with `store-refused`.
 */
export async function readKeyFile(dataDir: string, log: Log): Promise<readonly string[] | undefined> {
  const file = pathOf(dataDir);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new PatkeeperError('store-refused', `${file} cannot be read. Check its permissions.`, { cause });
  });
  if (text === undefined) return undefined;
  const read = document.safeParse(parse(text));
  if (!read.success) {
    // No cause: it may quote a key.
    const fix = 'Restore it from a backup, or remove it: then everybody signs in again.';
    throw new PatkeeperError('store-refused', `${file} is damaged. ${fix}`);
  }
  const { mode } = await stat(file);
  if ((mode & OTHERS) !== 0) {
    await chmod(file, OWNER_ONLY);
    log.warn({ file }, 'others could read the key file; it is private to its owner now');
  }
  return read.data.keys;
}

/** Makes `cache-key.json` with one new key, durably, and gives it; if another start was faster, its key is the one. */
export async function createKeyFile(dataDir: string, log: Log): Promise<string> {
  const file = pathOf(dataDir);
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const handle = await open(draft, 'wx', OWNER_ONLY);
    try {
      await handle.writeFile(
        `${JSON.stringify({ version: 1, keys: [randomBytes(32).toString('base64')] })}\n`,
      );
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(draft, file);
    await sync(dataDir);
  } catch (cause) {
    const sentence = `${file} cannot be written. Check the folder's permissions and free space.`;
    throw new PatkeeperError('store-refused', sentence, { cause });
  } finally {
    await rm(draft, { force: true });
  }
  const [key] = (await readKeyFile(dataDir, log)) ?? [];
  if (key === undefined) throw new PatkeeperError('store-refused', `${file} vanished. Start again.`);
  return key;
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

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'cache-key.json');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
