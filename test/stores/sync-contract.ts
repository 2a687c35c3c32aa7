import assert from 'node:assert/strict';
import type { Token } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  changeOf,
  DAY,
  findingOf,
  foundOf,
  HOUR,
  insertOf,
  noticeOf,
  otherAda,
  renewalOf,
  revocationOf,
  START,
  shoutedAda,
  stockNoticeOf,
  syncOf,
  tokenOf,
  watchOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** How what a look at an authority brought is written. */
export function describeSyncs(opened: () => OpenedStore): void {
  async function inserted(more: Partial<Token> = {}): Promise<Token> {
    const token = tokenOf(ada, { authority: 'azure-devops', externalId: `own ${more.name ?? ''}`, ...more });
    await opened().store.tokens.insert(insertOf(token));
    return token;
  }

  async function statesOf(token: Token): Promise<string[]> {
    const notices = await opened().store.listNotices(token.owner, token.id);
    return notices.map(({ kind, state, reason }) => [kind, state, reason].filter(Boolean).join(' ')).sort();
  }

  const idsOf = (tokens: readonly Token[]): string[] => tokens.map(({ id }) => id);

  it('writes tokens that are seen for the first time, with their notices', async () => {
    const plain = foundOf(ada, { validTo: START + DAY });
    const odd = foundOf(ada, {
      name: 'git: https://é.example 🎫\n',
      everywhere: true,
      recognizedAt: START + 1,
    });
    const notice = noticeOf(plain, 'found', { detail: 'probably from git' });
    const found = [findingOf(plain, [notice]), findingOf(odd, [])];
    await opened().store.watches.syncTokens(syncOf(ada, { found }));
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.list(ada), [plain, odd]);
      assert.deepEqual(await store.listNotices(ada, plain.id), [notice]);
      assert.deepEqual(await store.listNotices(ada, odd.id), []);
    });
  });

  it('makes a token active again that its authority lists, and changes no other that has ended', async () => {
    const [listed, other] = [await inserted({ name: 'listed' }), await inserted({ name: 'other' })];
    for (const token of [listed, other]) await opened().store.tokens.change(revocationOf(token));
    const validTo = listed.validTo + DAY;
    const change = (token: Token, more: object) => {
      const { name, organization, scopes } = token;
      const set = { name, organization, scopes, validTo };
      const { event } = revocationOf(token);
      return {
        tokenId: token.id,
        set,
        notices: [],
        dropOpenNotices: '',
        event: { ...event, id: `${event.id}-again` },
        ...more,
      };
    };
    const changes = [change(listed, { revives: true }), change(other, {})];
    await opened().store.watches.syncTokens(syncOf(ada, { changes }));
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.find(ada, listed.id), { ...listed, validTo });
      assert.notEqual((await store.tokens.find(ada, other.id))?.revokedAt, undefined);
    });
  });

  it('takes any name and any number of found tokens', async () => {
    const own = await inserted({ name: 'Same' });
    const found = Array.from({ length: 300 }, (_, i) =>
      foundOf(ada, { name: 'Same', validTo: START + DAY + i }),
    );
    await opened().store.watches.syncTokens(syncOf(ada, { found: found.map((token) => findingOf(token)) }));
    assert.deepEqual(idsOf(await opened().store.tokens.list(ada)), idsOf([...found, own]));
  });

  it('passes over a token whose authority and external id are known, with its notices', async () => {
    const { store } = opened();
    const [own, revoked] = [await inserted({ name: 'a' }), await inserted({ name: 'b' })];
    const expired = await inserted({ name: 'c', validTo: START + 1 });
    await store.tokens.change(revocationOf(revoked));
    const seen = foundOf(ada);
    await store.watches.syncTokens(syncOf(ada, { found: [findingOf(seen)] }));
    const before = await store.tokens.list(ada);
    const again = [own, revoked, expired, seen].map(({ externalId = '' }) => foundOf(ada, { externalId }));
    await store.watches.syncTokens(syncOf(shoutedAda, { found: again.map((token) => findingOf(token)) }));
    assert.deepEqual(await store.tokens.list(ada), before);
    for (const token of again) assert.deepEqual(await store.listNotices(ada, token.id), []);
  });

  it('takes a known external id of another authority or another person for a new token', async () => {
    const { store } = opened();
    const { externalId = '' } = await inserted();
    const other = foundOf(ada, { authority: 'tracked', externalId });
    await store.watches.syncTokens(syncOf(ada, { found: [findingOf(other)] }));
    assert.deepEqual(await store.tokens.find(ada, other.id), other);
    for (const person of [ben, otherAda]) {
      const theirs = foundOf(person, { externalId });
      await store.watches.syncTokens(syncOf(person, { found: [findingOf(theirs)] }));
      assert.deepEqual(await store.tokens.list(person), [theirs]);
    }
  });

  it('keeps the first of a token that is seen twice, in one look or in ten at once', async () => {
    const { store } = opened();
    const [first, second] = [foundOf(ada, { externalId: 'x' }), foundOf(ada, { externalId: 'x' })];
    await store.watches.syncTokens(syncOf(ada, { found: [findingOf(first), findingOf(second)] }));
    assert.deepEqual(idsOf(await store.tokens.list(ada)), [first.id]);
    assert.deepEqual(await store.listNotices(ada, second.id), []);
    const shouted = foundOf(ada, { externalId: 'X' });
    await store.watches.syncTokens(syncOf(ada, { found: [findingOf(shouted)] }));
    assert.deepEqual(idsOf(await store.tokens.list(ada)), [first.id]);
    const looks = Array.from({ length: 10 }, () => findingOf(foundOf(ben, { externalId: 'x' })));
    await Promise.all(looks.map((finding) => store.watches.syncTokens(syncOf(ben, { found: [finding] }))));
    assert.equal((await store.tokens.list(ben)).length, 1);
    const owed = await Promise.all(looks.map(({ token }) => store.listNotices(ben, token.id)));
    assert.equal(owed.flat().length, 1);
  });

  it('changes known tokens, and what they owe by the rules of any change', async () => {
    const { store } = opened();
    const [renewed, revoked] = [await inserted({ name: 'a' }), await inserted({ name: 'b' })];
    const recognized = await inserted({ name: 'c' });
    const now = START + HOUR;
    const end = START + 60 * DAY;
    const elsewhere = { name: 'New name', organization: 'internal', scopes: ['vso.build'], validTo: end };
    const changes = [
      changeOf(renewed, elsewhere, { notices: [noticeOf({ ...renewed, validTo: end }, 'expiring')] }),
      changeOf(revoked, { revokedAt: now }, { dropOpenNotices: 'revoked elsewhere' }),
      changeOf(recognized, { recognizedAt: now }, { notices: [noticeOf(recognized, 'expiring')] }),
    ];
    await store.watches.syncTokens(syncOf(ada, { changes }));
    assert.deepEqual(await statesOf(renewed), [
      'created waiting',
      'expiring dropped it changed',
      'expiring waiting',
    ]);
    const reason = 'dropped revoked elsewhere';
    assert.deepEqual(await statesOf(revoked), [`created ${reason}`, `expiring ${reason}`]);
    assert.deepEqual(await statesOf(recognized), ['created waiting', 'expiring waiting']);
    await nowAndReopened(opened(), async (reopened) => {
      assert.deepEqual(await reopened.tokens.find(ada, renewed.id), { ...renewed, ...elsewhere });
      assert.deepEqual(await reopened.tokens.find(ada, revoked.id), { ...revoked, revokedAt: now });
      assert.deepEqual(await reopened.tokens.find(ada, recognized.id), { ...recognized, recognizedAt: now });
    });
  });

  it('makes several changes of one token, one after the other', async () => {
    const token = await inserted();
    const changes = [
      changeOf(token, { recognizedAt: START }),
      changeOf(token, { revokedAt: START }),
      changeOf(token, { name: 'Late', organization: 'internal', scopes: [], validTo: START + DAY }),
    ];
    await opened().store.watches.syncTokens(syncOf(ada, { changes }));
    const expected = { ...token, recognizedAt: START, revokedAt: START };
    assert.deepEqual(await opened().store.tokens.find(ada, token.id), expected);
  });

  it('passes over a change of a token that is not active, unknown or somebody else’s, with its notices', async () => {
    const { store } = opened();
    const [revoked, expired] = [
      await inserted({ name: 'a' }),
      await inserted({ name: 'b', validTo: START + HOUR }),
    ];
    await store.tokens.change(revocationOf(revoked, START));
    const foreign = tokenOf(ben);
    await store.tokens.insert(insertOf(foreign));
    const all = async () => [await store.tokens.list(ada), await store.tokens.list(ben)];
    const before = await all();
    const strangers = [revoked, expired, foreign, tokenOf(ada)];
    const statesBefore = await Promise.all(strangers.map(statesOf));
    const changes = strangers.map((token) => ({ ...renewalOf(token, START + 99 * DAY), owner: ada }));
    const found = foundOf(ada);
    await store.watches.syncTokens(syncOf(ada, { found: [findingOf(found)], changes }));
    assert.deepEqual(await Promise.all(strangers.map(statesOf)), statesBefore);
    assert.deepEqual(await store.tokens.find(ada, found.id), found); // the rest of the look is written
    const [tokens = [], others] = await all();
    assert.deepEqual([tokens.filter(({ id }) => id !== found.id), others], before);
  });

  it('gives and keeps the events of what it wrote, and of nothing that it passed over', async () => {
    const { store } = opened();
    const [revoked, renewed] = [await inserted({ name: 'a' }), await inserted({ name: 'b' })];
    await store.tokens.change(revocationOf(revoked));
    const [seen, twice] = [findingOf(foundOf(ada, { externalId: 'x' })), foundOf(ada, { externalId: 'X' })];
    const changes = [revocationOf(revoked), changeOf(renewed, { recognizedAt: START })];
    const look = syncOf(ada, { found: [seen, findingOf(twice)], changes });
    assert.deepEqual(await store.watches.syncTokens(look), [seen.event, changes[1]?.event]);
    assert.deepEqual(await store.watches.syncTokens(syncOf(ada, { found: [seen] })), []);
  });

  it('adds to the stock of a person under watch, and leaves their time alone', async () => {
    const { store } = opened();
    const watch = watchOf(ada, { stocked: ['ä'] });
    await store.watches.save(watch);
    await store.watches.syncTokens(syncOf(shoutedAda, { stock: { asRead: ['ä'], added: ['b', 'c'] } }));
    await store.watches.syncTokens(syncOf(ben, { stock: { asRead: undefined, added: [] } }));
    await nowAndReopened(opened(), async (reopened) => {
      assert.deepEqual(await reopened.watches.find(ada), { ...watch, stocked: ['ä', 'b', 'c'] });
      assert.equal(await reopened.watches.find(ben), undefined);
    });
  });

  it('writes nothing of a look that has read another stock: one of ten that take it at once counts', async () => {
    const { store } = opened();
    await store.watches.save(watchOf(ada, { stocked: [] }));
    const token = await inserted();
    const stock = { asRead: [], added: ['example'] };
    const looks = Array.from({ length: 10 }, (_, i) =>
      syncOf(ada, {
        found: [findingOf(foundOf(ada))],
        notices: [stockNoticeOf(ada, { id: `n${i}` })],
        stock,
      }),
    );
    const written = await Promise.all(looks.map((look) => store.watches.syncTokens(look)));
    const counted = looks.filter((_, i) => written[i] !== undefined);
    assert.equal(counted.length, 1);
    const changes = [changeOf(token, { recognizedAt: START })];
    for (const asRead of [undefined, [], ['another'], ['example', 'another']])
      assert.equal(
        await store.watches.syncTokens(syncOf(ada, { changes, stock: { asRead, added: ['c'] } })),
        undefined,
      );
    await store.watches.syncTokens(
      syncOf(ben, { found: [findingOf(foundOf(ben))], stock: { asRead: [], added: [] } }),
    );
    await nowAndReopened(opened(), async (reopened) => {
      const found = counted.flatMap((look) => look.found.map((one) => one.token));
      assert.deepEqual(await reopened.tokens.list(ada), [token, ...found]);
      assert.deepEqual(
        await reopened.listNotices(ada, ''),
        counted.flatMap(({ notices }) => notices),
      );
      assert.deepEqual((await reopened.watches.find(ada))?.stocked, ['example']);
      assert.deepEqual(await reopened.tokens.list(ben), []);
    });
  });

  it('writes nothing of an empty look, whoever it is about', async () => {
    const token = await inserted();
    await opened().store.watches.syncTokens(syncOf(ada));
    await opened().store.watches.syncTokens(syncOf(ben));
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.tokens.list(ada), [token]);
      assert.deepEqual(await store.tokens.list(ben), []);
    });
  });

  it('keeps what it was given when the caller goes on to change it', async () => {
    const scopes = ['vso.code'];
    const token = foundOf(ada, { scopes });
    const writing = opened().store.watches.syncTokens(syncOf(ada, { found: [findingOf(token)] }));
    scopes.push('vso.everything');
    await writing;
    assert.deepEqual((await opened().store.tokens.find(ada, token.id))?.scopes, ['vso.code']);
  });
}
