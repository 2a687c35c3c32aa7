import assert from 'node:assert/strict';
import type { PostgresStore } from '../../../src/stores/postgres/postgres-store.ts';
import { type CuttingProxy, createCuttingProxy } from '../../support/cutting-proxy.ts';
import { ada, DAY, insertOf, LEASE, renewalOf, revocationOf, START, syncOf, tokenOf } from '../fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore, openPostgres } from './opened-postgres-store.ts';

describe('a commit whose answer never comes', function () {
  this.timeout(30_000);
  let opened: OpenedPostgresStore;
  let proxy: CuttingProxy;
  let store: PostgresStore;

  beforeEach(async () => {
    opened = await openedPostgresStore();
    proxy = await createCuttingProxy(opened.databaseUrl);
    store = await openPostgres(proxy.url);
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
    await opened.close();
  });

  const counts = async (): Promise<unknown> => {
    const { rows } = await opened.postgres.run(
      opened.databaseUrl,
      `SELECT (SELECT count(*) FROM patkeeper.tokens)::int AS tokens, (SELECT count(*) FROM patkeeper.notices)::int AS notices,
         (SELECT count(*) FROM patkeeper.audit_events)::int AS events`,
    );
    return rows[0];
  };

  for (const when of ['before', 'after'] as const) {
    it(`leaves one token when the connection is cut ${when} the server commits, even twice`, async () => {
      const token = tokenOf(ada);
      proxy.cutNext(when, { count: 2 });
      await store.tokens.insert(insertOf(token));
      assert.equal(proxy.cuts(), 2);
      assert.deepEqual(await opened.store.tokens.list(ada), [token]);
      assert.deepEqual(await counts(), { tokens: 1, notices: 2, events: 1 });
    });

    it(`leaves one token or none when the server stays away, cut ${when} the commit, and the retry gives one`, async () => {
      const form = { formKey: 'the form' };
      proxy.cutNext(when, { thenAway: true });
      await assert.rejects(store.tokens.insert(insertOf(tokenOf(ada, form))), { code: 'store-unavailable' });
      const kept = (await opened.store.tokens.list(ada)).length;
      assert.equal(kept, when === 'before' ? 0 : 1);
      proxy.mend();
      const retry = store.tokens.insert(insertOf(tokenOf(ada, form)));
      if (kept === 0) await retry;
      else await assert.rejects(retry, { code: 'form-used' });
      assert.equal((await opened.store.tokens.list(ada)).length, 1);
    });

    it(`renews and revokes once, and says so, when cut ${when} the commit`, async () => {
      const token = tokenOf(ada);
      await store.tokens.insert(insertOf(token));
      proxy.cutNext(when);
      const renewed = await store.tokens.change(renewalOf(token, START + 90 * DAY));
      assert.equal(renewed?.validTo, START + 90 * DAY);
      proxy.cutNext(when);
      assert.ok((await store.tokens.change(revocationOf(token)))?.revokedAt);
      assert.deepEqual(await counts(), { tokens: 1, notices: 3, events: 3 });
    });

    it(`revokes many together once, and says so of each, when cut ${when} the commit`, async () => {
      const tokens = Array.from({ length: 30 }, () => tokenOf(ada));
      for (const token of tokens) await store.tokens.insert(insertOf(token));
      const [first] = tokens;
      assert.ok(first);
      assert.ok(await store.tokens.change(revocationOf(first)));
      proxy.cutNext(when, { count: 2 });
      const answers = await Promise.all(tokens.map((token) => store.tokens.change(revocationOf(token))));
      assert.equal(proxy.cuts(), 2);
      assert.deepEqual(
        answers.map((answer) => answer?.id),
        [undefined, ...tokens.slice(1).map(({ id }) => id)],
      );
      assert.deepEqual(await counts(), { tokens: 30, notices: 60, events: 60 });
    });

    it(`writes a look at an authority once when cut ${when} the commit`, async () => {
      const token = tokenOf(ada, { authority: 'azure-devops', externalId: 'x', foundAt: START });
      proxy.cutNext(when);
      const { notices, event } = insertOf(token);
      await store.watches.syncTokens(syncOf(ada, { found: [{ token, notices, event }] }));
      assert.deepEqual(await counts(), { tokens: 1, notices: 2, events: 1 });
    });

    it(`gives a claim to whoever made it when cut ${when} the answer`, async () => {
      await store.tokens.insert(insertOf(tokenOf(ada)));
      proxy.cutNext(when, { statement: 'claim-notices' });
      const claimed = await store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 9 });
      assert.deepEqual(
        claimed.map(({ attempts, ambiguousAttempts }) => [attempts, ambiguousAttempts]),
        [[1, 0]],
      );
      proxy.cutNext(when, { statement: 'claim-key' });
      assert.equal(await store.rateLimits.claimKey('key', START, START + 1), true);
      assert.equal(await store.rateLimits.claimKey('key', START, START + 1), false);
      assert.equal(proxy.cuts(), 2);
    });
  }
});
