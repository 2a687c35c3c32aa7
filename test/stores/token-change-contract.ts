import assert from 'node:assert/strict';
import type { Notice } from '../../src/core/notices/notices.ts';
import type { Rotation, Token } from '../../src/core/tokens/token.ts';
import type { TokenChange } from '../../src/core/tokens/token-writes.ts';
import {
  ada,
  changeOf,
  DAY,
  HOUR,
  insertOf,
  LEASE,
  noticeOf,
  overlapOf,
  renewalOf,
  revocationOf,
  START,
  tokenOf,
} from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

/** How tokens are renewed and revoked, and what becomes of their notices. */
export function describeTokenChanges(opened: () => OpenedStore): void {
  async function inserted(more: Partial<Token> = {}): Promise<Token> {
    const token = tokenOf(ada, more);
    await opened().store.tokens.insert(insertOf(token));
    return token;
  }

  async function statesOf(token: Token): Promise<string[]> {
    const notices = await opened().store.listNotices(token.owner, token.id);
    return notices.map(({ kind, state, reason }) => [kind, state, reason].filter(Boolean).join(' ')).sort();
  }

  it('renews an active token', async () => {
    const token = await inserted();
    const renewed = await opened().store.tokens.change(renewalOf(token, START + 90 * DAY));
    assert.deepEqual(renewed, { ...token, validTo: START + 90 * DAY, renewedAt: START + HOUR });
    assert.deepEqual(await (await opened().reopen()).tokens.list(ada), [renewed]);
  });

  it('revokes an active token, once', async () => {
    const { store } = opened();
    const token = await inserted();
    const answers = await Promise.all([1, 2, 3].map(() => store.tokens.change(revocationOf(token))));
    assert.deepEqual(answers.filter(Boolean), [{ ...token, revokedAt: START + HOUR }]);
    assert.equal(await store.tokens.change(renewalOf(token, START + 90 * DAY)), undefined);
    const again = await opened().reopen();
    assert.deepEqual(await again.tokens.find(ada, token.id), { ...token, revokedAt: START + HOUR });
  });

  it('changes a token as it was read while its rotation is where it was then, in one of ten races', async () => {
    const { store } = opened();
    const token = await inserted();
    const marks = Array.from({ length: 10 }, (_, i) => ({ state: 'started', startedAt: START + i }) as const);
    const mark = (rotation: Rotation, asRead: Token, more: Partial<TokenChange> = {}) =>
      store.tokens.change(changeOf(asRead, { rotation }, { asRead, ...more }));
    const started = (await Promise.all(marks.map((rotation) => mark(rotation, token)))).filter(Boolean);
    assert.equal(started.length, 1);
    const [marked] = started;
    assert.ok(marked);
    const undone = { state: 'undone', startedAt: START } as const;
    const notices = [noticeOf(token, 'cut-over')];
    assert.equal(await mark(undone, token, { notices }), undefined);
    assert.deepEqual(await store.tokens.find(ada, token.id), marked);
    assert.deepEqual(await statesOf(token), ['created waiting', 'expiring waiting']);
    const changed = { ...marked, rotation: undone };
    const again = await opened().reopen();
    const asRead = { ...marked, validTo: 1 };
    assert.deepEqual(await again.tokens.change(changeOf(token, { rotation: undone }, { asRead })), changed);
    assert.ok(await again.tokens.change(changeOf(token, { rotation: overlapOf(token, 'next') })));
    const overlapping = (await again.tokens.find(ada, token.id)) ?? assert.fail();
    const set = { rotation: { ...overlapOf(token, 'next'), endsItself: false } };
    assert.deepEqual(await again.tokens.change(changeOf(token, set, { asRead: overlapping })), {
      ...token,
      ...set,
    });
  });

  it('leaves an expired or unknown token and its notices alone', async () => {
    const { store } = opened();
    const token = await inserted();
    assert.equal(await store.tokens.change(renewalOf(token, START + 90 * DAY, token.validTo)), undefined);
    assert.equal(await store.tokens.change({ ...revocationOf(token), tokenId: 'unknown' }), undefined);
    assert.deepEqual(await store.tokens.list(ada), [token]);
    assert.deepEqual(await statesOf(token), ['created waiting', 'expiring waiting']);
  });

  it('drops every open notice of a revoked token with the reason, and no other token’s', async () => {
    const { store } = opened();
    const [token, other] = [await inserted(), await inserted()];
    await store.tokens.change(revocationOf(token));
    const reason = 'dropped the token was revoked';
    assert.deepEqual(await statesOf(token), [`created ${reason}`, `expiring ${reason}`]);
    assert.deepEqual(await statesOf(other), ['created waiting', 'expiring waiting']);
    const [dropped] = await store.listNotices(ada, token.id);
    assert.equal(dropped?.settledAt, START + HOUR);
    const claimed = await store.notices.claimDue({ now: START + 29 * DAY, leaseMs: LEASE, limit: 9 });
    assert.ok(claimed.every(({ tokenId }) => tokenId === other.id));
  });

  it('owes the notice of a revocation, once, and keeps who asked for it', async () => {
    const { store } = opened();
    const token = await inserted();
    const now = START + HOUR;
    const set = { revokedAt: now, revokedBy: 'git.example.com' };
    const notices = [noticeOf(token, 'revoked', { dueAt: now })];
    const change = revocationOf(token, now, { set, notices });
    assert.deepEqual(await store.tokens.change(change), { ...token, ...set });
    assert.equal(await store.tokens.change(change), undefined);
    const reason = 'dropped the token was revoked';
    assert.deepEqual(await statesOf(token), [`created ${reason}`, `expiring ${reason}`, 'revoked waiting']);
    assert.deepEqual(
      (await claimAll(now)).map(({ kind }) => kind),
      ['revoked'],
    );
    assert.deepEqual(await (await opened().reopen()).tokens.find(ada, token.id), { ...token, ...set });
  });

  it('drops a held notice and one that is being sent, whose sender then changes nothing', async () => {
    const { store } = opened();
    const token = await inserted();
    const [created] = await claimAll(START);
    const [expiring] = await claimAll(START + 24 * DAY);
    assert.ok(created !== undefined && expiring !== undefined);
    await store.notices.settle(created, { state: 'held', reason: 'blocked' }, START);
    await store.tokens.change(revocationOf(token, START + 24 * DAY));
    await store.notices.settle(expiring, { state: 'sent' }, START + 24 * DAY + 1);
    const reason = 'dropped the token was revoked';
    assert.deepEqual(await statesOf(token), [`created ${reason}`, `expiring ${reason}`]);
  });

  it('keeps settled notices as they are', async () => {
    const { store } = opened();
    const token = await inserted();
    const [created] = await claimAll(START);
    assert.ok(created !== undefined);
    await store.notices.settle(created, { state: 'sent' }, START);
    await store.tokens.change(revocationOf(token));
    assert.deepEqual(await statesOf(token), ['created sent', 'expiring dropped the token was revoked']);
  });

  it('replaces the reminder of a renewed token, and still says that it was created', async () => {
    const { store } = opened();
    const token = await inserted();
    const end = START + 90 * DAY;
    await store.tokens.change(renewalOf(token, end));
    const expected = ['created waiting', 'expiring dropped the token was renewed', 'expiring waiting'];
    assert.deepEqual(await statesOf(token), expected);
    const due = await claimAll(end - 7 * DAY);
    assert.deepEqual(
      due.map(({ kind, validTo }) => [kind, validTo]),
      [
        ['created', token.validTo],
        ['expiring', end],
      ],
    );
  });

  it('adds no notice twice', async () => {
    const { store } = opened();
    const token = await inserted();
    const [, reminder] = await claimAll(START + 24 * DAY);
    assert.equal(reminder?.kind, 'expiring');
    await store.notices.settle(reminder, { state: 'sent' }, START + 24 * DAY);
    await store.tokens.change(renewalOf(token, token.validTo, START + 25 * DAY));
    assert.deepEqual(await statesOf(token), ['created sending', 'expiring sent']);
  });

  it('lets an open notice be that is owed anew, and brings a dropped one back', async () => {
    const { store } = opened();
    const token = await inserted();
    await store.tokens.change(renewalOf(token, token.validTo));
    assert.deepEqual(await statesOf(token), ['created waiting', 'expiring waiting']);
    await store.tokens.change(renewalOf(token, START + 20 * DAY));
    await store.tokens.change(renewalOf(token, token.validTo));
    const reason = 'dropped the token was renewed';
    assert.deepEqual(await statesOf(token), ['created waiting', `expiring ${reason}`, 'expiring waiting']);
    const notices = await store.listNotices(ada, token.id);
    const back = notices.find(({ id }) => id === noticeOf(token, 'expiring').id);
    assert.deepEqual(back, noticeOf(token, 'expiring'));
  });

  it('lets a notice be that is being sent and owed anew', async () => {
    const { store } = opened();
    const token = await inserted();
    await claimAll(START + 24 * DAY);
    await store.tokens.change(renewalOf(token, token.validTo, START + 24 * DAY));
    assert.deepEqual(await statesOf(token), ['created sending', 'expiring sending']);
  });

  it('keeps the sender of a dropped notice fenced off when the notice comes back', async () => {
    const { store } = opened();
    const token = await inserted();
    const old = (await claimAll(START + 24 * DAY)).find(({ kind }) => kind === 'expiring');
    assert.ok(old !== undefined);
    await store.tokens.change(renewalOf(token, START + 40 * DAY, START + 24 * DAY));
    await store.tokens.change(renewalOf(token, token.validTo, START + 24 * DAY));
    const again = (await claimAll(START + 24 * DAY)).find(({ id }) => id === old.id);
    assert.equal(again?.state, 'sending');
    await store.notices.settle(old, { state: 'failed', reason: 'late' }, START + 24 * DAY);
    assert.ok((await statesOf(token)).includes('expiring sending'));
  });

  function claimAll(now: number): Promise<readonly Notice[]> {
    return opened().store.notices.claimDue({ now, leaseMs: 90 * DAY, limit: 99 });
  }
}
