import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createLadderWatch, type Unanswered } from '../../../src/core/notices/ladder-watch.ts';
import type { Store } from '../../../src/core/store/store.ts';
import type { PostgresStore } from '../../../src/stores/postgres/postgres-store.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import {
  ada,
  contactOf,
  DAY,
  eventOf,
  insertOf,
  LEASE,
  noticeOf,
  recordOf,
  revocationOf,
  START,
  silentLog,
  TENANT,
  tokenOf,
  watchOf,
} from '../fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore } from './opened-postgres-store.ts';

const person = (n: number) => ({
  tenantId: TENANT,
  objectId: `e0000000-0000-4000-8000-0000000${String(n).padStart(5, '0')}`,
});

describe('several stores on one PostgreSQL database', function () {
  this.timeout(60_000);
  let opened: OpenedPostgresStore;
  let stores: readonly PostgresStore[];

  beforeEach(async () => {
    opened = await openedPostgresStore();
    stores = [opened.store, await opened.another(), await opened.another()];
  });
  afterEach(() => opened.close());

  const each = <T>(count: number, call: (store: Store, index: number) => Promise<T>) =>
    Promise.allSettled(
      Array.from({ length: count }, (_, i) => call(stores[i % stores.length] ?? opened.store, i)),
    );
  const fulfilled = <T>(results: readonly PromiseSettledResult<T>[]): T[] =>
    results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const codes = (results: readonly PromiseSettledResult<unknown>[]): unknown[] => [
    ...new Set(results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))),
  ];

  it('make one token of 50 creates of the same name at once', async () => {
    const results = await each(50, (store) => store.tokens.insert(insertOf(tokenOf(ada, { name: 'Same' }))));
    assert.equal(fulfilled(results).length, 1);
    assert.deepEqual(codes(results), ['name-taken']);
    assert.equal((await opened.store.tokens.list(ada)).length, 1);
  });

  it('make one token of a form that is submitted to all of them at once, with its notices and event once', async () => {
    const tokens = Array.from({ length: 30 }, () => tokenOf(ada, { formKey: 'one form' }));
    const results = await each(30, (store, i) => store.tokens.insert(insertOf(tokens[i] ?? assert.fail())));
    assert.equal(fulfilled(results).length, 1);
    assert.deepEqual(codes(results), ['form-used']);
    const { rows } = await opened.postgres.run(
      opened.databaseUrl,
      `SELECT (SELECT count(*) FROM patkeeper.notices)::int AS notices,
         (SELECT count(*) FROM patkeeper.audit_events)::int AS events`,
    );
    assert.deepEqual(rows, [{ notices: 2, events: 1 }]);
  });

  it('let nobody over the limit', async () => {
    await each(40, (store) => store.tokens.insert(insertOf(tokenOf(ada), { maxActive: 7 })));
    assert.equal((await opened.store.tokens.list(ada)).length, 7);
  });

  it('make every token of 200 creates of 20 people at once, without a deadlock', async () => {
    const results = await each(200, (store, i) => store.tokens.insert(insertOf(tokenOf(person(i % 20)))));
    assert.equal(fulfilled(results).length, 200);
    const lists = await Promise.all(
      Array.from({ length: 20 }, (_, n) => opened.store.tokens.list(person(n))),
    );
    assert.deepEqual(
      lists.map((list) => list.length),
      lists.map(() => 10),
    );
  });

  it('lend each due notice to one of them', async () => {
    for (let n = 0; n < 60; n += 1) {
      const token = tokenOf(person(n));
      await opened.store.tokens.insert(insertOf(token, { notices: [noticeOf(token)] }));
    }
    const claims = fulfilled(
      await each(24, (store) => store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 5 })),
    ).flat();
    while (claims.length < 60) {
      const more = await opened.store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 60 });
      if (more.length === 0) break;
      claims.push(...more);
    }
    assert.equal(claims.length, 60);
    assert.equal(new Set(claims.map(({ id }) => id)).size, 60);
    assert.ok(claims.every(({ attempts }) => attempts === 1));
  });

  it('see a revocation at once', async () => {
    const token = tokenOf(ada);
    await opened.store.tokens.insert(insertOf(token));
    const selector = token.digest?.selector ?? '';
    for (const store of stores)
      assert.equal((await store.tokens.findBySelector(selector))?.revokedAt, undefined);
    await stores[1]?.tokens.change(revocationOf(token));
    for (const store of stores)
      assert.notEqual((await store.tokens.findBySelector(selector))?.revokedAt, undefined);
  });

  it('revoke a token once and write one event when all are asked to', async () => {
    const token = tokenOf(ada);
    await opened.store.tokens.insert(insertOf(token));
    const answers = fulfilled(await each(9, (store) => store.tokens.change(revocationOf(token))));
    assert.equal(answers.filter((answer) => answer !== undefined).length, 1);
  });

  it('give a key, a record and a watch to one of them', async () => {
    const keys = fulfilled(
      await each(30, (store) => store.rateLimits.claimKey('activity', START, START + 1)),
    );
    assert.equal(keys.filter(Boolean).length, 1);
    await opened.store.records.save(recordOf(ada));
    const records = fulfilled(await each(30, (store) => store.records.take(ada, 'sign-in', 'key', START)));
    assert.equal(records.filter(Boolean).length, 1);
    await opened.store.watches.save(watchOf(ada));
    const watches = fulfilled(
      await each(30, (store) => store.watches.claimDue({ now: START, leaseMs: LEASE, limit: 9 })),
    );
    assert.equal(watches.flat().length, 1);
  });

  it('keep to one rate together', async () => {
    const rate = { everyMs: 20, burst: 1 };
    const places = fulfilled(
      await each(30, (store) => store.rateLimits.takePass('tenant', START, rate, 1000)),
    );
    assert.deepEqual(
      places.sort((a, b) => a - b),
      Array.from({ length: 30 }, (_, i) => START + 20 * i),
    );
  });

  it('owe each reminder that was chosen, and each word to a second reader, once, whichever of them looks', async () => {
    const { store } = opened;
    const ben = person(1);
    await store.contacts.save(contactOf(ada));
    await store.contacts.save(contactOf(ben));
    await store.contacts.setReminders(ada, { month: true, day: true });
    const reader = { objectId: ben.objectId, name: 'Ben', declined: [] };
    const token = tokenOf(ada, { validTo: START + 40 * DAY, reader });
    const silent = tokenOf(ada, { validTo: START + 40 * DAY });
    for (const one of [token, silent]) await store.tokens.insert(insertOf(one, { notices: [] }));
    const clock = createFixedClock(START);
    const lists: (readonly Unanswered[])[] = [];
    const watches = stores.map((one) =>
      createLadderWatch({
        clock,
        store: one,
        log: silentLog,
        wake: () => {},
        newId: randomUUID,
        tellOfUnanswered: async (list) => {
          lists.push(list);
        },
      }),
    );
    for (const day of [9, 10, 20, 38, 39, 39.5]) {
      clock.set(START + day * DAY);
      await Promise.all(watches.map((watch) => watch.runOnce()));
    }
    const { rows } = await opened.postgres.run(
      opened.databaseUrl,
      'SELECT kind, object_id, count(*)::int AS notices FROM patkeeper.notices GROUP BY 1, 2 ORDER BY 1',
    );
    assert.deepEqual(rows, [
      { kind: 'expiring-day', object_id: ada.objectId, notices: 2 },
      { kind: 'expiring-month', object_id: ada.objectId, notices: 2 },
      { kind: 'reader-ends', object_id: ben.objectId, notices: 1 },
    ]);
    assert.deepEqual(
      lists.map((list) => list.map(({ tokenId }) => tokenId)),
      [[silent.id]],
    );
    for (const { id, validTo } of [token, silent])
      assert.equal((await store.tokens.find(ada, id))?.escalatedEnd, validTo);
  });

  it('tell each other of due notices, and not themselves', async () => {
    const [writer, other] = [opened.store, stores[1] ?? assert.fail()];
    const heard = { writer: 0, other: 0 };
    let onHeard = (): void => {};
    const [first, second] = [
      writer.listen(() => {
        heard.writer += 1;
      }),
      other.listen(() => {
        heard.other += 1;
        onHeard();
      }),
    ];
    await Promise.all([first.ready, second.ready]);
    const before = { ...heard };
    const token = tokenOf(ada);
    const later = noticeOf(token, 'expiring');
    await writer.tokens.insert(insertOf(token, { notices: [later] })); // nothing is due
    const told = new Promise<void>((resolve) => {
      onHeard = resolve;
    });
    await writer.tokens.insert(insertOf(tokenOf(ada)));
    await told;
    assert.deepEqual(heard, { writer: before.writer, other: before.other + 1 });
  });

  it('tell each other when somebody’s held notices may go', async () => {
    const token = tokenOf(ada);
    await opened.store.tokens.insert(insertOf(token, { notices: [noticeOf(token)] }));
    const [claimed] = await opened.store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 1 });
    await opened.store.notices.settle(claimed ?? assert.fail(), { state: 'held', reason: 'blocked' }, START);
    const told = new Promise<void>((resolve) => {
      let calls = 0;
      const listener = stores[1]?.listen(() => {
        calls += 1;
        if (calls === 2) resolve(); // the first one says that it listens
      });
      void listener?.ready.then(() => opened.store.contacts.setReachable(ada, START));
    });
    await told;
  });

  it('hold no notice for somebody who can be reached again in the same moment', async () => {
    const token = tokenOf(ada);
    const [sender, installed] = [opened.store, stores[1] ?? assert.fail()];
    await sender.contacts.save(contactOf(ada));
    await sender.contacts.setUnreachable(ada, 'blocked');
    await sender.tokens.insert(insertOf(token, { notices: [noticeOf(token)] }));
    const [claimed] = await sender.notices.claimDue({ now: START, leaseMs: LEASE, limit: 1 });
    const keeper = new pg.Client({ connectionString: opened.databaseUrl });
    await keeper.connect();
    const waiting = async () => {
      const text = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await opened.postgres.run(opened.databaseUrl, text)).rows.length;
    };
    try {
      await keeper.query('BEGIN; SELECT FROM patkeeper.contacts FOR UPDATE');
      const reaching = installed.contacts.setReachable(ada, START);
      while ((await waiting()) === 0);
      let over = false;
      const holding = hold().finally(() => {
        over = true;
      });
      while (!over && (await waiting()) < 2);
      await keeper.query('COMMIT');
      await Promise.all([reaching, holding]);
    } finally {
      await keeper.end();
    }
    assert.equal((await sender.listNotices(ada, token.id))[0]?.state, 'waiting');

    /** As the dispatcher does it. */
    async function hold(): Promise<void> {
      await sender.notices.settle(claimed ?? assert.fail(), { state: 'held', reason: 'blocked' }, START);
      const contact = await sender.contacts.find(ada);
      if (contact?.unreachable === undefined) await sender.contacts.setReachable(ada, START);
    }
  });

  it('keep texts with characters that PostgreSQL can’t hold', async () => {
    const token = tokenOf(ada, { name: 'a\0b' });
    const event = eventOf(token, { detail: 'c\0d' });
    await opened.store.tokens.insert(insertOf(token, { event }));
    await opened.store.contacts.save(contactOf(ada, { name: 'e\0f' }));
    assert.equal((await opened.store.tokens.find(ada, token.id))?.name, 'a\uFFFDb');
    assert.equal((await opened.store.contacts.find(ada))?.name, 'e\uFFFDf');
    assert.equal(await opened.store.tokens.findBySelector('g\0h'), undefined);
    await opened.store.watches.save(watchOf(ada, { stocked: ['i\0j'] }));
    assert.deepEqual((await opened.store.watches.find(ada))?.stocked, ['i\uFFFDj']);
  });

  it('keep texts that were cut in the middle of an emoji', async () => {
    const half = '😀'.slice(0, 1);
    const token = tokenOf(ada, { createdBy: `Ada ${half}` });
    await opened.store.tokens.insert(insertOf(token, { event: eventOf(token, { detail: half }) }));
    await opened.store.audit.record(eventOf(token, { action: 'refuse', tokenName: `😀${half}` }));
    await opened.store.contacts.save(contactOf(ada, { name: half }));
    assert.equal((await opened.store.tokens.find(ada, token.id))?.createdBy, 'Ada \uFFFD');
    assert.equal((await opened.store.contacts.find(ada))?.name, '\uFFFD');
  });
});
