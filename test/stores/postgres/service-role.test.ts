import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { migrateDatabase } from '../../../src/stores/postgres/migrate.ts';
import { asRole, nameOf, type Postgres, sharedPostgres } from '../../support/postgres.ts';
import { ada, silentLog } from '../fixtures.ts';
import type { OpenedStore } from '../opened-store.ts';
import { describeStoredData } from '../store-contract.ts';
import { openPostgres } from './opened-postgres-store.ts';

const SCRIPT = new URL('../../../src/stores/postgres/migrations/service-role.sql', import.meta.url);

describe('the role of the service, as docs/postgresql.md makes it', function () {
  this.timeout(60_000);
  const [owner, service] = [`owner_${process.pid}`, `service_${process.pid}`];
  let postgres: Postgres;
  let superuserUrl: string;
  let ownerUrl: string;
  let serviceUrl: string;

  before(async () => {
    postgres = await sharedPostgres();
    superuserUrl = await postgres.newDatabase();
    const name = nameOf(superuserUrl);
    await postgres.run(
      superuserUrl,
      `CREATE ROLE ${owner} LOGIN PASSWORD 'owner'; CREATE ROLE ${service} LOGIN PASSWORD 'service';
       REVOKE ALL ON DATABASE ${name} FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER DATABASE ${name} OWNER TO ${owner};
       GRANT CONNECT ON DATABASE ${name} TO ${service}`,
    );
    ownerUrl = asRole(superuserUrl, owner, 'owner');
    serviceUrl = asRole(superuserUrl, service, 'service');
  });
  after(async () => {
    await postgres.dropDatabase(superuserUrl);
    const another = await postgres.newDatabase();
    await postgres.run(another, `DROP ROLE ${owner}; DROP ROLE ${service}`);
    await postgres.dropDatabase(another);
  });

  it('can’t migrate, and says who can', async () => {
    const opening = openPostgres(serviceUrl);
    await assert.rejects(opening, { code: 'store-refused', message: /patkeeper migrate.*MIGRATE=off/s });
  });

  it('gets its rights from the owner', async () => {
    await migrateDatabase({ databaseUrl: new Secret(ownerUrl), log: silentLog });
    const script = await readFile(SCRIPT, 'utf8');
    await postgres.run(ownerUrl, script.replaceAll(':"service"', service));
  });

  it('has its rights all the while it is given them again', async () => {
    const script = (await readFile(SCRIPT, 'utf8')).replace(/^--.*$/gm, '').replaceAll(':"service"', service);
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      // one after the other, as psql sends them
      for (const statement of script.split(';')) {
        await client.query(statement);
        await postgres.run(serviceUrl, 'SELECT 1 FROM patkeeper.tokens LIMIT 1');
      }
    } finally {
      await client.end();
    }
  });

  it('can do nothing that the service does not do', async () => {
    const forbidden = [
      'DROP TABLE patkeeper.tokens',
      'TRUNCATE patkeeper.tokens',
      'ALTER TABLE patkeeper.tokens ADD COLUMN more integer',
      'CREATE TABLE patkeeper.more (id integer)',
      'CREATE SCHEMA more',
      'CREATE TABLE public.more (id integer)',
      'CREATE TEMPORARY TABLE more (id integer)',
      'CREATE INDEX more ON patkeeper.tokens (name)',
      "UPDATE patkeeper.audit_events SET action = 'create'",
      "UPDATE patkeeper.audit_seals SET hash = ''",
      'DELETE FROM patkeeper.audit_seals',
      'UPDATE patkeeper.audit_leaves SET at = 0',
      'DELETE FROM patkeeper.contacts',
      'DELETE FROM patkeeper.schema_migrations',
      "INSERT INTO patkeeper.schema_migrations VALUES (99, 'x', 'y')",
      `CREATE ROLE more`,
      "COPY patkeeper.tokens TO '/dev/null'",
    ];
    for (const statement of forbidden)
      await assert.rejects(postgres.run(serviceUrl, statement), { code: '42501' }, statement);
  });

  describe('is enough for the service, which', () => {
    let opened: OpenedStore;
    beforeEach(async () => {
      let store = await openPostgres(serviceUrl, { migrate: false });
      opened = {
        store,
        reopen: async () => {
          await store.close();
          store = await openPostgres(serviceUrl, { migrate: false });
          return store;
        },
        close: async () => {
          await store.close();
          const tables =
            'contacts, accounts, tokens, notices, audit_events, records, watches, claimed_keys, lanes, audit_seals, audit_leaves, audit_unsealed, audit_notes, jobs, marks';
          const deletes = tables.split(', ').map((table) => `DELETE FROM patkeeper.${table}`);
          await postgres.run(superuserUrl, deletes.join(';'));
        },
      };
    });
    afterEach(() => opened.close());
    describeStoredData(() => opened);

    it('prunes and listens', async () => {
      const store = await openPostgres(serviceUrl, { migrate: true }); // there is nothing to migrate
      await store.prune({ keepAuditDays: 1, keepEndedDays: 1 }, Date.now());
      const listener = store.listen(() => {});
      await listener.ready;
      assert.deepEqual(await store.tokens.list(ada), []);
      await store.close();
    });
  });
});
