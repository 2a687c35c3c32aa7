import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { PatkeeperError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { createPrivateFile, makePrivate, readPrivateFile } from '../core/private-file.ts';

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
  const text = await readPrivateFile(file);
  if (text === undefined) return undefined;
  const read = document.safeParse(parse(text));
  if (!read.success) {
    // No cause: it may quote a key.
    const fix = 'Restore it from a backup, or remove it: then everybody signs in again.';
    throw new PatkeeperError('store-refused', `${file} is damaged. ${fix}`);
  }
  await makePrivate(file, log);
  return read.data.keys;
}

/** Makes `cache-key.json` with one new key, durably, and gives it; if another start was faster, its key is the one. */
export async function createKeyFile(dataDir: string, log: Log): Promise<string> {
  const file = pathOf(dataDir);
  const keys = [randomBytes(32).toString('base64')];
  await createPrivateFile(file, `${JSON.stringify({ version: 1, keys })}\n`);
  const [key] = (await readKeyFile(dataDir, log)) ?? [];
  if (key === undefined) throw new PatkeeperError('store-refused', `${file} vanished. Start again.`);
  return key;
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
