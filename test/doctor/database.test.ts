import assert from 'node:assert/strict';
import { Secret } from '../../src/core/secrets/secret.ts';
import { examineDatabase } from '../../src/doctor/database.ts';
import { migrateDatabase } from '../../src/stores/postgres/migrate.ts';
import { type Postgres, sharedPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { printed } from './world.ts';

describe('the doctor, on a database', function () {
  this.timeout(60_000);
  let postgres: Postgres;
  let url: string;
  before(async () => {
    postgres = await sharedPostgres();
  });
  beforeEach(async () => {
    url = await postgres.newDatabase();
  });
  afterEach(() => postgres.dropDatabase(url));

  const look = async (change: { migrate?: boolean; url?: string } = {}) => {
    const ages = { poolSize: 1, keepAuditDays: 1, keepEndedDays: 1 };
    const databaseUrl = new Secret(change.url ?? url);
    const { migrate = true } = change;
    return printed([await examineDatabase({ kind: 'postgres', databaseUrl, migrate, ...ages })], 'Database');
  };
  const migrate = () => migrateDatabase({ databaseUrl: new Secret(url), log: createSilentLog() });

  it('leaves an empty one empty, and says who is to prepare it', async () => {
    assert.match(await look(), /^note .*the next start will bring its schema/);
    assert.match(await look({ migrate: false }), /^PROBLEM .*patkeeper migrate/);
    const { rows } = await postgres.run(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'patkeeper'");
    assert.equal(rows.length, 0);
  });

  it('is content with one that is prepared', async () => {
    await migrate();
    assert.match(await look(), /^ok .*up to date, and Patkeeper can write to it/);
  });

  it('notices one of a newer Patkeeper, and one that may only be read', async () => {
    await migrate();
    const name = new URL(url).pathname.slice(1);
    await postgres.run(url, `ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
    assert.match(await look(), /^PROBLEM .*may not write.*service-role\.sql/);
    await postgres.run(url, `SET transaction_read_only = off; ALTER DATABASE "${name}" RESET ALL`);
    await postgres.run(
      url,
      "INSERT INTO patkeeper.schema_migrations (version, file_name, checksum, usable_from) VALUES (999, '999-later.sql', 'x', 999)",
    );
    assert.match(await look(), /^PROBLEM .*newer Patkeeper/);
  });

  it('notices a password that is wrong, and does not print it', async () => {
    const wrong = new URL(url);
    wrong.password = 'not-the-password';
    const text = await look({ url: wrong.href });
    assert.match(text, /^PROBLEM .*can’t use PostgreSQL.*user and password/);
    assert.ok(!text.includes('not-the-password'));
  });
});
