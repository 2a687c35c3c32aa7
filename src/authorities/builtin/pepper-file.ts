import { createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { createPrivateFile, makePrivate, readPrivateFile } from '../../core/private-file.ts';
import type { Pepper } from './peppers.ts';

const KEY_BYTES = 32;

/**
 * Reads `pepper.json`, the newest pepper first; undefined if there is no such file. One that others may read is made
 * private. A damaged one is left as it is and rejected with `store-refused`.
 */
export async function readPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[] | undefined> {
  const file = pathOf(dataDir);
  const text = await readPrivateFile(file);
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
  await createPrivateFile(file, text);
  const peppers = await readPepperFile(dataDir, log);
  if (peppers === undefined) throw new PatkeeperError('store-refused', `${file} vanished. Start again.`);
  return peppers;
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
