import assert from 'node:assert/strict';
import { MOST_PLACES } from '../../src/core/tokens/places.ts';
import type { Token } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  changeOf,
  HOUR,
  insertOf,
  otherAda,
  overlapOf,
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

  it('keeps why a token was last refused, also after it was opened again, and passes over others', async () => {
    const { store } = opened();
    const token = await inserted();
    const refusal = (at: number, id: string) => ({ at, service: 'git', kind: 'scope', id }) as const;
    await store.tokens.recordRefusal(shoutedAda, token.id, refusal(START + 5, 'vso.code_write'));
    for (const at of [START + 4, START + 5])
      await store.tokens.recordRefusal(ada, token.id, refusal(at, 'late'));
    for (const stranger of [ben, otherAda])
      await store.tokens.recordRefusal(stranger, token.id, refusal(START + 9, 'theirs'));
    await store.tokens.recordRefusal(ada, 'unknown', refusal(START + 9, 'unknown'));
    const lastRefused = refusal(START + 5, 'vso.code_write');
    await nowAndReopened(opened(), async (reopened) => {
      assert.deepEqual(await reopened.tokens.list(ada), [{ ...token, lastRefused }]);
    });
    const again = (await opened().reopen()).tokens;
    const revoked = await again.change(revocationOf(token));
    assert.deepEqual(revoked?.lastRefused, lastRefused);
  });

  it('remembers where a token was used, a bounded number of places, also after it was opened again', async () => {
    const { store } = opened();
    const token = await inserted();
    const git = { service: 'git', network: '203.0.113.0/24' };
    for (const place of [git, git, { service: 'npm' }]) await store.tokens.recordPlace(ada, token.id, place);
    const places = { services: ['git', 'npm'], networks: ['203.0.113.0/24'] };
    await nowAndReopened(opened(), async (reopened) => {
      assert.deepEqual(await reopened.tokens.find(ada, token.id), { ...token, places });
    });
    const again = (await opened().reopen()).tokens;
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => again.recordPlace(ada, token.id, { service: `service ${n}` })),
    );
    assert.equal((await again.find(ada, token.id))?.places?.services.length, MOST_PLACES);
    for (const stranger of [ben, otherAda]) await again.recordPlace(stranger, token.id, { service: 'x' });
    await again.recordPlace(ada, 'unknown', git);
    assert.deepEqual((await again.find(ada, token.id))?.places?.networks, places.networks);
  });

  it('finds the tokens that nobody has needed for long, and keeps what was asked about them', async () => {
    const { store } = opened();
    const DAYS = 24 * HOUR;
    const [unused, used, kept, revoked, found] = [
      await inserted({ id: 'a' }),
      await inserted({ id: 'b' }),
      await inserted({ id: 'c' }),
      await inserted({ id: 'd' }),
      await inserted({ id: 'e' }),
    ];
    await store.tokens.insert(insertOf(tokenOf(ben, { id: 'f', createdAt: START + 2 * DAYS })));
    const { digest: _, ...elsewhere } = tokenOf(ben, { id: 'g' });
    await store.tokens.insert(insertOf(elsewhere));
    await store.tokens.recordUse(ada, used.id, use(START + 2 * DAYS));
    await store.tokens.change(changeOf(kept, { idle: { askedAt: START, keptAt: START + 2 * DAYS } }));
    await store.tokens.change(changeOf(found, { idle: { askedAt: START } }));
    await store.tokens.change(revocationOf(revoked));
    await nowAndReopened(opened(), async ({ tokens }) => {
      const asked = { now: START + 3 * DAYS, before: START + DAYS, after: '', limit: 10 };
      const ids = (await tokens.listIdle(asked)).map(({ id }) => id);
      assert.deepEqual(ids, [unused.id, found.id]);
      assert.equal((await tokens.listIdle({ ...asked, limit: 1 })).length, 1);
      const [next] = await tokens.listIdle({ ...asked, after: unused.id });
      assert.deepEqual([next?.id, next?.idle], [found.id, { askedAt: START }]);
      assert.deepEqual((await tokens.listIdle({ ...asked, before: START + 2 * DAYS })).length, 5);
      assert.deepEqual(await tokens.listIdle({ ...asked, now: found.validTo }), []);
    });
  });

  it('finds the replaced tokens that may end sooner, while they are active', async () => {
    const { store } = opened();
    const marked = async (id: string, quietMs?: number) => {
      const token = await inserted({ id });
      const rotation = { ...overlapOf(token, 'next'), ...(quietMs === undefined ? {} : { quietMs }) };
      return store.tokens.change(changeOf(token, { rotation, validTo: START + 9 * HOUR }));
    };
    const [first, second] = [await marked('a', HOUR), await marked('b', 2 * HOUR)];
    await marked('c');
    await inserted({ id: 'd' });
    const revoked = await marked('e', HOUR);
    await store.tokens.change(revocationOf(revoked ?? assert.fail()));
    await nowAndReopened(opened(), async ({ tokens }) => {
      const asked = { now: START + HOUR, after: '', limit: 10 };
      assert.deepEqual(await tokens.listCuttingOver(asked), [first, second]);
      assert.deepEqual(await tokens.listCuttingOver({ ...asked, limit: 1 }), [first]);
      assert.deepEqual(await tokens.listCuttingOver({ ...asked, after: 'a' }), [second]);
      assert.deepEqual(await tokens.listCuttingOver({ ...asked, now: START + 9 * HOUR }), []);
    });
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
