import { createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { createPrivateFile, makePrivate, readPrivateFile } from '../../core/private-file.ts';
import type { Pepper } from './peppers.ts';

const KEY_BYTES = 32;
const document = z.object({
  version: z.literal(1),
  peppers: z
    .array(z.object({ version: z.int().min(1), key: z.base64url().length(43) }))
    .min(1)
    .refine((peppers) => new Set(peppers.map(({ version }) => version)).size === peppers.length),
});

/**
 * Reads `pepper.json`, the newest pepper first; undefined if there is no such file. One that others may read is made
 * private. A damaged one is left as it is and rejected with `store-refused`.
 */
export async function readPepperFile(dataDir: string, log: Log): Promise<readonly Pepper[] | undefined> {
  const file = pathOf(dataDir);
  const text = await readPrivateFile(file);
  if (text === undefined) return undefined;
  const read = document.safeParse(parse(text));
  if (!read.success) {
    // No cause: it may quote a key.
    throw new PatkeeperError(
      'store-refused',
      `${file} is damaged, and without it no token of the built-in authority can be verified. ` +
        'Restore it from a backup. Only if there are no tokens yet, move it away and start again.',
    );
  }
  await makePrivate(file, log);
  const peppers = read.data.peppers.map(({ version, key }) => ({
    version,
    key: createSecretKey(key, 'base64url'),
  }));
  return peppers.sort((a, b) => b.version - a.version);
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'pepper.json');
}
