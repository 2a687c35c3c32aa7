import assert from 'node:assert/strict';
import type { Notice } from '../../src/core/notices/notices.ts';
import type { Store } from '../../src/core/store/store.ts';
import { ada, ben, DAY, HOUR, insertOf, LEASE, START, stockNoticeOf, syncOf, tokenOf } from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** How notices are kept that are about no single token. */
export function describePersonNotices(opened: () => OpenedStore): void {
  const now = START + HOUR;
  const notice = stockNoticeOf(ada);
  const owe = (owed: Notice = notice): Promise<unknown> =>
    opened().store.watches.syncTokens(syncOf(owed.owner, { notices: [owed] }));
  const claim = (at = now, store: Store = opened().store): Promise<readonly Notice[]> =>
    store.notices.claimDue({ now: at, leaseMs: LEASE, limit: 9 });

  it('keeps and lends them out like any other', async () => {
    await owe();
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.listNotices(ada, ''), [notice]);
      assert.deepEqual(await store.tokens.list(ada), []);
      assert.equal(await store.notices.nextAt(), now);
    });
    const store = await opened().reopen();
    const [claimed] = await claim(now, store);
    assert.deepEqual(claimed, { ...notice, state: 'sending', attempts: 1 });
    await store.notices.settle(claimed, { state: 'sent' }, now);
    assert.deepEqual(await store.listNotices(ada, ''), [{ ...claimed, state: 'sent', settledAt: now }]);
    assert.equal(await store.notices.nextAt(), undefined);
  });

  it('keeps those of two people apart', async () => {
    const { store } = opened();
    const theirs = stockNoticeOf(ben);
    await Promise.all([owe(), owe(theirs)]);
    const claimed = await claim();
    assert.deepEqual(
      new Set(claimed.map(({ owner }) => owner.objectId)),
      new Set([ada.objectId, ben.objectId]),
    );
    for (const one of claimed) {
      if (one.owner.objectId === ada.objectId) await store.notices.settle(one, { state: 'sent' }, now);
    }
    assert.equal((await store.listNotices(ada, ''))[0]?.state, 'sent');
    assert.equal((await store.listNotices(ben, ''))[0]?.state, 'sending');
  });

  it('adds none twice, and brings a dropped one back with its attempts', async () => {
    const { store } = opened();
    await owe();
    await owe(stockNoticeOf(ada, { detail: 'other words' }));
    assert.deepEqual(await store.listNotices(ada, ''), [notice]);
    const [claimed] = await claim();
    assert.ok(claimed !== undefined);
    await store.notices.settle(claimed, { state: 'dropped', reason: 'nothing to say' }, now);
    await owe();
    assert.deepEqual(await store.listNotices(ada, ''), [{ ...notice, attempts: 1 }]);
  });

  it('holds one until its owner can be reached again', async () => {
    const { store } = opened();
    await owe();
    const [claimed] = await claim();
    assert.ok(claimed !== undefined);
    await store.notices.settle(claimed, { state: 'held', reason: 'blocked' }, now);
    assert.equal(await store.notices.nextAt(), undefined);
    await store.contacts.setReachable(ada, now + 1);
    assert.deepEqual((await claim(now + 1))[0]?.attempts, 2);
  });

  it('lets no token’s end take one away', async () => {
    const { store } = opened();
    await owe(stockNoticeOf(ada, { dueAt: START + 300 * DAY }));
    await store.tokens.insert(insertOf(tokenOf(ada, { validTo: START + DAY })));
    const createdAt = START + 200 * DAY;
    await store.tokens.insert(insertOf(tokenOf(ada, { createdAt, validTo: createdAt + DAY })));
    assert.equal((await store.listNotices(ada, ''))[0]?.state, 'waiting');
  });
}
