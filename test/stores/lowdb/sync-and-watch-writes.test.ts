import assert from 'node:assert/strict';

import type { SyncChanges } from '../../../src/core/tokens/token-writes.ts';
import {
  ada,
  ben,
  findingOf,
  foundOf,
  LEASE,
  revocationOf,
  START,
  stockNoticeOf,
  syncOf,
  watchOf,
} from '../fixtures.ts';
import type { TestedStore } from '../opened-store.ts';
import { journalOf } from './opened-lowdb-store.ts';
import { type WatchedStore, watchedStore } from './watched-store.ts';

describe('looks and watches on the lowdb store’s disk', () => {
  let opened: WatchedStore;
  let store: TestedStore;

  beforeEach(async () => {
    opened = await watchedStore();
    store = opened.store;
  });
  afterEach(() => opened.close());

  /** A look that found ten tokens and took stock. */
  function look(): SyncChanges {
    const tokens = Array.from({ length: 10 }, () => foundOf(ada));
    return syncOf(ada, {
      found: tokens.map((token) => findingOf(token)),
      notices: [stockNoticeOf(ada)],
    });
  }

  it('write all that a look brought at once, with its audit events', async () => {
    const sync = look();
    await store.watches.syncTokens(sync);
    assert.equal(opened.renames(), 1);
    await opened.reopen();
    assert.deepEqual(
      await journalOf(opened.dataDir),
      sync.found.map(({ event }) => event),
    );
  });

  it('write all of a look or nothing', async () => {
    opened.failOn(/writeFile/);
    await assert.rejects(store.watches.syncTokens(look()), { code: 'store-unavailable' });
    opened.mend();
    assert.deepEqual(await store.tokens.list(ada), []);
    assert.deepEqual(await store.listNotices(ada, ''), []);
    assert.equal(await store.notices.nextAt(), undefined);
    assert.deepEqual(await journalOf(opened.dataDir), []);
  });

  it('cost no write when a look brought nothing new, or a watch is as it was', async () => {
    const sync = look();
    await store.watches.syncTokens(sync);
    await store.watches.save(watchOf(ada));
    const [known] = sync.found;
    assert.ok(known !== undefined);
    await store.tokens.change(revocationOf(known.token));
    const before = opened.renames();
    const again = sync.found.map(({ token }) => findingOf({ ...token, id: `again ${token.id}` }));
    await store.watches.syncTokens({ ...sync, found: again, changes: [revocationOf(known.token)] });
    await store.watches.syncTokens(syncOf(ben));
    await store.watches.save(watchOf(ada));
    await store.watches.delete(ben);
    assert.deepEqual(await store.watches.claimDue({ now: START - 1, leaseMs: LEASE, limit: 9 }), []);
    assert.equal(opened.renames(), before);
  });

  it('claim watches of those whose documents can be written, and the others’ when they can', async () => {
    for (const person of [ada, ben]) await store.watches.save(watchOf(person));
    const claimed = async (): Promise<string[]> => {
      const watches = await store.watches.claimDue({ now: START, leaseMs: LEASE, limit: 9 });
      return watches.map(({ person }) => person.objectId);
    };
    opened.failOn(/writeFile/);
    await assert.rejects(claimed(), { code: 'store-unavailable' });
    opened.failOn(new RegExp(`writeFile .*${ben.objectId}`));
    assert.deepEqual(await claimed(), [ada.objectId]);
    opened.mend();
    assert.deepEqual(await claimed(), [ben.objectId]);
    assert.deepEqual(await claimed(), []);
  });
});
