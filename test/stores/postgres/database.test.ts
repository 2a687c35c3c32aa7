import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { createDatabase } from '../../../src/stores/postgres/database.ts';
import { silentLog } from '../fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore } from './opened-postgres-store.ts';

const LIMITS = {
  name: 'limits',
  text: `
    SELECT name, setting, source FROM pg_settings
    WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`,
};

describe('every connection to the database', () => {
  let opened: OpenedPostgresStore;
  beforeEach(async () => {
    opened = await openedPostgresStore();
  });
  afterEach(() => opened.close());

  it('has its limits, and none that a pooler would refuse when it connects', async () => {
    const databaseUrl = new Secret(opened.databaseUrl);
    const database = createDatabase({ databaseUrl, log: silentLog, callMs: 3000 });
    try {
      const rows = await database.query(LIMITS, []);
      assert.deepEqual(
        rows.map(({ name, setting, source }) => [name, setting, source]),
        [
          ['idle_in_transaction_session_timeout', '10000', 'session'],
          ['statement_timeout', '2500', 'session'],
        ],
      );
    } finally {
      await database.close();
    }
  });
});
