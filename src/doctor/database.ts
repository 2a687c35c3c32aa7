import type { StoreConfig } from '../config/store.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { SignInStore } from '../core/sign-in.ts';
import { sayToOperator } from '../sentences/say-error.ts';
import { sentencesOf } from '../sentences/sentences.ts';
import { refusePooler } from '../stores/postgres/pooler-check.ts';
import { createPostgresStore, type PostgresStore } from '../stores/postgres/postgres-store.ts';
import { readMigrations } from '../stores/postgres/read-migrations.ts';
import { pendingMigrations } from '../stores/postgres/schema.ts';
import { withClient } from '../stores/postgres/single-client.ts';
import { type Finding, note, ok, problem } from './findings.ts';
import { GUIDE } from './guide.ts';
import { readOnly } from './kept-sign-in.ts';

type PostgresConfig = StoreConfig & { readonly kind: 'postgres' };

const DATABASE = 'Database';
const CALL_MS = 4_000;
/** What a migration of the next start would need. */
const MAY_MIGRATE = `
  SELECT CASE WHEN to_regnamespace('patkeeper') IS NULL
    THEN has_database_privilege(current_database(), 'CREATE')
    ELSE has_schema_privilege('patkeeper', 'CREATE') END AS may`;

/** Sees whether the database has the right schema and can be written, and changes nothing. */
export async function examineDatabase(config: PostgresConfig): Promise<Finding> {
  const { migrate } = config;
  try {
    const databaseUrl = config.directUrl ?? config.databaseUrl;
    await refusePooler({ databaseUrl, startMs: 0 });
    const { pending, may } = await withClient({ databaseUrl, startMs: 0 }, async (client) => ({
      pending: (await pendingMigrations(client, await readMigrations())).length,
      may: (await client.query<{ may: boolean }>(MAY_MIGRATE)).rows[0]?.may === true,
    }));
    if (pending > 0 && migrate && may)
      return note(DATABASE, 'the next start will bring its schema up to date.');
    if (pending > 0) {
      const text = 'Its schema is not up to date, and this service may not change it.';
      return problem(
        DATABASE,
        text,
        'Run "patkeeper migrate" as the role that owns the schema.',
        GUIDE.settings,
      );
    }
    await withStore(config, (store) => store.check());
    return ok(DATABASE, 'its schema is up to date, and Patkeeper can write to it.');
  } catch (error) {
    const cause = error instanceof PatkeeperError && error.cause instanceof Error ? error.cause.message : '';
    if (error instanceof PatkeeperError && error.code === 'store-unavailable' && cause.includes('read-only'))
      return problem(
        DATABASE,
        'The role of DATABASE_URL may not write.',
        'Run src/stores/postgres/migrations/service-role.sql to give the role its rights.',
        GUIDE.settings,
      );
    const told =
      error instanceof PatkeeperError
        ? sayToOperator(error, sentencesOf('en'))
        : "The database can't be used.";
    return problem(DATABASE, told, 'Then run this again.', GUIDE.settings);
  }
}

/** Does something with the sign-ins that the database keeps; what is written is forgotten. */
export function withKeptInDatabase<T>(
  config: PostgresConfig,
  work: (store: SignInStore) => Promise<T>,
): Promise<T> {
  return withStore(config, (store) => work(readOnly(store.records.find)));
}

async function withStore<T>(config: PostgresConfig, work: (store: PostgresStore) => Promise<T>): Promise<T> {
  const { databaseUrl, directUrl } = config;
  const store = await createPostgresStore({
    databaseUrl,
    ...(directUrl === undefined ? {} : { directUrl }),
    migrate: false,
    poolSize: 1,
    callMs: CALL_MS,
    startMs: 0,
    log: SILENT,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const nothing = (): void => {};
const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
