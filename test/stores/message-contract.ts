import assert from 'node:assert/strict';
import type { NoticeQuery, Settlement } from '../../src/core/store/notices.ts';
import type { Token } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  contactOf,
  HOUR,
  insertOf,
  LEASE,
  noticeOf,
  otherAda,
  START,
  shoutedAda,
  stockNoticeOf,
  syncOf,
  tokenOf,
} from './fixtures.ts';
import type { OpenedStore, TestedStore } from './opened-store.ts';

/** What is read of messages beside sending them, and how they are sent again. */
export function describeMessages(given: () => OpenedStore): void {
  let store: TestedStore;
  beforeEach(() => {
    ({ store } = given());
  });

  const add = async (token: Token, dueAt = START): Promise<string> => {
    const notice = noticeOf(token, 'created', { dueAt });
    await store.tokens.insert(insertOf(token, { notices: [notice] }));
    return notice.id;
  };
  const list = async (query: Partial<NoticeQuery> = {}): Promise<readonly string[]> =>
    (await store.notices.list({ limit: 50, ...query })).map(({ id }) => id);
  /** Claims everything that is due, and settles it. */
  const settleAll = async (settlement: Settlement, now = START + HOUR): Promise<void> => {
    for (const notice of await store.notices.claimDue({ now, leaseMs: LEASE, limit: 50 }))
      await store.notices.settle(notice, settlement, now);
  };
  const FAILED = { state: 'failed', reason: 'it was refused' } as const;

  it('lists those of everybody, of a person and of a token, the latest due first', async () => {
    assert.deepEqual(await list(), []);
    const token = tokenOf(ada);
    const first = await add(token, START);
    const third = await add(tokenOf(ben), START + 2 * HOUR);
    const second = await add(tokenOf(ada), START + HOUR);
    const about = stockNoticeOf(otherAda, { dueAt: START - HOUR });
    await store.watches.syncTokens(syncOf(otherAda, { notices: [about] }));
    assert.deepEqual(await list(), [third, second, first, about.id]);
    assert.deepEqual(await list({ dueBy: START + HOUR }), [second, first, about.id]);
    assert.deepEqual(await list({ owner: shoutedAda }), [second, first]);
    assert.deepEqual(await list({ owner: ada, tokenId: token.id }), [first]);
    assert.deepEqual(await list({ owner: ben, tokenId: token.id }), []);
    assert.deepEqual(await store.notices.list({ owner: ada, tokenId: token.id, limit: 1 }), [
      noticeOf(token, 'created', { dueAt: START }),
    ]);
  });

  it('goes through pages by key without a gap, also where many are due at once', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 7; i += 1) ids.push(await add(tokenOf(ada)));
    const paged: string[] = [];
    let after: NoticeQuery['after'];
    for (let page = 0; page < 4; page += 1) {
      const found = await store.notices.list({ limit: 3, ...(after === undefined ? {} : { after }) });
      paged.push(...found.map(({ id }) => id));
      const last = found.at(-1);
      if (last !== undefined) after = { dueAt: last.dueAt, id: last.id };
    }
    assert.deepEqual(paged, ids.sort().reverse());
  });

  it('tells those that did not get through from the others', async () => {
    const settlements: readonly Settlement[] = [
      { state: 'sent' },
      FAILED,
      { state: 'held', reason: 'blocked' },
      { state: 'waiting', dueAt: START + 2 * HOUR, reason: '503', ambiguous: false, notTaken: true },
      { state: 'dropped', reason: 'revoked' },
      { state: 'waiting', dueAt: START + 3 * HOUR, reason: 'others', ambiguous: false },
    ];
    const ids: string[] = [];
    for (const settlement of settlements) {
      ids.push(await add(tokenOf(ada)));
      await settleAll(settlement);
    }
    assert.deepEqual([...(await list({ undelivered: true }))].sort(), ids.slice(1, 4).sort());
  });

  it('tries again what was given up, is held or was not taken, of one person and as new', async () => {
    await store.contacts.save(contactOf(ada));
    await store.contacts.setUnreachable(ada, 'blocked');
    const failed = await add(tokenOf(ada));
    await settleAll({ state: 'waiting', dueAt: START, reason: '?', ambiguous: true, notTaken: true });
    await settleAll(FAILED);
    const held = await add(tokenOf(ada));
    await settleAll({ state: 'held', reason: 'blocked' });
    const waiting = await add(tokenOf(ada), START + 9 * HOUR);
    const theirs = await add(tokenOf(ben));
    await settleAll(FAILED);
    const now = START + 2 * HOUR;
    assert.equal(await store.notices.tryAgain(shoutedAda, now), 2);
    assert.equal((await store.contacts.find(ada))?.unreachable, undefined);
    const claimed = await store.notices.claimDue({ now, leaseMs: LEASE, limit: 9 });
    assert.deepEqual(claimed.map(({ id }) => id).sort(), [failed, held].sort());
    const again = claimed.find(({ id }) => id === failed);
    assert.deepEqual(
      [again?.attempts, again?.ambiguousAttempts, again?.notTakenSince, again?.reason, again?.settledAt],
      [3, 0, undefined, undefined, undefined],
    );
    assert.deepEqual(await list({ owner: ben, undelivered: true }), [theirs]);
    assert.equal((await store.notices.list({ owner: ada, limit: 9 }))[0]?.id, waiting);
  });

  it('tries nothing twice, and nobody whom it does not know', async () => {
    await add(tokenOf(ada));
    await settleAll(FAILED);
    const asked = await Promise.all([1, 2, 3].map(() => store.notices.tryAgain(ada, START + 2 * HOUR)));
    assert.deepEqual(asked.sort(), [0, 0, 1]);
    assert.equal(await store.notices.tryAgain(ben, START), 0);
  });

  it('names the people whom messages don’t reach, and why', async () => {
    assert.deepEqual(await store.oversight.findUnreached({ limit: 9 }), []);
    await store.contacts.save(contactOf(ada, { name: 'Ada' }));
    await store.contacts.setUnreachable(ada, 'blocked');
    await store.contacts.save(contactOf(otherAda));
    await add(tokenOf(ben), START);
    await settleAll({ state: 'held', reason: 'no conversation known' });
    await add(tokenOf(ben), START + 1);
    await settleAll(FAILED);
    const people = [
      { person: ada, name: 'Ada', reason: 'blocked', failed: 0, held: 0 },
      { person: ben, name: '', reason: 'it was refused', failed: 1, held: 1 },
    ];
    assert.deepEqual(await store.oversight.findUnreached({ limit: 9 }), people);
    assert.deepEqual(await store.oversight.findUnreached({ limit: 1 }), people.slice(0, 1));
    assert.deepEqual(await store.oversight.findUnreached({ limit: 9, after: shoutedAda }), people.slice(1));
    await store.notices.tryAgain(ben, START);
    assert.deepEqual(await store.oversight.findUnreached({ limit: 9 }), people.slice(0, 1));
  });
}
