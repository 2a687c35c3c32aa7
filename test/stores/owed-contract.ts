import assert from 'node:assert/strict';
import type { Notice } from '../../src/core/notices/notices.ts';
import { ada, DAY, HOUR, insertOf, LEASE, noticeOf, revocationOf, START, tokenOf } from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

const QUIET = { now: START + DAY, quietMs: DAY };

/** Notices that no change of a token brings. */
export function describeOwed(opened: () => OpenedStore): void {
  const token = tokenOf(ada);
  const used = (more: Partial<Notice> = {}) =>
    noticeOf(token, 'dead-use', { id: 'used.1', dueAt: START + DAY, detail: 'text', ...more });

  async function ended(): Promise<void> {
    const { store } = opened();
    await store.tokens.insert(insertOf(token, { notices: [] }));
    await store.tokens.change(revocationOf(token, START + HOUR));
  }

  async function sendAll(now: number): Promise<void> {
    const { notices } = opened().store;
    for (const notice of await notices.claimDue({ now, leaseMs: LEASE, limit: 10 }))
      await notices.settle(notice, { state: 'sent' }, now);
  }

  it('owes one about a token that has ended, once, and sends it when it is due', async () => {
    await ended();
    const { notices } = opened().store;
    assert.equal(await notices.owe(used(), QUIET), true);
    assert.equal(await notices.owe(used(), QUIET), false);
    await nowAndReopened(opened(), async (store) => {
      const listed = await store.listNotices(ada, token.id);
      assert.deepEqual(
        listed.filter(({ kind }) => kind === 'dead-use'),
        [used()],
      );
    });
    const later = (await opened().reopen()).notices;
    assert.equal(await later.owe(used(), { now: START + 9 * DAY, quietMs: 0 }), false);
  });

  it('owes no other one of its kind while one is open, nor within the quiet time', async () => {
    await ended();
    const { notices } = opened().store;
    assert.equal(await notices.owe(used(), QUIET), true);
    const next = used({ id: 'used.2' });
    assert.equal(await notices.owe(next, { now: START + 9 * DAY, quietMs: DAY }), false, 'one is open');
    await sendAll(START + DAY);
    assert.equal(await notices.owe(next, { now: START + 2 * DAY - 1, quietMs: DAY }), false);
    assert.equal(await notices.owe(next, { now: START, quietMs: DAY }), true, 'the clock was set back');
    assert.equal(
      await notices.owe(noticeOf(token, 'leaked', { id: 'leaked.1' }), QUIET),
      true,
      'another kind',
    );
    const other = noticeOf(tokenOf(ada), 'dead-use', { id: 'used.3' });
    await opened().store.tokens.insert(
      insertOf(tokenOf(ada, { id: other.tokenId, name: 'other' }), { notices: [] }),
    );
    assert.equal(await notices.owe(other, QUIET), true, 'another token');
  });

  it('owes one of several that are owed at once', async () => {
    await ended();
    const { notices } = opened().store;
    const owing = [1, 2, 3, 4].map((n) => notices.owe(used({ id: `used.${n}` }), QUIET));
    assert.deepEqual((await Promise.all(owing)).filter((isOwed) => isOwed).length, 1);
  });
}
