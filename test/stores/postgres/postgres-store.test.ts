import assert from 'node:assert/strict';
import pg from 'pg';
import { nameOf } from '../../support/postgres.ts';
import { ada, insertOf, tokenOf } from '../fixtures.ts';
import { describeStoreContract } from '../store-contract.ts';
import { openedPostgresStore } from './opened-postgres-store.ts';

describeStoreContract('the PostgreSQL store', openedPostgresStore);

describe('the check of the PostgreSQL store', () => {
  it('fails while the database can only be read, and passes afterwards', async () => {
    const opened = await openedPostgresStore();
    const set = (value: string) =>
      opened.postgres.run(
        opened.databaseUrl,
        `BEGIN READ WRITE; ALTER DATABASE ${nameOf(opened.databaseUrl)} SET default_transaction_read_only = ${value}; COMMIT`,
      );
    try {
      await set('on');
      const standby = await opened.another();
      await assert.rejects(standby.check(), { code: 'store-unavailable' });
      await assert.rejects(standby.tokens.insert(insertOf(tokenOf(ada))), { code: 'store-unavailable' });
      assert.deepEqual(await standby.tokens.list(ada), []);
      await set('off');
      await (await opened.another()).check();
    } finally {
      await set('off');
      await opened.close();
    }
  });

  it('fails while somebody else holds the tokens, and passes afterwards', async () => {
    const opened = await openedPostgresStore({ callMs: 1_000 });
    const holder = new pg.Client(opened.databaseUrl);
    try {
      await holder.connect();
      await holder.query('BEGIN; LOCK TABLE patkeeper.tokens IN ACCESS EXCLUSIVE MODE');
      await assert.rejects(opened.store.check(), { code: 'store-unavailable' });
      await holder.query('ROLLBACK');
      await opened.store.check();
    } finally {
      await holder.end();
      await opened.close();
    }
  });
});
