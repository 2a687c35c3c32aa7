import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../core/files/error-code.ts';
import type { SignInStore } from '../core/sign-in.ts';
import type { RecordStore } from '../core/store/records.ts';
import { decodeDocument } from '../stores/lowdb/document-format.ts';
import { personFileName } from '../stores/lowdb/person-file-name.ts';
import { findRecord } from '../stores/lowdb/record-changes.ts';

/**
 * Forgets what is written. Entra leaves an old refresh token good when it gives a new one, so that nothing is lost by that,
 * and a Patkeeper that runs meanwhile is not disturbed.
 */
export function readOnly(find: RecordStore['find']): SignInStore {
  return {
    records: {
      find,
      save: async () => {},
      take: async () => undefined,
      delete: async () => {},
      deleteAll: async () => {},
    },
  };
}

/** Reads records from a data folder without its lock, which a running Patkeeper holds. */
export function keptInFolder(dataDir: string): SignInStore {
  return readOnly(async (owner, kind, key, now) => {
    const bytes = await readFile(join(dataDir, 'people', personFileName(owner))).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    return bytes === undefined ? undefined : findRecord(decodeDocument(bytes), kind, key, now);
  });
}

/** Whether a key for sign-ins was made there: without one nobody has ever signed in. */
export function hasKeyFile(dataDir: string): Promise<boolean> {
  return access(join(dataDir, 'cache-key.json')).then(
    () => true,
    () => false,
  );
}
