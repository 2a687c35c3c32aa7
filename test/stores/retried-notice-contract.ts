import assert from 'node:assert/strict';
import type { Notice } from '../../src/core/notices/notices.ts';
import type { Settlement, UndeliveredCount } from '../../src/core/store/notices.ts';
import type { PersonId } from '../../src/core/tokens/token.ts';
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
  revocationOf,
  START,
  stockNoticeOf,
  syncOf,
  TENANT,
  tokenOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** What becomes of notices that did not get through. */
export function describeRetriedNotices(opened: () => OpenedStore): void {
  const away = { state: 'waiting', reason: 'away', ambiguous: false, notTaken: true } as const;

  /** A token of the owner that owes one notice, which was tried at the start and settled so. */
  async function tried(owner: PersonId, settlement: Settlement, now = START): Promise<Notice> {
    const { store } = opened();
    const token = tokenOf(owner);
    await store.tokens.insert(insertOf(token, { notices: [noticeOf(token)] }));
    const [claimed] = await store.notices.claimDue({ now, leaseMs: LEASE, limit: 9 });
    assert.ok(claimed !== undefined && claimed.tokenId === token.id);
    await store.notices.settle(claimed, settlement, now);
    return (await store.listNotices(owner, token.id))[0] ?? assert.fail('it is gone');
  }

  const early = (tenantId: string) =>
    opened().store.notices.claimNotTaken({ tenantId, now: START + HOUR, leaseMs: LEASE, limit: 9 });
  const inOrder = (counts: readonly UndeliveredCount[]) =>
    counts.map(({ kind, state, count }) => `${count} ${kind} ${state}`).sort();

  it('keeps since when a notice is not taken, however often that was', async () => {
    const notice = await tried(ada, { ...away, dueAt: START + 1 });
    assert.equal(notice.notTakenSince, START);
    const [again] = await opened().store.notices.claimDue({ now: START + 1, leaseMs: LEASE, limit: 9 });
    assert.equal(again?.notTakenSince, START);
    assert.ok(again !== undefined);
    await opened().store.notices.settle(again, { ...away, dueAt: START + HOUR }, START + 5);
    await nowAndReopened(opened(), async (store) => {
      const [kept] = await store.listNotices(ada, notice.tokenId);
      assert.equal(kept?.notTakenSince, START);
    });
  });

  it('lends out a tenant’s notices before their time where that was allowed, the longest due first', async () => {
    const later = { ...away, mayBeEarly: true } as const;
    const last = await tried(ada, { ...later, dueAt: START + 9 * HOUR });
    const first = await tried(ben, { ...later, dueAt: START + 3 * HOUR });
    await tried(ada, { ...away, dueAt: START + 4 * HOUR });
    const elsewhere = await tried(otherAda, { ...later, dueAt: START + 5 * HOUR });
    const store = await opened().reopen();
    const claim = (tenantId: string, limit = 9) =>
      store.notices.claimNotTaken({ tenantId, now: START + HOUR, leaseMs: LEASE, limit });
    const claimed = await claim(TENANT.toUpperCase(), 1);
    assert.deepEqual(
      claimed.map(({ id, state, attempts, earlyTries, reason }) => [id, state, attempts, earlyTries, reason]),
      [[first.id, 'sending', 2, 1, 'away']],
    );
    assert.deepEqual(
      (await claim(TENANT)).map(({ id }) => id),
      [last.id],
    );
    assert.deepEqual(await claim(TENANT), []);
    assert.deepEqual(
      (await claim(otherAda.tenantId)).map(({ id }) => id),
      [elsewhere.id],
    );
  });

  it('claims a notice before its time like any other: for one sender, and until the claim ends', async () => {
    const notice = await tried(ada, { ...away, mayBeEarly: true, dueAt: START + 9 * HOUR });
    const claims = await Promise.all([early(TENANT), early(TENANT), early(TENANT)]);
    assert.equal(claims.flat().length, 1);
    const [claimed] = claims.flat();
    assert.ok(claimed !== undefined);
    const { store } = opened();
    assert.equal(await store.notices.nextAt(), START + HOUR + LEASE);
    const [again] = await store.notices.claimDue({ now: START + HOUR + LEASE, leaseMs: LEASE, limit: 9 });
    assert.deepEqual([again?.id, again?.attempts, again?.ambiguousAttempts], [notice.id, 3, 1]);
    await store.notices.settle(claimed, { state: 'sent' }, START + 2 * HOUR);
    assert.equal((await store.listNotices(ada, notice.tokenId))[0]?.state, 'sending', 'its claim was over');
  });

  it('lends out nothing before its time that waits for another reason by now', async () => {
    const { store } = opened();
    const notice = await tried(ada, { ...away, mayBeEarly: true, dueAt: START + HOUR });
    const [claimed] = await store.notices.claimDue({ now: START + HOUR, leaseMs: LEASE, limit: 9 });
    assert.ok(claimed !== undefined);
    const place = { state: 'waiting', dueAt: START + 9 * HOUR, reason: 'place', ambiguous: false } as const;
    await store.notices.settle(claimed, place, START + HOUR);
    assert.deepEqual(await early(TENANT), []);
    const [kept] = await store.listNotices(ada, notice.tokenId);
    assert.deepEqual([kept?.mayBeEarly, kept?.notTakenSince], [undefined, START]);
  });

  it('drops one that waits long with its token', async () => {
    const { store } = opened();
    const { tokenId } = await tried(ada, { ...away, mayBeEarly: true, dueAt: START + 9 * HOUR });
    const token = (await store.tokens.find(ada, tokenId)) ?? assert.fail('no token');
    await store.tokens.change(revocationOf(token));
    assert.deepEqual(await early(TENANT), []);
  });

  it('lets what was not taken go when its owner can be reached again, and nobody else’s', async () => {
    const { store } = opened();
    await store.contacts.save(contactOf(ada));
    const mine = await tried(ada, { ...away, dueAt: START + 9 * DAY });
    const maybe = await tried(ada, {
      state: 'waiting',
      reason: 'late',
      ambiguous: true,
      dueAt: START + 8 * DAY,
    });
    await tried(ben, { ...away, dueAt: START + 9 * DAY });
    await store.contacts.setReachable(ada, START + HOUR);
    const [claimed, ...more] = await store.notices.claimDue({ now: START + HOUR, leaseMs: LEASE, limit: 9 });
    assert.deepEqual([claimed?.id, claimed?.reason, more], [mine.id, undefined, []]);
    assert.equal((await store.listNotices(ada, maybe.tokenId))[0]?.dueAt, START + 8 * DAY);
  });

  it('gives a person’s notices that were given up, the latest first', async () => {
    const { store } = opened();
    assert.deepEqual(await store.notices.listFailed(ada), []);
    const first = await tried(ada, { state: 'failed', reason: 'too often' });
    const second = await tried(ada, { state: 'failed', reason: 'too large' }, START + 1);
    await tried(ada, { state: 'sent' });
    await tried(ben, { state: 'failed', reason: 'too often' });
    await nowAndReopened(opened(), async (reopened) => {
      assert.deepEqual(await reopened.notices.listFailed(ada), [second, first]);
    });
  });

  it('counts what did not get through, by kind and state', async () => {
    const { store } = opened();
    assert.deepEqual(await store.notices.countUndelivered(), []);
    await tried(ada, { state: 'failed', reason: 'too often' });
    await tried(ben, { state: 'failed', reason: 'too often' });
    await tried(ada, { state: 'held', reason: 'blocked' });
    await tried(ada, { ...away, dueAt: START + DAY });
    await tried(ben, { state: 'waiting', reason: 'late', ambiguous: true, dueAt: START + DAY });
    await tried(ben, { state: 'waiting', reason: 'place', ambiguous: false, dueAt: START + DAY });
    await tried(ben, { state: 'sent' });
    await store.watches.syncTokens(syncOf(ada, { notices: [stockNoticeOf(ada)] }));
    const counts = ['1 created held', '2 created failed', '2 created retried'];
    await nowAndReopened(opened(), async (reopened) => {
      assert.deepEqual(inOrder(await reopened.notices.countUndelivered()), counts);
    });
  });

  it('begins anew with a notice that was dropped and is owed again', async () => {
    const { store } = opened();
    const notice = await tried(ada, { ...away, mayBeEarly: true, dueAt: START + 9 * HOUR });
    const [claimed] = await early(TENANT);
    assert.ok(claimed !== undefined);
    await store.notices.settle(claimed, { state: 'dropped', reason: 'renewed' }, START + HOUR);
    await store.watches.syncTokens(
      syncOf(ada, { notices: [noticeOf(tokenOf(ada), 'created', { ...owedAgain(notice) })] }),
    );
    const [again] = await store.listNotices(ada, notice.tokenId);
    assert.deepEqual(
      [again?.state, again?.attempts, again?.notTakenSince, again?.earlyTries, again?.mayBeEarly],
      ['waiting', 2, undefined, undefined, undefined],
    );
  });

  it('forgets a chat that is gone, and none that has become known meanwhile', async () => {
    const { store } = opened();
    await store.contacts.forgetConversation(ada, 'a:1');
    await store.contacts.save(contactOf(ada, { conversationId: 'a:1' }));
    await store.contacts.forgetConversation(ada, 'a:2');
    assert.equal((await store.contacts.find(ada))?.conversationId, 'a:1');
    await store.contacts.forgetConversation(ada, 'a:1');
    await nowAndReopened(opened(), async (reopened) => {
      assert.deepEqual(await reopened.contacts.find(ada), contactOf(ada));
    });
  });
}

/** The same notice as it was first owed. */
function owedAgain({ id, tokenId, validTo }: Notice): Partial<Notice> {
  return { id, tokenId, validTo, dueAt: START };
}
