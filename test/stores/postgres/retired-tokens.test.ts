import assert from 'node:assert/strict';
import { noticeId } from '../../../src/core/notices/notices.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { RETIREMENT } from '../../../src/core/tokens/retirement.ts';
import { migrateDatabase } from '../../../src/stores/postgres/migrate.ts';
import { type Migration, readMigrations } from '../../../src/stores/postgres/read-migrations.ts';
import { type Postgres, sharedPostgres } from '../../support/postgres.ts';
import { ada, silentLog } from '../fixtures.ts';

const DAY = 24 * 60 * 60 * 1000;
const LATER = RETIREMENT + 100 * DAY;

describe('the migration for tokens for all organizations', function () {
  this.timeout(60_000);
  let postgres: Postgres;
  let url: string;
  let shipped: readonly Migration[];

  before(async () => {
    postgres = await sharedPostgres();
    shipped = await readMigrations();
    url = await postgres.newDatabase();
  });
  after(() => postgres.dropDatabase(url));

  const migrate = (migrations: readonly Migration[]) =>
    migrateDatabase({ databaseUrl: new Secret(url), log: silentLog, migrations });

  it('gives them the end that they really have, and moves their open reminders', async () => {
    const own = shipped.findIndex(({ fileName }) => fileName.endsWith('-retired-tokens.sql'));
    await migrate(shipped.slice(0, own));
    const person = `'${ada.tenantId}', '${ada.objectId}'`;
    const token = (id: string, everywhere: boolean, validTo: number) =>
      `('${id}', ${person}, '${id}', '${id}', 'azure-devops', 'contoso', '{vso.code}', 1, 'x', ${validTo}, 'form ${id}', ${everywhere})`;
    const reminder = (id: string, state: string, validTo: number, end = validTo) =>
      `('${id}.expiring.${end}', ${person}, '${id}', 'expiring', ${end}, ${end - 7 * DAY}, '${state}', 0, 0)`;
    await postgres.run(
      url,
      `INSERT INTO patkeeper.tokens
         (id, tenant_id, object_id, name, folded_name, authority, organization, scopes, created_at, created_by, valid_to,
          form_key, everywhere)
       VALUES ${[token('global', true, LATER), token('early', true, RETIREMENT - DAY), token('single', false, LATER)]};
       INSERT INTO patkeeper.notices
         (id, tenant_id, object_id, token_id, kind, valid_to, due_at, state, attempts, ambiguous_attempts)
       VALUES ${[
         reminder('global', 'waiting', LATER),
         reminder('global', 'dropped', LATER, LATER - DAY),
         reminder('single', 'waiting', LATER),
       ]}`,
    );
    await migrate(shipped);
    const tokens = await postgres.run(
      url,
      'SELECT id, valid_to::float8 AS end FROM patkeeper.tokens ORDER BY id',
    );
    assert.deepEqual(tokens.rows, [
      { id: 'early', end: RETIREMENT - DAY },
      { id: 'global', end: RETIREMENT },
      { id: 'single', end: LATER },
    ]);
    const notices = await postgres.run(
      url,
      'SELECT id, valid_to::float8 AS end, due_at::float8 AS due, state FROM patkeeper.notices ORDER BY id',
    );
    assert.deepEqual(notices.rows, [
      {
        id: noticeId('global', 'expiring', RETIREMENT),
        end: RETIREMENT,
        due: RETIREMENT - 7 * DAY,
        state: 'waiting',
      },
      {
        id: noticeId('global', 'expiring', LATER - DAY),
        end: LATER - DAY,
        due: LATER - 8 * DAY,
        state: 'dropped',
      },
      { id: noticeId('single', 'expiring', LATER), end: LATER, due: LATER - 7 * DAY, state: 'waiting' },
    ]);
  });
});
