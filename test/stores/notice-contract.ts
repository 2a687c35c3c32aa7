import assert from 'node:assert/strict';
import type { Notice } from '../../src/core/notices/notices.ts';
import type { Settlement } from '../../src/core/store/notices.ts';
import {
  ada,
  ben,
  contactOf,
  DAY,
  HOUR,
  insertOf,
  LEASE,
  noticeOf,
  otherAda,
  START,
  tokenOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** What becomes of notices once they were tried. */
export function describeOpenNotices(opened: () => OpenedStore): void {
  const token = tokenOf(ada);
  const created = noticeOf(token);

  async function claimed(): Promise<Notice> {
    const { store } = opened();
    await store.tokens.insert(insertOf(token, { notices: [created] }));
    const [notice] = await store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 1 });
    return notice ?? assert.fail('nothing was claimed');
  }

  it('gives the notices of one token', async () => {
    const other = tokenOf(ada);
    await opened().store.tokens.insert(insertOf(token));
    await opened().store.tokens.insert(insertOf(other));
    await nowAndReopened(opened(), async (store) => {
      const notices = await store.listNotices(ada, token.id);
      assert.deepEqual(new Set(notices), new Set([created, noticeOf(token, 'expiring')]));
      assert.deepEqual(await store.listNotices(ada, 'unknown'), []);
    });
  });

  const settlements: [Settlement, Partial<Notice>][] = [
    [{ state: 'sent' }, { settledAt: START + HOUR }],
    [
      { state: 'dropped', reason: 'expired' },
      { reason: 'expired', settledAt: START + HOUR },
    ],
    [
      { state: 'failed', reason: 'too often' },
      { reason: 'too often', settledAt: START + HOUR },
    ],
    [{ state: 'held', reason: 'blocked' }, { reason: 'blocked' }],
  ];
  for (const [settlement, more] of settlements) {
    it(`records that a notice is ${settlement.state}, and does not lend it out again`, async () => {
      await opened().store.notices.settle(await claimed(), settlement, START + HOUR);
      await nowAndReopened(opened(), async (store) => {
        const expected = { ...created, attempts: 1, state: settlement.state, ...more };
        assert.deepEqual(await store.listNotices(ada, token.id), [expected]);
        assert.equal(await store.notices.nextAt(), undefined);
        assert.deepEqual(
          await store.notices.claimDue({ now: START + 99 * DAY, leaseMs: LEASE, limit: 9 }),
          [],
        );
      });
    });
  }

  for (const ambiguous of [true, false]) {
    it(`tries a notice again when asked, after an attempt that ${ambiguous ? 'may have' : 'has not'} arrived`, async () => {
      const { store } = opened();
      const dueAt = START + HOUR;
      await store.notices.settle(
        await claimed(),
        { state: 'waiting', dueAt, reason: 'busy', ambiguous },
        START + 1,
      );
      const waiting = {
        ...created,
        dueAt,
        attempts: 1,
        ambiguousAttempts: ambiguous ? 1 : 0,
        reason: 'busy',
      };
      assert.deepEqual(await store.listNotices(ada, token.id), [waiting]);
      assert.equal(await store.notices.nextAt(), dueAt);
      assert.deepEqual(await store.notices.claimDue({ now: dueAt - 1, leaseMs: LEASE, limit: 9 }), []);
      const [again] = await store.notices.claimDue({ now: dueAt, leaseMs: LEASE, limit: 9 });
      assert.deepEqual([again?.attempts, again?.ambiguousAttempts], [2, waiting.ambiguousAttempts]);
      assert.ok(again !== undefined);
      await store.notices.settle(again, { state: 'sent' }, dueAt);
      assert.equal((await store.listNotices(ada, token.id))[0]?.reason, undefined);
    });
  }

  it('lets held notices go when their owner can be reached again, and nobody else’s', async () => {
    const people = [ada, ben, otherAda];
    for (const person of people) {
      const owned = tokenOf(person);
      await opened().store.contacts.save(contactOf(person));
      await opened().store.tokens.insert(insertOf(owned, { notices: [noticeOf(owned)] }));
    }
    for (const notice of await opened().store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 9 })) {
      await opened().store.contacts.setUnreachable(notice.owner, 'blocked');
      await opened().store.notices.settle(notice, { state: 'held', reason: 'blocked' }, START);
    }
    const store = await opened().reopen();
    assert.equal(await store.notices.nextAt(), undefined);
    await store.contacts.setReachable(ada, START + DAY);
    assert.equal(await store.notices.nextAt(), START + DAY);
    const released = await store.notices.claimDue({ now: START + DAY, leaseMs: LEASE, limit: 9 });
    assert.deepEqual(
      released.map(({ owner, dueAt, attempts, reason }) => ({ owner, dueAt, attempts, reason })),
      [{ owner: ada, dueAt: START + DAY, attempts: 2, reason: undefined }],
    );
  });

  it('lets held notices go of a person whose contact it never learned', async () => {
    const { store } = opened();
    await store.notices.settle(await claimed(), { state: 'held', reason: 'nobody knows how' }, START);
    await store.contacts.setReachable(ada, START + DAY);
    assert.equal(await store.notices.nextAt(), START + DAY);
  });

  it('touches no other notice when a person can be reached again', async () => {
    const { store } = opened();
    const notice = await claimed();
    await store.contacts.save(contactOf(ada));
    await store.contacts.setReachable(ada, START + DAY);
    assert.deepEqual(await store.listNotices(ada, token.id), [notice]);
  });
}
