import { randomBytes } from 'node:crypto';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import type { Store } from '../../core/store/store.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { storeUnavailable } from '../store-errors.ts';
import { createAccounts } from './accounts.ts';
import { createAudit } from './audit.ts';
import { createClaimedKeys } from './claimed-keys.ts';
import type { Statement } from './connection.ts';
import { createContacts } from './contacts.ts';
import { createDatabase } from './database.ts';
import { createLanes } from './lanes.ts';
import { createMarks } from './marks.ts';
import { checkSchema, migrateDatabase } from './migrate.ts';
import { listenForNotices, type NoticeListener } from './notice-listener.ts';
import { createNotices } from './notices.ts';
import { createOversight } from './oversight.ts';
import { refusePooler, refuseStatementPooler } from './pooler-check.ts';
import { deleteExpiredRecords, type PruneAges, type Pruned, prune } from './prune.ts';
import { createRecords } from './records.ts';
import { createServedMark } from './served-mark.ts';
import { createTokenReads } from './token-reads.ts';
import { createTokenWrites } from './token-writes.ts';
import { createWatches } from './watches.ts';

export interface PostgresStoreDeps {
  readonly databaseUrl: Secret;
  /**
   * The server's own address, where `databaseUrl` leads through a pooler in transaction mode: for the schema, and to listen
   * for notices.
   */
  readonly directUrl?: Secret;
  readonly log: Log;
  /** False when another role than this one changes the schema, with `patkeeper migrate`. */
  readonly migrate?: boolean;
  /** Most connections at a time; 10 when left out. One more listens. */
  readonly poolSize?: number;
  /** The longest that one call may take, in milliseconds; 4000 when left out. */
  readonly callMs?: number;
  /** How long a server that is not there yet is waited for, in milliseconds; 10 000 when left out. */
  readonly startMs?: number;
}

/** The store of several replicas, with what only a database can do. */
export interface PostgresStore extends Store {
  /** Calls `onNotice` when another process has written notices that are due. It ends with the store. */
  listen(onNotice: () => void): NoticeListener;
  /** Deletes what is older than these ages, in batches. Several processes may do so at once. */
  prune(ages: PruneAges, now: Instant): Promise<Pruned>;
}

/** Reads a token: where something else holds a lock on the table, its privileges are known all the same, and nothing works. */
const CAN_WRITE: Statement = {
  name: 'can-write',
  text: `
    SELECT current_setting('transaction_read_only') = 'off'
      AND has_table_privilege('patkeeper.tokens', 'INSERT') AS can_write,
      (SELECT id FROM patkeeper.tokens LIMIT 1) AS one_token`,
};

/**
 * Opens the PostgreSQL store, after it has brought the schema up to date. Rejects with `store-refused`, which says what to
 * do, when the server can't be reached or the schema can't be used.
 */
export async function createPostgresStore(deps: PostgresStoreDeps): Promise<PostgresStore> {
  const { databaseUrl, directUrl, log, migrate = true } = deps;
  const direct = { ...deps, databaseUrl: directUrl ?? databaseUrl };
  await refusePooler(direct);
  if (directUrl !== undefined) await refuseStatementPooler(deps);
  await (migrate ? migrateDatabase(direct) : checkSchema(direct));
  const database = createDatabase({ ...deps, pooled: directUrl !== undefined });
  const storeName = randomBytes(6).toString('base64url');
  const listeners = new Set<NoticeListener>();
  const { setReachable, ...notices } = createNotices(database, storeName);
  const { syncTokens, ...tokenWrites } = createTokenWrites(database, storeName);
  return {
    tokens: {
      ...createTokenReads(database),
      ...tokenWrites,
    },
    notices,
    contacts: { ...createContacts(database), setReachable, ...createServedMark(database) },
    records: {
      ...createRecords(database),
      deleteExpired: (now) => deleteExpiredRecords(database, now),
    },
    watches: { ...createWatches(database), syncTokens },
    accounts: createAccounts(database),
    audit: createAudit(database),
    oversight: createOversight(database),
    rateLimits: { ...createClaimedKeys(database), ...createLanes(database) },
    marks: createMarks(database),
    listen: (onNotice) => {
      const listener = listenForNotices({
        databaseUrl: direct.databaseUrl,
        log,
        onNotice,
        except: storeName,
      });
      listeners.add(listener);
      return listener;
    },
    prune: (ages, now) => prune(database, ages, now),
    check: async () => {
      const [row] = await database.query<{ can_write: boolean }>(CAN_WRITE, []);
      if (row?.can_write !== true)
        throw storeUnavailable(new Error('the database is read-only for this role'));
    },
    close: async () => {
      await Promise.all([...listeners].map((listener) => listener.close()));
      await database.close();
    },
  };
}
