import assert from 'node:assert/strict';
import type { Token } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  DAY,
  findingOf,
  foundOf,
  insertOf,
  otherAda,
  renewalOf,
  replacementOf,
  revocationOf,
  START,
  shoutedAda,
  syncOf,
  tokenOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** How tokens are added and found. */
export function describeTokens(opened: () => OpenedStore): void {
  it('gives a token back as it was written, also after it was opened again', async () => {
    const { digest: _, ...foreign } = tokenOf(ada, { authority: 'azure-devops', validTo: START + DAY });
    const own = tokenOf(ada, { name: 'Ünïcode 🎫 "quoted"\n', scopes: ['a', 'b'], renewedAt: START });
    for (const token of [own, foreign]) await opened().store.tokens.insert(insertOf(token));
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.find(ada, own.id), own);
      assert.deepEqual(await store.tokens.list(ada), [foreign, own]);
    });
  });

  it('lists the soonest to expire first, then by id', async () => {
    const { store } = opened();
    const ends: [string, number][] = [
      ['c', 9],
      ['b', 5],
      ['a', 9],
      ['d', 2],
    ];
    for (const [id, days] of ends)
      await store.tokens.insert(insertOf(tokenOf(ada, { id, validTo: START + days * DAY })));
    assert.deepEqual(idsOf(await store.tokens.list(ada)), ['d', 'b', 'a', 'c']);
  });

  it('shows a token to its owner only, however the owner is spelled', async () => {
    const { store } = opened();
    const token = tokenOf(ada);
    await store.tokens.insert(insertOf(token));
    for (const stranger of [ben, otherAda]) {
      assert.deepEqual(await store.tokens.list(stranger), []);
      assert.equal(await store.tokens.find(stranger, token.id), undefined);
      assert.deepEqual(await store.listNotices(stranger, token.id), []);
      assert.equal(await store.tokens.change(revocationOf(token, START, { owner: stranger })), undefined);
    }
    assert.deepEqual(await store.tokens.list(shoutedAda), [token]);
    assert.deepEqual(await store.tokens.find(shoutedAda, token.id), token);
    assert.equal(await store.tokens.find(ada, 'no such token'), undefined);
  });

  it('finds a token by its selector, whoever owns it and whatever became of it', async () => {
    const [first, second] = [tokenOf(ada), tokenOf(ben)];
    for (const token of [first, second]) await opened().store.tokens.insert(insertOf(token));
    const revoked = await opened().store.tokens.change(revocationOf(first));
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.findBySelector(selectorOf(first)), revoked);
      assert.deepEqual(await store.tokens.findBySelector(selectorOf(second)), second);
      assert.equal(await store.tokens.findBySelector('unknown'), undefined);
    });
  });

  it('counts the active tokens of each pepper, whoever owns them', async () => {
    const { store } = opened();
    const byPepper = async (now: number) => {
      const asked = { now, latestEnd: START, mostPerPerson: 1 };
      return [...(await store.tokens.countActive(asked)).byPepper].sort(([a], [b]) => a - b);
    };
    assert.deepEqual(await byPepper(START), []);
    const digestOf = (selector: string, pepper: number) => ({ selector, digest: 'digest', pepper });
    const [old, ending, revoked, other] = [
      tokenOf(ada, { digest: digestOf('counted1', 1) }),
      tokenOf(ada, { digest: digestOf('counted2', 1), validTo: START + DAY }),
      tokenOf(ada, { digest: digestOf('counted3', 7) }),
      tokenOf(ben, { digest: digestOf('counted4', 1_234_567_890) }),
    ];
    const { digest: _, ...foreign } = tokenOf(ben, { authority: 'azure-devops' });
    for (const token of [old, ending, revoked, other, foreign]) await store.tokens.insert(insertOf(token));
    await store.tokens.change(revocationOf(revoked));
    assert.deepEqual(await byPepper(START + DAY - 1), [
      [1, 2],
      [1_234_567_890, 1],
    ]);
    assert.deepEqual(await byPepper(START + DAY), [
      [1, 1],
      [1_234_567_890, 1],
    ]);
  });

  it('counts active tokens in groups that are alike under a policy, and the people above a limit', async () => {
    const { store } = opened();
    const count = (mostPerPerson: number) =>
      store.tokens.countActive({ now: START, latestEnd: START + 30 * DAY, mostPerPerson });
    const above = async (mostPerPerson: number) => (await count(mostPerPerson)).peopleAbove;
    assert.deepEqual(await count(0), { groups: [], byPepper: new Map(), peopleAbove: 0 });
    const code = { scopes: ['vso.code', 'vso.packaging'] };
    const [one, two, other, revoked, expired] = [
      tokenOf(ada, { ...code, validTo: START + 30 * DAY }),
      tokenOf(ben, { ...code, validTo: START + 30 * DAY + 1 }),
      tokenOf(ada, { organization: 'web', scopes: ['vso.code'], validTo: START + DAY }),
      tokenOf(ada),
      tokenOf(ben, { createdAt: START - 2 * DAY, validTo: START }),
    ];
    for (const token of [one, two, other, revoked, expired]) await store.tokens.insert(insertOf(token));
    await store.tokens.change(revocationOf(revoked));
    const { authority, organization } = one;
    const groups = [...(await count(0)).groups].sort((a, b) => b.tokens - a.tokens);
    assert.deepEqual(groups, [
      { authority, organization, ...code, tokens: 2, late: 1 },
      { authority, organization: 'web', scopes: ['vso.code'], tokens: 1, late: 0 },
    ]);
    assert.deepEqual([await above(0), await above(1), await above(2)], [2, 1, 0]);
    const [found, next] = [foundOf(ada), tokenOf(ada)];
    await store.watches.syncTokens(syncOf(ada, { found: [findingOf(found)], notices: [] }));
    await store.tokens.insert(replacementOf(one, next));
    assert.equal(await above(2), 0, 'found and replaced ones hold no place');
  });

  it('refuses a form key that the owner has used, even for a token that is gone', async () => {
    const { store } = opened();
    const token = tokenOf(ada, { formKey: 'once' });
    await store.tokens.insert(insertOf(token));
    await store.tokens.change(revocationOf(token));
    const again = tokenOf(shoutedAda, { formKey: 'once' });
    await assert.rejects(store.tokens.insert(insertOf(again)), { code: 'form-used' });
    await store.tokens.insert(insertOf(tokenOf(ben, { formKey: 'once' })));
  });

  it('names the used form before the taken name and the limit', async () => {
    const { store } = opened();
    const token = tokenOf(ada);
    await store.tokens.insert(insertOf(token));
    const same = insertOf({ ...token, id: 'same' }, { maxActive: 1 });
    await assert.rejects(store.tokens.insert(same), { code: 'form-used' });
    const named = insertOf({ ...token, id: 'named', formKey: 'new' }, { maxActive: 1 });
    await assert.rejects(store.tokens.insert(named), { code: 'name-taken' });
  });

  it('refuses the name of an active token of the owner, and no other', async () => {
    const { store } = opened();
    const first = tokenOf(ada, { name: 'Build  Ｓerver', validTo: START + 10 * DAY });
    await store.tokens.insert(insertOf(first));
    const twin = (more: Partial<Token> = {}): Token => tokenOf(ada, { name: ' build  server', ...more });
    await assert.rejects(store.tokens.insert(insertOf(twin())), { code: 'name-taken' });
    await assert.rejects(store.tokens.insert(insertOf(twin({ createdAt: first.validTo - 1 }))), {
      code: 'name-taken',
    });
    await store.tokens.insert(insertOf(tokenOf(ben, { name: first.name })));
    await store.tokens.insert(insertOf(tokenOf(otherAda, { name: first.name })));
    const second = twin({ createdAt: first.validTo, validTo: first.validTo + DAY });
    await store.tokens.insert(insertOf(second));
    await store.tokens.change(revocationOf(second, first.validTo));
    await store.tokens.insert(insertOf(twin({ createdAt: first.validTo + 1, validTo: first.validTo + DAY })));
  });

  it('refuses a token over the limit, counting active ones only', async () => {
    const { store } = opened();
    const [short, long] = [tokenOf(ada, { validTo: START + DAY }), tokenOf(ada)];
    for (const token of [short, long]) await store.tokens.insert(insertOf(token, { maxActive: 2 }));
    await assert.rejects(store.tokens.insert(insertOf(tokenOf(ada), { maxActive: 2 })), {
      code: 'too-many-tokens',
    });
    await store.tokens.insert(insertOf(tokenOf(ben), { maxActive: 1 }));
    await store.tokens.insert(insertOf(tokenOf(ada, { createdAt: START + DAY }), { maxActive: 2 }));
    await store.tokens.change(revocationOf(long));
    await store.tokens.insert(insertOf(tokenOf(ada, { createdAt: START + DAY }), { maxActive: 2 }));
  });

  it('writes nothing of a refused token', async () => {
    const { store } = opened();
    const first = tokenOf(ada);
    await store.tokens.insert(insertOf(first, { notices: [] }));
    const refused = tokenOf(ada, { name: first.name });
    await assert.rejects(store.tokens.insert(insertOf(refused)));
    assert.deepEqual(await store.tokens.list(ada), [first]);
    assert.deepEqual(await store.listNotices(ada, refused.id), []);
    assert.equal(await store.tokens.findBySelector(selectorOf(refused)), undefined);
    assert.equal(await store.notices.nextAt(), undefined);
  });

  it('lets exactly one of two equal names, one of two equal forms, and no token over the limit win a race', async () => {
    const { store } = opened();
    const race = async (tokens: readonly Token[], maxActive: number): Promise<number> => {
      const inserts = tokens.map((token) => store.tokens.insert(insertOf(token, { maxActive })));
      return (await Promise.allSettled(inserts)).filter(({ status }) => status === 'fulfilled').length;
    };
    assert.equal(await race([tokenOf(ada, { name: 'Twin' }), tokenOf(shoutedAda, { name: 'twin' })], 9), 1);
    assert.equal(await race([tokenOf(ada, { formKey: 'f' }), tokenOf(ada, { formKey: 'f' })], 9), 1);
    assert.equal(
      await race(
        Array.from({ length: 10 }, () => tokenOf(ada)),
        5,
      ),
      3,
    );
    assert.equal((await store.tokens.list(ada)).length, 5);
  });

  it('keeps what it was given when the caller goes on to change it', async () => {
    const { store } = opened();
    const scopes = ['vso.code'];
    const token = tokenOf(ada, { scopes });
    const inserting = store.tokens.insert(insertOf(token));
    scopes.push('vso.everything');
    await inserting;
    assert.deepEqual((await store.tokens.find(ada, token.id))?.scopes, ['vso.code']);
    await store.tokens.change(renewalOf(token, START + 90 * DAY));
    assert.deepEqual((await store.tokens.find(ada, token.id))?.scopes, ['vso.code']);
  });
}

function idsOf(tokens: readonly Token[]): string[] {
  return tokens.map(({ id }) => id);
}

function selectorOf(token: Token): string {
  return token.digest?.selector ?? assert.fail('the token has no selector');
}
