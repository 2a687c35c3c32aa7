import type { Notice } from '../../../src/core/notices/notices.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import type { PersonId } from '../../../src/core/tokens/token.ts';
import type { Statement } from '../../../src/stores/postgres/connection.ts';
import { createDatabase } from '../../../src/stores/postgres/database.ts';
import { migrateDatabase } from '../../../src/stores/postgres/migrate.ts';
import { NOTICE_COLUMNS, type NoticeRow, noticeFrom } from '../../../src/stores/postgres/notice-rows.ts';
import { personValues } from '../../../src/stores/postgres/person-columns.ts';
import {
  createPostgresStore,
  type PostgresStore,
  type PostgresStoreDeps,
} from '../../../src/stores/postgres/postgres-store.ts';
import { nameOf, type Postgres, sharedPostgres } from '../../support/postgres.ts';
import { silentLog } from '../fixtures.ts';
import type { OpenedStore, TestedStore } from '../opened-store.ts';

/** A PostgreSQL store, with what only tests ask of it. */
export interface TestedPostgresStore extends PostgresStore, TestedStore {}

/** A PostgreSQL store over a database of its own. */
export interface OpenedPostgresStore extends OpenedStore {
  readonly store: TestedPostgresStore;
  readonly postgres: Postgres;
  /** The superuser's address. */
  readonly databaseUrl: string;
  /** One more store over the same database, as another replica has it. */
  another(deps?: Partial<PostgresStoreDeps>): Promise<TestedPostgresStore>;
}

let template: Promise<string> | undefined;
/** Databases that are empty again: emptying one is faster than copying the template. */
const empty: string[] = [];
const EMPTY_ALL = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'patkeeper' AND tablename <> 'schema_migrations' LOOP
      EXECUTE format('DELETE FROM patkeeper.%I', name);
    END LOOP;
  END $$`;

/** The address of a new database with the present schema, copied from one that was migrated once. */
export async function migratedDatabase(): Promise<string> {
  const postgres = await sharedPostgres();
  template ??= postgres.newDatabase().then(async (url) => {
    await migrateDatabase({ databaseUrl: new Secret(url), log: silentLog });
    return nameOf(url);
  });
  return postgres.newDatabase(await template);
}

/** Opens a store over an address with quiet defaults. */
export async function openPostgres(
  databaseUrl: string,
  deps: Partial<PostgresStoreDeps> = {},
): Promise<TestedPostgresStore> {
  const store = await createPostgresStore({ databaseUrl: new Secret(databaseUrl), log: silentLog, ...deps });
  const url = deps.directUrl ?? deps.databaseUrl ?? new Secret(databaseUrl);
  return { ...store, listNotices: (owner, tokenId) => listNotices(url, owner, tokenId) };
}

const LIST_NOTICES: Statement = {
  name: 'list-notices',
  text: `
    SELECT ${NOTICE_COLUMNS} FROM patkeeper.notices
    WHERE tenant_id = $1 AND object_id = $2 AND token_id = $3 ORDER BY due_at, id`,
};

/** Reads the notices of one token over a connection of its own. */
async function listNotices(
  databaseUrl: Secret,
  owner: PersonId,
  tokenId: string,
): Promise<readonly Notice[]> {
  const database = createDatabase({ databaseUrl, log: silentLog });
  try {
    const rows = await database.query<NoticeRow>(LIST_NOTICES, [...personValues(owner), tokenId]);
    return rows.map(noticeFrom);
  } finally {
    await database.close();
  }
}

/** Opens a store over an empty database; `pooled` gives the address through a pooler that the store takes. */
export async function openedPostgresStore(
  deps: Partial<PostgresStoreDeps> = {},
  pooled?: (databaseUrl: string) => Promise<string>,
): Promise<OpenedPostgresStore> {
  const postgres = await sharedPostgres();
  const databaseUrl = empty.pop() ?? (await migratedDatabase());
  const opened: TestedPostgresStore[] = [];
  const another = async (more: Partial<PostgresStoreDeps> = {}): Promise<TestedPostgresStore> => {
    const store =
      pooled === undefined
        ? await openPostgres(databaseUrl, { ...deps, ...more })
        : await openPostgres(await pooled(databaseUrl), {
            ...deps,
            ...more,
            directUrl: new Secret(databaseUrl),
          });
    opened.push(store);
    return store;
  };
  const store = await another();
  return {
    store,
    postgres,
    databaseUrl,
    another,
    reopen: async () => {
      await Promise.all(opened.map((one) => one.close()));
      return another();
    },
    close: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await postgres.run(databaseUrl, EMPTY_ALL);
      empty.push(databaseUrl);
    },
  };
}
