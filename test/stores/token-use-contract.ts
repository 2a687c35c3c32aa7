import assert from 'node:assert/strict';
import type { Token } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  HOUR,
  insertOf,
  otherAda,
  renewalOf,
  revocationOf,
  START,
  shoutedAda,
  tokenOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** How uses of tokens are kept. */
export function describeTokenUses(opened: () => OpenedStore): void {
  const use = (at: number, service = 'git.example.com') => ({ at, service });

  async function inserted(more: Partial<Token> = {}): Promise<Token> {
    const token = tokenOf(ada, more);
    await opened().store.tokens.insert(insertOf(token));
    return token;
  }

  it('keeps when and by which service a token was last used, also after it was opened again', async () => {
    const [token, other] = [await inserted(), await inserted()];
    await opened().store.tokens.recordUse(shoutedAda, token.id, use(START + 1));
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.find(ada, token.id), { ...token, lastUsed: use(START + 1) });
      assert.deepEqual(await store.tokens.find(ada, other.id), other);
      const bySelector = await store.tokens.findBySelector(token.digest?.selector ?? '');
      assert.deepEqual(bySelector?.lastUsed, use(START + 1));
    });
  });

  it('keeps the latest use, in whatever order they come', async () => {
    const { store } = opened();
    const token = await inserted();
    const lastUsed = async () => (await store.tokens.find(ada, token.id))?.lastUsed;
    await store.tokens.recordUse(ada, token.id, use(START + 5));
    for (const at of [START + 4, START + 5]) await store.tokens.recordUse(ada, token.id, use(at, 'late'));
    assert.deepEqual(await lastUsed(), use(START + 5));
    await Promise.all(
      [9, 7, 8].map((ms) => store.tokens.recordUse(ada, token.id, use(START + ms, `at ${ms}`))),
    );
    assert.deepEqual(await lastUsed(), use(START + 9, 'at 9'));
  });

  it('passes over a token that is unknown or somebody else’s', async () => {
    const { store } = opened();
    const token = await inserted();
    await store.tokens.insert(insertOf(tokenOf(ben)));
    for (const stranger of [ben, otherAda]) await store.tokens.recordUse(stranger, token.id, use(START + 1));
    await store.tokens.recordUse(ada, 'unknown', use(START + 1));
    assert.deepEqual(await store.tokens.list(ada), [token]);
    assert.deepEqual(await store.tokens.list(otherAda), []);
  });

  it('changes nothing else about the token, and no later change loses the use', async () => {
    const { store } = opened();
    const token = await inserted();
    const [notices, nextAt] = [await store.listNotices(ada, token.id), await store.notices.nextAt()];
    await store.tokens.recordUse(ada, token.id, use(START + 1));
    assert.deepEqual(await store.listNotices(ada, token.id), notices);
    assert.equal(await store.notices.nextAt(), nextAt);
    const renewed = await store.tokens.change(renewalOf(token, token.validTo + HOUR));
    assert.deepEqual(renewed?.lastUsed, use(START + 1));
    const revoked = await store.tokens.change(revocationOf(token));
    assert.deepEqual(revoked?.lastUsed, use(START + 1));
    await store.tokens.recordUse(ada, token.id, use(START + 2));
    assert.equal((await store.tokens.find(ada, token.id))?.revokedAt, START + HOUR);
  });
}
