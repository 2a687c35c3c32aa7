import assert from 'node:assert/strict';
import {
  ada,
  ben,
  DAY,
  eventOf,
  HOUR,
  insertOf,
  LEASE,
  recordOf,
  revocationOf,
  START,
  stockNoticeOf,
  syncOf,
  tokenOf,
} from '../fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore } from './opened-postgres-store.ts';

describe('pruning', function () {
  this.timeout(30_000);
  let opened: OpenedPostgresStore;
  beforeEach(async () => {
    opened = await openedPostgresStore();
  });
  afterEach(() => opened.close());

  const ages = { keepAuditDays: 400, keepEndedDays: 90 };
  const nothing = { auditEvents: 0, tokens: 0, notices: 0, keys: 0, records: 0, lanes: 0 };

  it('deletes tokens that ended long ago, with their notices, and no others', async () => {
    const { store } = opened;
    const [expired, revoked] = [
      tokenOf(ada, { validTo: START + DAY }),
      tokenOf(ada, { validTo: START + 300 * DAY }),
    ];
    const [recent, active] = [
      tokenOf(ben, { validTo: START + 2 * DAY }),
      tokenOf(ben, { validTo: START + 300 * DAY }),
    ];
    for (const token of [expired, revoked, recent, active]) await store.tokens.insert(insertOf(token));
    await store.tokens.change(revocationOf(revoked, START + HOUR));
    const now = START + 91 * DAY + 1;
    assert.deepEqual(await store.prune(ages, now), { ...nothing, tokens: 2, notices: 4 });
    assert.deepEqual(await store.tokens.list(ada), []);
    assert.deepEqual(await store.tokens.list(ben), [recent, active]);
    assert.equal((await store.listNotices(ben, recent.id)).length, 2);
    assert.deepEqual(await store.listNotices(ada, expired.id), []);
    assert.deepEqual(await store.prune(ages, now), nothing);
  });

  it('deletes old audit events, and what has expired by itself', async () => {
    const { store } = opened;
    const token = tokenOf(ada);
    await store.audit.record(eventOf(token, { at: START }));
    await store.audit.record(eventOf(token, { at: START + DAY }));
    assert.deepEqual(await store.prune(ages, START + 400 * DAY + 1), nothing);
    await store.audit.seal(START + DAY);
    await store.rateLimits.claimKey('old', START, START + HOUR);
    await store.rateLimits.claimKey('new', START, START + 500 * DAY);
    await store.records.save(recordOf(ada, { expiresAt: START + HOUR }));
    await store.records.save(recordOf(ada, { key: 'kept' }));
    await store.rateLimits.takePass('lane', START, { everyMs: 20, burst: 1 }, 0);
    const pruned = await store.prune(ages, START + 400 * DAY + 1);
    assert.deepEqual(pruned, { ...nothing, auditEvents: 1, keys: 1, records: 1, lanes: 1 });
    assert.equal(await store.rateLimits.claimKey('new', START + 400 * DAY, START + 500 * DAY), false);
    assert.ok(await store.records.find(ada, 'sign-in', 'kept', START + 400 * DAY));
  });

  it('deletes settled notices about no token, and keeps open ones', async () => {
    const { store } = opened;
    const [sent, open] = [stockNoticeOf(ada), stockNoticeOf(ben, { dueAt: START + 300 * DAY })];
    for (const notice of [sent, open])
      await store.watches.syncTokens(syncOf(notice.owner, { notices: [notice] }));
    const [claimed] = await store.notices.claimDue({ now: START + HOUR, leaseMs: LEASE, limit: 1 });
    await store.notices.settle(claimed ?? assert.fail(), { state: 'sent' }, START + HOUR);
    assert.deepEqual(await store.prune(ages, START + 100 * DAY), { ...nothing, notices: 1 });
    assert.equal((await store.listNotices(ben, '')).length, 1);
  });

  it('works through more than a batch, by several processes at once', async () => {
    await opened.postgres.run(
      opened.databaseUrl,
      `INSERT INTO patkeeper.audit_events SELECT 'e' || i, i, 'create', 't', 'o', 'personal', 't', 'o'
         FROM generate_series(1, 1200) AS i;
       INSERT INTO patkeeper.tokens (id, tenant_id, object_id, name, folded_name, authority, organization, scopes, created_at,
           created_by, valid_to, form_key)
         SELECT 't' || i, 't', 'o', 'n', 'n', 'builtin', 'o', '{}', 0, 'x', i, 'f' || i FROM generate_series(1, 1200) AS i`,
    );
    while ((await opened.store.audit.seal(START)) !== undefined);
    const stores = [opened.store, await opened.another()];
    const pruned = await Promise.all(stores.map((store) => store.prune(ages, START)));
    assert.equal(
      pruned.reduce((sum, { auditEvents }) => sum + auditEvents, 0),
      1200,
    );
    assert.equal(
      pruned.reduce((sum, { tokens }) => sum + tokens, 0),
      1200,
    );
  });
});
