import assert from 'node:assert/strict';
import { alreadyRotating } from '../../src/core/tokens/refusals.ts';
import type { Token } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  changeOf,
  DAY,
  foundOf,
  HOUR,
  insertOf,
  noticeOf,
  overlapOf,
  replacementOf,
  revocationOf,
  START,
  tokenOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** How one token takes the place of another. */
export function describeReplacements(opened: () => OpenedStore): void {
  const later = (more: Partial<Token> = {}): Token => tokenOf(ada, { createdAt: START + HOUR, ...more });

  async function inserted(more: Partial<Token> = {}): Promise<Token> {
    const token = tokenOf(ada, more);
    await opened().store.tokens.insert(insertOf(token));
    return token;
  }

  async function statesOf(token: Token, store = opened().store): Promise<string[]> {
    const notices = await store.listNotices(token.owner, token.id);
    return notices.map(({ kind, state, reason }) => [kind, state, reason].filter(Boolean).join(' ')).sort();
  }

  it('adds the new token and changes the old one together, with the notices of both', async () => {
    const old = await inserted();
    const next = later();
    await opened().store.tokens.insert(replacementOf(old, next));
    const ending = { ...old, rotation: overlapOf(old, next.id), validTo: START + HOUR + DAY };
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.list(ada), [ending, next]);
      assert.deepEqual(await statesOf(next, store), ['created waiting', 'expiring waiting']);
      assert.deepEqual(await statesOf(old, store), [
        'created waiting',
        'cut-over waiting',
        'ended waiting',
        'expiring dropped the token was replaced',
      ]);
    });
  });

  it('drops every open notice of an old one that is revoked by it, except those owed again', async () => {
    const old = await inserted();
    const set = { revokedAt: START + HOUR };
    const notices = [noticeOf(old, 'created')];
    const replaces = { tokenId: old.id, set, notices, dropOpenNotices: 'gone' };
    await opened().store.tokens.insert(insertOf(later(), { replaces }));
    assert.deepEqual(await statesOf(old), ['created waiting', 'expiring dropped gone']);
    assert.equal((await opened().store.tokens.find(ada, old.id))?.revokedAt, START + HOUR);
  });

  it('gives the new token the name and the place of the old one', async () => {
    const old = await inserted({ name: 'Build' });
    await opened().store.tokens.insert(replacementOf(old, later({ name: ' BUILD' }), { maxActive: 1 }));
    assert.equal((await opened().store.tokens.list(ada)).length, 2);
  });

  it('counts the new token, and the old one no more, from then on', async () => {
    const { store } = opened();
    const old = await inserted({ name: 'Build' });
    const next = later({ name: 'Deploy' });
    await store.tokens.insert(replacementOf(old, next));
    await assert.rejects(store.tokens.insert(insertOf(later(), { maxActive: 1 })), {
      code: 'too-many-tokens',
    });
    await assert.rejects(store.tokens.insert(insertOf(later({ name: 'deploy' }))), { code: 'name-taken' });
    await store.tokens.insert(insertOf(later({ name: 'Build' }), { maxActive: 2 }));
  });

  it('counts an old token whose replacement has only begun, or was taken back', async () => {
    const { store } = opened();
    const old = await inserted();
    for (const state of ['started', 'undone'] as const) {
      await store.tokens.change(changeOf(old, { rotation: { state, startedAt: START + HOUR } }));
      const same = store.tokens.insert(insertOf(later({ name: old.name })));
      await assert.rejects(same, { code: 'name-taken' }, state);
      const more = store.tokens.insert(insertOf(later(), { maxActive: 1 }));
      await assert.rejects(more, { code: 'too-many-tokens' }, state);
    }
  });

  it('refuses to replace a token that is not active, and writes nothing', async () => {
    const { store } = opened();
    const [revoked, expired] = [await inserted(), await inserted({ validTo: START + HOUR })];
    await store.tokens.change(revocationOf(revoked, START + 1));
    const foreign = tokenOf(ben);
    await store.tokens.insert(insertOf(foreign));
    const all = async () => [await store.tokens.list(ada), await store.tokens.list(ben)];
    const before = await all();
    for (const old of [revoked, expired, foreign, tokenOf(ada)]) {
      const [next, notices] = [later(), await statesOf(old)];
      await assert.rejects(store.tokens.insert(replacementOf(old, next)), { code: 'not-active' });
      assert.deepEqual(await store.listNotices(ada, next.id), []);
      assert.deepEqual(await statesOf(old), notices);
    }
    assert.deepEqual(await all(), before);
    const inTime = later({ createdAt: expired.validTo - 1 });
    await store.tokens.insert(replacementOf(expired, inTime));
  });

  it('refuses to replace a token that another rotation has replaced since it was read, before its name', async () => {
    const { store } = opened();
    const old = await inserted({ name: 'Build' });
    const rotation = { state: 'started', startedAt: START } as const;
    const asRead = await store.tokens.change(changeOf(old, { rotation }));
    assert.ok(asRead);
    const replacing = (next: Token, read: Token) => {
      const { replaces, ...insert } = replacementOf(old, next);
      return { ...insert, replaces: { ...(replaces ?? assert.fail()), asRead: read } };
    };
    const next = later({ name: 'Build' });
    await assert.rejects(store.tokens.insert(replacing(next, old)), alreadyRotating());
    await store.tokens.insert(replacing(next, asRead));
    for (const name of ['Build', 'Another name']) {
      await assert.rejects(store.tokens.insert(replacing(later({ name }), asRead)), alreadyRotating());
    }
    assert.equal((await store.tokens.list(ada)).length, 2);
    assert.deepEqual((await store.tokens.find(ada, old.id))?.rotation, overlapOf(old, next.id));
  });

  it('refuses the name and the place of any other token, and leaves the old one alone', async () => {
    const { store } = opened();
    const [old, other] = [await inserted(), await inserted()];
    const named = replacementOf(old, later({ name: other.name }));
    await assert.rejects(store.tokens.insert(named), { code: 'name-taken' });
    const full = replacementOf(old, later(), { maxActive: 1 });
    await assert.rejects(store.tokens.insert(full), { code: 'too-many-tokens' });
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.tokens.find(ada, old.id), old);
      assert.equal((await now.tokens.list(ada)).length, 2);
      assert.deepEqual(await statesOf(old, now), ['created waiting', 'expiring waiting']);
    });
  });

  it('names the used form before everything else', async () => {
    const { store } = opened();
    const old = await inserted();
    await store.tokens.insert(replacementOf(old, later({ formKey: 'once' })));
    await store.tokens.change(revocationOf(old, START + 2 * HOUR));
    const again = later({ formKey: 'once', createdAt: START + 3 * HOUR });
    await assert.rejects(store.tokens.insert(replacementOf(old, again)), { code: 'form-used' });
  });

  it('lets exactly one of ten replacements of the same name win a race', async () => {
    const { store } = opened();
    const old = await inserted({ name: 'Build' });
    const nexts = Array.from({ length: 10 }, () => later({ name: 'Build' }));
    const inserts = nexts.map((next) => store.tokens.insert(replacementOf(old, next)));
    const results = await Promise.allSettled(inserts);
    const winner = nexts[results.findIndex(({ status }) => status === 'fulfilled')];
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    const rotation = (await store.tokens.find(ada, old.id))?.rotation;
    assert.equal(rotation?.state === 'overlap' && rotation.successorId, winner?.id);
    assert.equal((await store.tokens.list(ada)).length, 2);
  });

  it('replaces a token that was made elsewhere', async () => {
    const { store } = opened();
    const found = foundOf(ada);
    await store.tokens.insert(insertOf(found));
    const next = later({ name: found.name, externalId: 'external-next', authority: 'azure-devops' });
    await store.tokens.insert(replacementOf(found, next));
    const [ending] = await store.tokens.list(ada);
    assert.deepEqual([ending?.id, ending?.externalId], [found.id, found.externalId]);
  });
}
