import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { createDatabase } from '../../../src/stores/postgres/database.ts';
import { migrateDatabase } from '../../../src/stores/postgres/migrate.ts';
import { refusePooler } from '../../../src/stores/postgres/pooler-check.ts';
import { findPgBouncer, type PgBouncer, type PoolMode, startPgBouncer } from '../../support/pgbouncer.ts';
import { type Postgres, sharedPostgres } from '../../support/postgres.ts';
import { skipUntested } from '../../support/skip-untested.ts';
import { ada, insertOf, silentLog, tokenOf } from '../fixtures.ts';
import { describeStoreContract } from '../store-contract.ts';
import { migratedDatabase, openedPostgresStore, openPostgres } from './opened-postgres-store.ts';

const isInstalled = findPgBouncer() !== undefined;

describe('PostgreSQL behind PgBouncer', function () {
  this.timeout(30_000);
  let postgres: Postgres | undefined;
  let serverUrl: string;
  let bouncer: PgBouncer | undefined;

  before(async function () {
    skipUntested(this, isInstalled ? [] : ['pgbouncer']);
    postgres = await sharedPostgres();
    serverUrl = await migratedDatabase();
  });

  after(() => postgres?.dropDatabase(serverUrl));

  afterEach(async () => {
    await bouncer?.close();
    bouncer = undefined;
  });

  async function behind(mode: PoolMode): Promise<string> {
    bouncer = await startPgBouncer(serverUrl, mode);
    return bouncer.through(serverUrl);
  }

  it('works in session mode as without it', async () => {
    const store = await openPostgres(await behind('session'));
    await store.check();
    await store.tokens.insert(insertOf(tokenOf(ada)));
    assert.equal((await store.tokens.list(ada)).length, 1);
    await store.close();
  });

  for (const mode of ['transaction', 'statement'] as const) {
    it(`is refused at the start in ${mode} mode when the server’s own address is not known`, async () => {
      const url = await behind(mode);
      await assert.rejects(openPostgres(url), {
        code: 'store-refused',
        message: /DATABASE_DIRECT_URL.*session mode/,
      });
    });
  }

  it('is refused in statement mode also beside the server’s own address', async () => {
    const url = await behind('statement');
    await assert.rejects(openPostgres(url, { directUrl: new Secret(serverUrl) }), {
      code: 'store-refused',
      message: /statement mode/,
    });
  });

  it('is refused when the address that should be the server’s own leads through it too', async () => {
    const url = await behind('transaction');
    await assert.rejects(openPostgres(url, { directUrl: new Secret(url) }), { code: 'store-refused' });
  });

  it('is found out while others keep its sessions busy', async () => {
    const url = await behind('transaction');
    const databaseUrl = new Secret(url);
    const busy = createDatabase({ databaseUrl, log: silentLog, pooled: true });
    let isOver = false;
    const others = Array.from({ length: 6 }, async () => {
      while (!isOver) await busy.query({ name: '', text: 'SELECT pg_sleep(0.001)' }, []);
    });
    await assert.rejects(refusePooler({ databaseUrl }), { code: 'store-refused' });
    isOver = true;
    await Promise.all(others);
    await busy.close();
  });

  it('hears of other replicas’ notices, and has its limits in every transaction', async () => {
    const url = await behind('transaction');
    const directUrl = new Secret(serverUrl);
    const [one, other] = [await openPostgres(url, { directUrl }), await openPostgres(url, { directUrl })];
    const heard = new Promise<void>((resolve) => {
      let first = true;
      const listener = one.listen(() => {
        if (!first) resolve();
        first = false;
      });
      void listener.ready.then(() =>
        other.tokens.insert(insertOf(tokenOf(ada, { id: 'heard', name: 'heard' }))),
      );
    });
    await heard;
    await Promise.all([one.close(), other.close()]);
    const database = createDatabase({
      databaseUrl: new Secret(url),
      log: silentLog,
      callMs: 3000,
      pooled: true,
    });
    const show = { name: 'show', text: `SELECT current_setting('statement_timeout') AS ms` };
    const within = await database.changePerson(ada, (connection) => connection.query(show, []));
    assert.deepEqual(within, [{ ms: '2500ms' }]);
    assert.deepEqual(await database.query(show, []), [{ ms: '0' }], 'and leaves none to whoever comes next');
    await database.close();
  });

  it('is left out when the schema is brought up to date', async () => {
    const fresh = await (await sharedPostgres()).newDatabase();
    bouncer = await startPgBouncer(fresh, 'transaction');
    const store = await openPostgres(bouncer.through(fresh), { directUrl: new Secret(fresh) });
    assert.equal(await migrateDatabase({ databaseUrl: new Secret(fresh), log: silentLog }), 0);
    await store.close();
  });
});

if (isInstalled) {
  let bouncer: PgBouncer | undefined;
  after(async () => bouncer?.close());
  describeStoreContract('the PostgreSQL store behind PgBouncer in transaction mode', async () => {
    const opened = await openedPostgresStore({}, async (url) => {
      bouncer ??= await startPgBouncer(url, 'transaction');
      return bouncer.through(url);
    });
    return opened;
  });
}
