import assert from 'node:assert/strict';
import type { Notice, NoticeKind } from '../../src/core/notices/notices.ts';
import type { PersonId } from '../../src/core/tokens/token.ts';
import { ada, ben, HOUR, insertOf, LEASE, noticeOf, START, TENANT, tokenOf } from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

/** How due notices are claimed by one sender at a time. */
export function describeClaims(opened: () => OpenedStore): void {
  /** A token of the owner that owes one notice at the time. */
  async function owe(owner: PersonId, dueAt: number): Promise<Notice> {
    const token = tokenOf(owner);
    const notice = noticeOf(token, 'created', { dueAt });
    await opened().store.tokens.insert(insertOf(token, { notices: [notice] }));
    return notice;
  }

  function claim(now: number, limit = 99): Promise<readonly Notice[]> {
    return opened().store.notices.claimDue({ now, leaseMs: LEASE, limit });
  }

  it('lends out nothing before it is due', async () => {
    assert.equal(await opened().store.notices.nextAt(), undefined);
    assert.deepEqual(await claim(START), []);
    await owe(ada, START + 2);
    await owe(ben, START + 1);
    assert.equal(await opened().store.notices.nextAt(), START + 1);
    assert.deepEqual(await claim(START), []);
    assert.equal((await claim(START + 1)).length, 1);
    assert.equal(await opened().store.notices.nextAt(), START + 2);
  });

  it('lends a notice to one sender until the claim ends', async () => {
    const notice = await owe(ada, START);
    const sending = { ...notice, state: 'sending', attempts: 1 };
    assert.deepEqual(await claim(START), [sending]);
    assert.deepEqual(await opened().store.listNotices(ada, notice.tokenId), [sending]);
    assert.equal(await opened().store.notices.nextAt(), START + LEASE);
    assert.deepEqual(await claim(START + LEASE - 1), []);
    const again = { ...sending, attempts: 2, ambiguousAttempts: 1 };
    assert.deepEqual(await claim(START + LEASE), [again]);
    assert.deepEqual(await opened().store.listNotices(ada, notice.tokenId), [again]);
    assert.equal(await opened().store.notices.nextAt(), START + 2 * LEASE);
  });

  it('leaves a notice of a kind that only a newer release knows to that release', async () => {
    const token = tokenOf(ada);
    const newer = { ...noticeOf(token, 'created'), id: 'newer', kind: 'of-a-newer-release' as NoticeKind };
    await opened().store.tokens.insert(insertOf(token, { notices: [{ ...newer, dueAt: START }] }));
    assert.equal(await opened().store.notices.nextAt(), undefined);
    assert.deepEqual(await claim(START), []);
    const known = await owe(ada, START + 1);
    assert.deepEqual(
      (await claim(START + 1)).map(({ id }) => id),
      [known.id],
    );
    const [kept] = await opened().store.listNotices(ada, token.id);
    assert.deepEqual([kept?.state, kept?.attempts], ['waiting', 0]);
  });

  it('remembers a claim when it is opened again', async () => {
    await owe(ada, START);
    await claim(START);
    const store = await opened().reopen();
    const [again] = await store.notices.claimDue({ now: START + LEASE, leaseMs: LEASE, limit: 9 });
    assert.deepEqual([again?.attempts, again?.ambiguousAttempts], [2, 1]);
  });

  it('lends out the longest due first, up to the limit', async () => {
    const times = [5, 3, 9, 1, 7].map((minutes) => START + minutes);
    const notices = new Map<string, number>();
    for (const at of times) notices.set((await owe(at % 2 === 0 ? ada : ben, at)).id, at);
    const timesOf = (claimed: readonly Notice[]): (number | undefined)[] =>
      claimed.map(({ id }) => notices.get(id));
    assert.deepEqual(timesOf(await claim(START + 8, 2)), [START + 1, START + 3]);
    assert.deepEqual(timesOf(await claim(START + 8, 0)), []);
    assert.deepEqual(timesOf(await claim(START + 8)), [START + 5, START + 7]);
    assert.deepEqual(timesOf(await claim(START + 9)), [START + 9]);
  });

  it('never lends one notice to two senders, and leaves none over', async () => {
    const owed = new Set<string>();
    for (let index = 0; index < 12; index += 1) {
      const owner = { tenantId: TENANT, objectId: `c0000000-0000-4000-8000-00000000000${index % 4}` };
      owed.add((await owe(owner, START)).id);
    }
    const claims = await Promise.all([claim(START, 5), claim(START, 5), claim(START, 5)]);
    const ids = claims.flat().map(({ id }) => id);
    for (const { id } of await claim(START)) ids.push(id);
    assert.equal(ids.length, 12);
    assert.deepEqual(new Set(ids), owed);
  });

  it('ends only the current claim', async () => {
    const { store } = opened();
    const { tokenId } = await owe(ada, START);
    const [first] = await claim(START);
    const [second] = await claim(START + HOUR);
    assert.ok(first !== undefined && second !== undefined);
    await store.notices.settle(first, { state: 'failed', reason: 'late' }, START + HOUR);
    assert.deepEqual(await store.listNotices(ada, tokenId), [second]);
    await store.notices.settle(second, { state: 'sent' }, START + HOUR);
    await store.notices.settle(second, { state: 'failed', reason: 'twice' }, START + HOUR);
    const sent = { ...second, state: 'sent', settledAt: START + HOUR };
    assert.deepEqual(await store.listNotices(ada, tokenId), [sent]);
  });

  it('takes a late answer as long as nobody has claimed the notice again', async () => {
    const { tokenId } = await owe(ada, START);
    const [notice] = await claim(START);
    assert.ok(notice !== undefined);
    await opened().store.notices.settle(notice, { state: 'sent' }, START + HOUR);
    assert.equal((await opened().store.listNotices(ada, tokenId))[0]?.state, 'sent');
    assert.deepEqual(await claim(START + 2 * HOUR), []);
  });

  it('does not lend out a notice that is put off at the same moment', async () => {
    const { store } = opened();
    const { tokenId } = await owe(ada, START);
    const [notice] = await claim(START);
    assert.ok(notice !== undefined);
    const later = { state: 'waiting', dueAt: START + 2 * HOUR, reason: 'busy', ambiguous: false } as const;
    const [, claimed] = await Promise.all([
      store.notices.settle(notice, later, START + HOUR),
      claim(START + HOUR),
    ]);
    // either may come first, but a claim that does has lost sight of the attempt before it
    const putOff = { ...notice, state: 'waiting', dueAt: later.dueAt, reason: later.reason };
    const taken = { ...notice, attempts: 2, ambiguousAttempts: 1 };
    assert.deepEqual(await store.listNotices(ada, tokenId), [claimed.length === 0 ? putOff : taken]);
  });

  it('settles nothing of a person or notice that it does not know', async () => {
    const { tokenId } = await owe(ada, START);
    const [notice] = await claim(START);
    assert.ok(notice !== undefined);
    await opened().store.notices.settle({ ...notice, owner: ben }, { state: 'sent' }, START);
    await opened().store.notices.settle({ ...notice, id: 'unknown' }, { state: 'sent' }, START);
    assert.deepEqual(await opened().store.listNotices(ada, tokenId), [notice]);
  });
}
