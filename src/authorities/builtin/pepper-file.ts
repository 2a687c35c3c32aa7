import { createSecretKey, randomBytes } from 'node:crypto';
import { chmod, constants, copyFile, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Pepper } from './peppers.ts';

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** What a file system without hard links answers; some network shares are such. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Reads `pepper.json`, the newest pepper first; undefined if there is no such file. One that others may read is made
 * private. A damaged one is left as it is and rejected with `store-refused`.
 */
export async function readPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[] | undefined> {
  const file = pathOf(dataDir);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new PatkeeperError('store-refused', `${file} cannot be read. Check its permissions.`, { cause });
  });
  if (text === undefined) return undefined;
  const peppers = parse(text);
  if (peppers === undefined) {
    // No cause: what JSON.parse says of a bad file quotes it.
    throw new PatkeeperError(
      'store-refused',
      `${file} is damaged, and without it no token of the built-in authority can be verified. ` +
        'Restore it from a backup. Only if there are no tokens yet, move it away and start again.',
    );
  }
  await makePrivate(file, log);
  return peppers;
}

/** Makes `pepper.json` with one new pepper, durably; if another start was faster, its file is the one that counts. */
export async function createPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[]> {
  const file = pathOf(dataDir);
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const text = `${JSON.stringify({ version: 1, peppers: [{ version: 1, key }] })}\n`;
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeDurably(draft, text);
    await publish(draft, file);
    await sync(dataDir);
  } catch (cause) {
    const sentence = `${file} cannot be written. Check the folder's permissions and free space.`;
    throw new PatkeeperError('store-refused', sentence, { cause });
  } finally {
    await rm(draft, { force: true });
  }
  const peppers = await readPepperFile(dataDir, log);
  if (peppers === undefined) throw new PatkeeperError('store-refused', `${file} vanished. Start again.`);
  return peppers;
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

async function makePrivate(file: string, log: Log): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & OTHERS) === 0) return;
  await chmod(file, OWNER_ONLY);
  log.warn({ file }, 'others could read the pepper file; it is private to its owner now');
}

function parse(text: string): Pepper[] | undefined {
  const peppers = peppersIn(text);
  if (peppers === undefined || peppers.length === 0) return undefined;
  const read = peppers.map(readPepper).filter((pepper) => pepper !== undefined);
  const versions = new Set(read.map((pepper) => pepper.version));
  return versions.size === peppers.length ? read.sort((a, b) => b.version - a.version) : undefined;
}

function peppersIn(text: string): readonly unknown[] | undefined {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== 'object' || document === null) return undefined;
    if (!('version' in document && 'peppers' in document) || document.version !== 1) return undefined;
    return Array.isArray(document.peppers) ? document.peppers : undefined;
  } catch {
    return undefined;
  }
}

function readPepper(entry: unknown): Pepper | undefined {
  if (typeof entry !== 'object' || entry === null || !('version' in entry && 'key' in entry))
    return undefined;
  const { version, key } = entry;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return undefined;
  if (typeof key !== 'string' || !/^[\w-]{43}$/.test(key)) return undefined;
  return { version, key: createSecretKey(key, 'base64url') };
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'pepper.json');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
