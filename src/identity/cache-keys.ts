import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { OperatorError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Secret } from '../core/secrets/secret.ts';
import { createKeyFile, readKeyFile } from './key-file.ts';

/** A key that seals what is kept of sign-ins, with the id by which sealed texts name it. */
export interface CacheKey {
  readonly id: string;
  readonly key: KeyObject;
}

export interface LoadCacheKeysOptions {
  readonly dataDir: string;
  /** `CACHE_KEY`: one key or several, comma separated, the newest first, each 32 bytes in base64. */
  readonly configured?: Secret;
  /** Whether there were people before this start, whose sign-ins a new key can't open. */
  readonly storeIsOld: boolean;
  readonly log: Log;
}

/**
 * Loads the keys, the newest first: the configured ones, and those of `cache-key.json` in the data folder, which is made if
 * there is no other. Rejects with `store-refused` when that file is damaged or can't be written.
 */
export async function loadCacheKeys(
  options: LoadCacheKeysOptions,
): Promise<readonly [CacheKey, ...CacheKey[]]> {
  const { dataDir, configured, storeIsOld, log } = options;
  const named = configured === undefined ? [] : configured.reveal().split(',').map(decode);
  const kept = await readKeyFile(dataDir, log);
  const [newest, ...older] = [...named, ...(kept ?? []).map(decode)].map(cacheKey);
  if (newest !== undefined) return [newest, ...older];
  const [made] = await createKeyFile(dataDir, log);
  if (storeIsOld) {
    log.warn(
      { dataDir },
      'There was no cache-key.json, so a new one was made: whoever was signed in before signs in again.',
    );
  }
  return [cacheKey(decode(made))];
}

function decode(text: string): Buffer {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length === 32) return bytes;
  throw new OperatorError('store-refused', 'CACHE_KEY is not made of keys of 32 bytes, each in base64.');
}

/** The same key always has the same id, wherever it stands in the list; it tells nothing of the key. */
function cacheKey(bytes: Buffer): CacheKey {
  const id = createHash('sha256').update('patkeeper cache key id\n').update(bytes).digest('base64url');
  return { id: id.slice(0, 8), key: createSecretKey(bytes) };
}
