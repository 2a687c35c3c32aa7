import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { createPrivateJson, type PrivateJson, readPrivateJson } from '../core/files/private-json.ts';
import type { Log } from '../core/ports.ts';

const document = z.object({
  version: z.literal(1),
  keys: z.tuple([z.base64().length(44)], z.base64().length(44)),
});

/** Keys in base64, the newest first. */
type Keys = readonly [string, ...string[]];

/** Reads `cache-key.json`; undefined if there is none. Rejects as `readPrivateJson` does. */
export function readKeyFile(dataDir: string, log: Log): Promise<Keys | undefined> {
  return readPrivateJson(keyFile(dataDir), log);
}

/**
 * Makes `cache-key.json` with one new key, durably, and returns its keys. If another start was faster, returns the keys of
 * that start's file.
 */
export function createKeyFile(dataDir: string, log: Log): Promise<Keys> {
  return createPrivateJson(keyFile(dataDir), { version: 1, keys: [randomBytes(32).toString('base64')] }, log);
}

function keyFile(dataDir: string): PrivateJson<Keys> {
  return {
    file: join(dataDir, 'cache-key.json'),
    whenDamaged: 'Restore it from a backup, or remove it: then everybody signs in again.',
    parse: (given) => document.safeParse(given).data?.keys,
  };
}
