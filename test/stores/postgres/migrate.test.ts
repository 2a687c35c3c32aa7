import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { checkSchema, migrateDatabase } from '../../../src/stores/postgres/migrate.ts';
import { type Migration, readMigrations } from '../../../src/stores/postgres/read-migrations.ts';
import { nameOf, type Postgres, sharedPostgres } from '../../support/postgres.ts';
import { skipUntested } from '../../support/skip-untested.ts';
import { silentLog } from '../fixtures.ts';
import { openPostgres } from './opened-postgres-store.ts';

function migrationOf(version: number, text: string, usableFrom = version): Migration {
  const checksum = createHash('sha256').update(text).digest('hex');
  return { version, fileName: `${String(version).padStart(3, '0')}-test.sql`, text, checksum, usableFrom };
}

describe('migrations', function () {
  this.timeout(60_000);
  let postgres: Postgres;
  let url: string;
  let shipped: readonly Migration[];
  const made: string[] = [];

  before(async () => {
    postgres = await sharedPostgres();
    shipped = await readMigrations();
  });
  beforeEach(async () => {
    url = await postgres.newDatabase();
    made.push(url);
  });
  afterEach(async () => {
    for (const one of made.splice(0)) await postgres.dropDatabase(one);
  });

  const migrate = (migrations: readonly Migration[] = shipped): Promise<number> =>
    migrateDatabase({ databaseUrl: new Secret(url), log: silentLog, migrations });
  const check = (migrations: readonly Migration[] = shipped): Promise<void> =>
    checkSchema({ databaseUrl: new Secret(url), log: silentLog, migrations });
  const tables = async (): Promise<number> => {
    const found = await postgres.run(url, "SELECT 1 FROM pg_tables WHERE schemaname = 'patkeeper'");
    return found.rows.length;
  };

  it('make the schema of a fresh database, once', async () => {
    await assert.rejects(check(), { code: 'store-refused', message: /patkeeper migrate/ });
    assert.equal(await tables(), 0);
    assert.equal(await migrate(), shipped.length);
    await check();
    const made = await tables();
    assert.equal(await migrate(), 0);
    assert.equal(await tables(), made);
  });

  it('are done once when three processes start at once', async () => {
    const counts = await Promise.all([migrate(), migrate(), migrate()]);
    assert.deepEqual(counts.sort(), [0, 0, shipped.length]);
    const applied = await postgres.run(url, 'SELECT version FROM patkeeper.schema_migrations');
    assert.equal(applied.rows.length, shipped.length);
  });

  it('go on from where an older version stopped', async () => {
    await migrate();
    const next = migrationOf(shipped.length + 1, 'CREATE TABLE patkeeper.more (id integer)');
    await assert.rejects(check([...shipped, next]), { code: 'store-refused' });
    assert.equal(await migrate([...shipped, next]), 1);
    assert.equal(await migrate([...shipped, next]), 0);
  });

  it('leave nothing of one that fails, and keep those before it', async () => {
    const first = migrationOf(1, 'CREATE TABLE patkeeper.one (id integer)');
    const broken = migrationOf(2, 'CREATE TABLE patkeeper.two (id integer); SELECT 1 / 0');
    await assert.rejects(migrate([first, broken]));
    const { rows } = await postgres.run(
      url,
      `SELECT to_regclass('patkeeper.two') AS two, (SELECT count(*)::int FROM patkeeper.schema_migrations) AS applied`,
    );
    assert.deepEqual(rows, [{ two: null, applied: 1 }]);
    assert.equal(await migrate([first, migrationOf(2, 'CREATE TABLE patkeeper.two (id integer)')]), 1);
  });

  it('refuse a schema that is newer than the program, and one that was changed', async () => {
    await migrate([...shipped, migrationOf(shipped.length + 1, 'SELECT 1')]);
    for (const call of [migrate, check])
      await assert.rejects(call(), { code: 'store-refused', message: /newer Patkeeper/ });
    await assert.rejects(openPostgres(url), { code: 'store-refused' });
    const [first, ...rest] = shipped;
    assert.ok(first !== undefined);
    const changed = [{ ...first, checksum: 'another' }, ...rest, migrationOf(shipped.length + 1, 'SELECT 1')];
    await assert.rejects(migrate(changed), { code: 'store-refused', message: /001-initial\.sql/ });
  });

  it('let an older release work with a newer schema that says so, and only then', async () => {
    await migrate();
    const known = shipped.length;
    const expanding = 'ALTER TABLE patkeeper.contacts ADD COLUMN more text';
    const expanded = [...shipped, migrationOf(known + 1, expanding, known)];
    assert.equal(await migrate(expanded), 1);
    assert.equal(await migrate(), 0);
    await check();
    await (await openPostgres(url)).close();
    assert.equal(await migrate(expanded), 0);
    await migrate([...expanded, migrationOf(known + 2, 'SELECT 1', known + 1)]);
    const message = new RegExp(
      `schema ${known + 2}\\), and only releases that know schema ${known + 1} can work with it`,
    );
    for (const call of [migrate, check]) await assert.rejects(call(), { code: 'store-refused', message });
    await check(expanded);
  });

  it('refuse an older release a schema that does not say whether it may', async () => {
    await migrate();
    const insert = 'INSERT INTO patkeeper.schema_migrations (version, file_name, checksum)';
    await migrate([...shipped, migrationOf(shipped.length + 1, 'SELECT 1')]);
    await postgres.run(url, `${insert} VALUES (${shipped.length + 2}, 'x', 'x')`);
    await assert.rejects(check(), { code: 'store-refused' });
  });

  it('say in their files which releases can work with them, and no step excludes its own', async () => {
    assert.deepEqual(
      shipped.map(({ version, usableFrom }) => [version, usableFrom]),
      shipped.map(({ version }) => [version, Math.min(version, 5)]),
    );
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-migrations-'));
    try {
      await writeFile(join(folder, '001-a.sql'), 'SELECT 1;');
      await writeFile(join(folder, '002-b.sql'), '-- usable-from: 1\nSELECT 1;');
      const read = await readMigrations(pathToFileURL(`${folder}/`));
      assert.deepEqual(
        read.map(({ usableFrom }) => usableFrom),
        [1, 1],
      );
      await writeFile(join(folder, '003-c.sql'), '-- usable-from: 4\nSELECT 1;');
      await assert.rejects(readMigrations(pathToFileURL(`${folder}/`)), /003-c\.sql/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuse a database that can’t hold every name', async () => {
    const name = `latin_${process.pid}`;
    const settings = "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
    await postgres.run(url, `CREATE DATABASE ${name} ${settings}`);
    url = url.replace(nameOf(url), name);
    made.push(url);
    await assert.rejects(migrate(), { code: 'store-refused', message: /LATIN1/ });
  });

  it('say where the database is that can’t be used, and no password', async () => {
    const nowhere = url.replace(nameOf(url), 'nowhere');
    await assert.rejects(openPostgres(nowhere), (error: Error & { code: string }) => {
      assert.equal(error.code, 'store-refused');
      assert.match(error.message, /127\.0\.0\.1:\d+\/nowhere/);
      assert.doesNotMatch(error.message, /seafarer/);
      return true;
    });
  });

  it('say that the address has no password where one is asked for', async function () {
    const without = new URL(url);
    // A server that was given to the tests may let everybody in.
    if (without.password === '') skipUntested(this, ['a PostgreSQL that asks for a password']);
    without.password = '';
    const message = /\(no password\)\. It asks for a password, and DATABASE_URL has none/;
    await assert.rejects(openPostgres(without.href), { code: 'store-refused', message });
  });

  it('must be numbered without a gap', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-migrations-'));
    try {
      await writeFile(join(folder, '001-a.sql'), 'SELECT 1;\r\n');
      await writeFile(join(folder, 'service-role.sql'), 'no migration');
      const read = await readMigrations(pathToFileURL(`${folder}/`));
      assert.deepEqual(
        read.map(({ version, text }) => [version, text]),
        [[1, 'SELECT 1;\n']],
      );
      await writeFile(join(folder, '003-c.sql'), 'SELECT 3;');
      await assert.rejects(readMigrations(pathToFileURL(`${folder}/`)), /003-c\.sql should have number 2/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
