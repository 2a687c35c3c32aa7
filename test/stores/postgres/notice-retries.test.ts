import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { migrateDatabase } from '../../../src/stores/postgres/migrate.ts';
import { readMigrations } from '../../../src/stores/postgres/read-migrations.ts';
import { type Postgres, sharedPostgres } from '../../support/postgres.ts';
import { ada, ben, START, silentLog } from '../fixtures.ts';
import { openPostgres } from './opened-postgres-store.ts';

const LOST = 'the Bot Connector answered 404';
const BLOCKED = 'the Bot Connector answered 403 ConversationBlockedByUser';

describe('a database from before notices were tried for days', function () {
  this.timeout(60_000);
  let postgres: Postgres;
  let url: string;

  before(async () => {
    postgres = await sharedPostgres();
    url = await postgres.newDatabase();
    const databaseUrl = new Secret(url);
    const all = await readMigrations();
    const own = all.findIndex(({ fileName }) => fileName.endsWith('-notice-retries.sql'));
    assert.ok(own > 0);
    await migrateDatabase({ databaseUrl, log: silentLog, migrations: all.slice(0, own) });
    await postgres.run(url, rowsOf(ada, LOST));
    await postgres.run(url, rowsOf(ben, BLOCKED));
  });
  after(() => postgres.dropDatabase(url));

  /** Somebody who counts as not reachable, with a notice that was held for that, one that failed and one to come. */
  function rowsOf({ tenantId, objectId }: typeof ada, unreachable: string): string {
    const notice = (id: string, state: string, reason: string) =>
      `('${objectId}.${id}', '${tenantId}', '${objectId}', 'token', 'expiring', 9, ${START}, '${state}', 2, 1, '${reason}', 5)`;
    return `
      INSERT INTO patkeeper.contacts VALUES
        ('${tenantId}', '${objectId}', 'Ada', 'en', 'http://127.0.0.1:1/', '29:a', '28:b', 'a:1', '${unreachable}');
      INSERT INTO patkeeper.notices (id, tenant_id, object_id, token_id, kind, valid_to, due_at, state, attempts,
          ambiguous_attempts, reason, settled_at)
        VALUES ${notice('held', 'held', unreachable)}, ${notice('failed', 'failed', 'too often')}`;
  }

  it('is migrated with its rows: who was given up for a 404 is tried again, and who blocked the bot is not', async () => {
    const store = await openPostgres(url);
    try {
      const [lost, blocked] = [await store.contacts.find(ada), await store.contacts.find(ben)];
      assert.deepEqual([lost?.unreachable, lost?.conversationId], [undefined, undefined]);
      assert.deepEqual([blocked?.unreachable, blocked?.conversationId], [BLOCKED, 'a:1']);
      const [failed, ...others] = await store.notices.listFailed(ada);
      assert.deepEqual(
        [failed?.id, failed?.notTakenSince, failed?.earlyTries, others],
        [`${ada.objectId}.failed`, undefined, undefined, []],
      );
      const claimed = await store.notices.claimDue({ now: START, leaseMs: 1000, limit: 9 });
      assert.deepEqual(
        claimed.map(({ id }) => id),
        [`${ada.objectId}.held`],
      );
    } finally {
      await store.close();
    }
  });
});
