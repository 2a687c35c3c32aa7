import assert from 'node:assert/strict';
import type { Token } from '../../src/core/tokens/token.ts';
import { ada, ben, findingOf, foundOf, HOUR, insertOf, LEASE, START, syncOf, tokenOf } from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** What becomes of the copy of a token that a look at its authority found before the token itself was written. */
export function describeFoundCopies(opened: () => OpenedStore): void {
  async function found(token: Token): Promise<Token> {
    await opened().store.watches.syncTokens(syncOf(token.owner, { found: [findingOf(token)] }));
    return token;
  }

  /** The token as Patkeeper itself writes it. */
  function madeHere(copy: Token, more: Partial<Token> = {}): Token {
    const { authority, externalId = '' } = copy;
    return tokenOf(copy.owner, { authority, externalId, createdAt: START + HOUR, ...more });
  }

  it('takes the place of a found copy of the same authority and external id, which owes nothing more', async () => {
    const copy = await found(foundOf(ada));
    const token = madeHere(copy);
    await opened().store.tokens.insert(insertOf(token, { notices: [] }));
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.list(ada), [token]);
      assert.equal(await store.tokens.find(ada, copy.id), undefined);
      const open = (await store.listNotices(ada, copy.id)).filter(({ state }) => state !== 'dropped');
      assert.deepEqual(open, []);
      assert.equal(await store.notices.nextAt(), undefined);
    });
  });

  it('takes the place of a found copy whose external id is written in another case', async () => {
    const copy = await found(foundOf(ada, { externalId: 'ABC-def' }));
    const token = madeHere(copy, { externalId: 'abc-DEF' });
    await opened().store.tokens.insert(insertOf(token));
    assert.deepEqual(await opened().store.tokens.list(ada), [token]);
  });

  it('takes the place of a found copy that has ended', async () => {
    const copy = await found(foundOf(ada, { validTo: START + 1 }));
    const token = madeHere(copy);
    await opened().store.tokens.insert(insertOf(token));
    assert.deepEqual(await opened().store.tokens.list(ada), [token]);
  });

  it('leaves the sender of a notice of the copy with nothing to settle', async () => {
    const { store } = opened();
    const copy = await found(foundOf(ada));
    const [claimed] = await store.notices.claimDue({ now: START + HOUR, leaseMs: LEASE, limit: 1 });
    assert.equal(claimed?.tokenId, copy.id);
    await store.tokens.insert(insertOf(madeHere(copy), { notices: [] }));
    await store.notices.settle(claimed, { state: 'held', reason: 'blocked' }, START + HOUR + 1);
    assert.ok((await store.listNotices(ada, copy.id)).every(({ state }) => state === 'dropped'));
    await store.contacts.setReachable(ada, START + 2 * HOUR);
    assert.equal(await store.notices.nextAt(), undefined);
  });

  it('leaves every other token be', async () => {
    const { store } = opened();
    const externalId = 'the same everywhere';
    const others = [
      await found(foundOf(ada)),
      await found(foundOf(ada, { externalId, authority: 'tracked' })),
      await found(foundOf(ben, { externalId })),
    ];
    const copy = await found(foundOf(ada, { externalId }));
    await store.tokens.insert(insertOf(madeHere(copy)));
    for (const other of others) assert.deepEqual(await store.tokens.find(other.owner, other.id), other);
    await store.tokens.insert(insertOf(tokenOf(ada)));
    assert.equal((await store.tokens.list(ada)).length, 4);
  });

  it('leaves the copy be when the token is refused', async () => {
    const { store } = opened();
    const copy = await found(foundOf(ada));
    await store.tokens.insert(insertOf(tokenOf(ada, { name: 'Taken' })));
    const refused = insertOf(madeHere(copy, { name: 'taken' }));
    await assert.rejects(store.tokens.insert(refused), { code: 'name-taken' });
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.tokens.find(ada, copy.id), copy);
      assert.deepEqual(
        (await now.listNotices(ada, copy.id)).map(({ state }) => state),
        ['waiting'],
      );
    });
  });

  it('counts no found token for a name or against the limit', async () => {
    const { store } = opened();
    for (let count = 0; count < 3; count += 1) await found(foundOf(ada, { name: 'Elsewhere' }));
    await store.tokens.insert(insertOf(tokenOf(ada, { name: 'elsewhere' }), { maxActive: 1 }));
    const second = insertOf(tokenOf(ada), { maxActive: 1 });
    await assert.rejects(store.tokens.insert(second), { code: 'too-many-tokens' });
  });
}
