import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { StoreConfig } from '../config/store.ts';
import type { Clock, Log } from '../core/ports.ts';
import { createRecordExpiry } from '../core/record-expiry.ts';
import type { Store } from '../core/store/store.ts';
import { type BackupPart, backupParts } from '../stores/lowdb/backup-parts.ts';
import { dataFolderDeps, storeIn } from '../stores/lowdb/lowdb-store.ts';
import { openDataFolder } from '../stores/lowdb/open-data-folder.ts';

export interface OpenStoreDeps {
  readonly config: Pick<Config, 'store' | 'dataDir'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when another process took the data. */
  readonly onFatal: (error: Error) => void;
}

/** The configured store, opened. */
export interface OpenedStore {
  readonly store: Store;
  /** Whether people were known before this start. */
  readonly isOld: boolean;
  /** Gives everything in the data folder as it is at that moment, with its keys or without; absent where a database has it. */
  backup?(keys: boolean): AsyncIterable<BackupPart>;
  /** Starts the work beside the requests: listening for others' notices, and deleting what has ended or is old. */
  attend(wake: () => void): void;
  /** Ends that, and closes the store. */
  close(): Promise<void>;
}

/** Opens the configured store. Rejects with `store-refused`, which says what to do. */
export async function openStore({ config, clock, log, onFatal }: OpenStoreDeps): Promise<OpenedStore> {
  if (config.store.kind === 'postgres') return openPostgres(config.store, clock, log);
  const { dataDir } = config;
  const deps = { dataDir, log, onLockLost: onFatal };
  const folder = await openDataFolder(dataFolderDeps(deps));
  const store = storeIn(folder, deps);
  const people = await readdir(join(dataDir, 'people'));
  const expiry = createRecordExpiry({ store, clock, log });
  return {
    store,
    isOld: people.length > 0,
    backup: (keys) => backupParts({ ...folder, dataDir, keys }),
    attend: expiry.start,
    async close() {
      await expiry.stop();
      await store.close();
    },
  };
}

async function openPostgres(
  config: StoreConfig & { readonly kind: 'postgres' },
  clock: Clock,
  log: Log,
): Promise<OpenedStore> {
  // Its code is loaded where it is wanted only.
  const { createPostgresStore } = await import('../stores/postgres/postgres-store.ts');
  const { clearAwayEveryHour } = await import('../stores/postgres/clear-away.ts');
  const { databaseUrl, directUrl, migrate, poolSize } = config;
  const direct = directUrl === undefined ? {} : { directUrl };
  const store = await createPostgresStore({ databaseUrl, ...direct, migrate, poolSize, log });
  const expiry = createRecordExpiry({ store, clock, log });
  let stop = (): void => {};
  return {
    store,
    // What is old there was made with the keys that the configuration names.
    isOld: false,
    attend(wake) {
      store.listen(wake);
      expiry.start();
      stop = clearAwayEveryHour({ store, ages: config, clock, log });
    },
    async close() {
      stop();
      await expiry.stop();
      await store.close();
    },
  };
}
