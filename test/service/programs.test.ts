import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config/config.ts';
import { createSystemClock } from '../../src/core/timing/clock.ts';
import { LOCAL_ADMINISTRATOR, TENANT_ID } from '../../src/local/directory.ts';
import { type AdminOrder, type AdminRow, obeyAdminOrder } from '../../src/service/admin-command.ts';
import { createOwnPrograms } from '../../src/service/programs.ts';
import { contactOf, insertOf, tokenOf } from '../stores/fixtures.ts';
import {
  migratedDatabase,
  openPostgres,
  type TestedPostgresStore,
} from '../stores/postgres/opened-postgres-store.ts';
import { sharedPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';

const SETTINGS = { MODE: 'local', ADMIN: 'on', CONFIRM_ABOVE: '2', PORT: '0', VERIFY_PORT: '0' };
const owner = { tenantId: TENANT_ID, objectId: '00000000-0000-4000-8000-000000000009' };
const boss = { tenantId: TENANT_ID, objectId: LOCAL_ADMINISTRATOR.objectId };

describe('administration by commands on PostgreSQL', function () {
  this.timeout(60_000);
  let store: TestedPostgresStore;
  let url: string;
  const clock = createSystemClock(0);

  beforeEach(async () => {
    url = await migratedDatabase();
    store = await openPostgres(url);
  });
  afterEach(async () => {
    await store.close();
    await (await sharedPostgres()).dropDatabase(url);
  });

  async function obey(order: AdminOrder, settings: object = SETTINGS): Promise<AdminRow[]> {
    const own = await createOwnPrograms(loadConfig({ ...settings }), {
      store,
      clock,
      log: createSilentLog(),
    });
    const rows: AdminRow[] = [];
    try {
      for await (const row of obeyAdminOrder(own?.programs, order, clock.now)) rows.push(row);
    } finally {
      await own?.stop();
    }
    return rows;
  }
  const add = async (count: number) => {
    for (let i = 0; i < count; i += 1) {
      const token = tokenOf(owner, { createdAt: clock.now(), validTo: clock.now() + 86_400_000 });
      await store.tokens.insert(insertOf(token));
    }
  };
  const revoke = {
    act: 'revoke',
    user: 'ann',
    selection: { kind: 'tokens', asked: { owner } },
    reason: 'left',
    isTrial: false,
  } satisfies AdminOrder;

  it('revokes without a running service, whose dispatcher hears of it, and writes it down', async () => {
    await add(2);
    const service = await openPostgres(url);
    let heard = 0;
    service.listen(() => {
      heard += 1;
    });
    try {
      const last = (await obey(revoke)).at(-1);
      assert.ok(last?.kind === 'job' && last.row.state === 'done' && last.row.revoked === 2);
      const tokens = await service.tokens.list(owner);
      assert.ok(tokens.every(({ endedBy }) => endedBy?.name === 'program:ann' && endedBy.reason === 'left'));
      const notices = await service.notices.list({ owner, limit: 9 });
      assert.equal(notices.filter(({ kind, state }) => kind === 'revoked' && state === 'waiting').length, 2);
      const { events } = await service.audit.list(owner, { limit: 9 });
      assert.ok(events.some(({ action, actor }) => action === 'revoke' && actor.objectId === 'program:ann'));
      const until = Date.now() + 10_000;
      while (heard < 2 && Date.now() < until) await new Promise((resolve) => setImmediate(resolve));
      assert.ok(heard >= 2, 'PostgreSQL told nobody of the notices');
    } finally {
      await service.close();
    }
  });

  it('waits for an administrator, who gets a message', async () => {
    await add(3);
    await store.contacts.save(contactOf(boss));
    const last = (await obey(revoke)).at(-1);
    assert.ok(last?.kind === 'job' && last.row.state === 'waiting');
    const [notice] = await store.notices.list({ owner: boss, limit: 9 });
    assert.equal(notice?.kind, 'request-waits');
    assert.equal((await store.oversight.findJob(last.row.request))?.requester.objectId, 'program:ann');
  });

  it('does nothing unless administration is on', async () => {
    await assert.rejects(obey(revoke, { ...SETTINGS, ADMIN: 'off' }), { code: 'invalid-input' });
  });
});
