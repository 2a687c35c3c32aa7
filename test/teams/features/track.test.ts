import assert from 'node:assert/strict';
import { createTrackedAuthority } from '../../../src/authorities/tracked/tracked-authority.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { submitForm } from '../../../src/teams/features/create.ts';
import { offerRotate } from '../../../src/teams/features/offer-rotate.ts';
import { askRenew } from '../../../src/teams/features/renew.ts';
import { askRevoke, revoke } from '../../../src/teams/features/revoke.ts';
import { askRevokeAll, revokeAll } from '../../../src/teams/features/revoke-all.ts';
import {
  offerTrack,
  openTrack,
  submitTrack,
  type TrackForm,
  tokenPageOf,
} from '../../../src/teams/features/track.ts';
import { assertRefused } from '../../core/samples.ts';
import { ADA, BEN, createFeatureWorld, dataOf, ENGLISH, pageOf } from '../../support/feature-world.ts';

const BACK = { words: '', state: 'active', page: 0 } as const;
const WAREHOUSE = 'tracked:Warehouse';
const PAGE = 'https://tfs.example.com/Main/_usersSettings/tokens';

function setUp() {
  const collections = [{ name: 'Warehouse', url: 'https://tfs.example.com/Main' }];
  const world = createFeatureWorld({}, ['internal'], {
    authorities: [createTrackedAuthority({ collections })],
  });
  const typed = (fields: Partial<TrackForm> = {}): TrackForm => ({
    formKey: world.deps.newFormKey(),
    name: 'npm publish',
    organization: '',
    where: 'npmjs.com',
    date: '2026-06-30',
    scopes: '',
    ...fields,
  });
  return { ...world, typed };
}

describe('a token that was made elsewhere', () => {
  it('starts with a card whose button opens the dialog with the name in it', () => {
    const card = offerTrack({ tokenName: 'npm publish' }, ENGLISH);
    assert.match(dataOf('track', card).text, /secret never comes here/);
    const { content } = createCardRenderer({ actions: 'execute' }).render(card);
    const [{ data } = { data: {} }] = content['actions'] as { data: object }[];
    assert.deepEqual(data, { msteams: { type: 'task/fetch' }, verb: 'track.open', name: 'npm publish' });
  });

  it('is asked for where it is valid, unless a collection was chosen: that has its page', async () => {
    const { deps } = setUp();
    const any = pageOf('track-form', await openTrack({ name: 'npm', organization: '' }, ADA, deps));
    assert.deepEqual([any.asksWhere, any.organization, any.pageUrl], [true, '', '']);
    assert.deepEqual([any.minDate, any.maxDate], ['2026-01-16', '2036-01-13']);
    const there = pageOf(
      'track-form',
      await openTrack({ name: 'agent', organization: WAREHOUSE }, ADA, deps),
    );
    assert.deepEqual([there.asksWhere, there.organization, there.pageUrl], [false, WAREHOUSE, PAGE]);
    assert.match(there.intro, /^Tokens for Warehouse can’t be created here\. Create one on its token page/);
  });

  it('of a collection is what the create dialog leads to', async () => {
    const { deps, form, store } = setUp();
    const page = await submitForm(await form({ name: 'agent', organization: WAREHOUSE }), ADA, deps);
    assert.deepEqual([pageOf('track-form', page).name, pageOf('track-form', page).pageUrl], ['agent', PAGE]);
    assert.deepEqual(await store.tokens.list(ADA), []);
    await submitTrack(setUp().typed({ name: 'agent', organization: WAREHOUSE, where: '' }), ADA, deps);
    const [token] = await store.tokens.list(ADA);
    assert.deepEqual([token?.authority, token?.organization], ['tracked', 'Warehouse']);
  });

  it('is remembered with its words for scopes to the end of its last day, once however often it is sent', async () => {
    const { deps, store, typed } = setUp();
    const form = typed({ scopes: 'publish, read;read <b>' });
    for (const _twice of [1, 2]) {
      const done = pageOf('message', await submitTrack(form, ADA, deps));
      assert.match(done.text, /remember npm publish until 30 Jun 2026, 23:59 UTC/);
    }
    const [token, ...more] = await store.tokens.list(ADA);
    assert.deepEqual(more, []);
    assert.deepEqual(token?.scopes, ['publish', 'read', 'b']);
    assert.equal(token?.validTo, Date.UTC(2026, 6, 1) - 1);
    assert.deepEqual(
      (await store.listNotices(ADA, token?.id ?? '')).map(({ kind }) => kind),
      ['expiring', 'expired'],
    );
  });

  it('is promised no reminder when it ends too soon for one', async () => {
    const { deps, typed } = setUp();
    const done = pageOf('message', await submitTrack(typed({ date: '2026-01-16' }), ADA, deps));
    assert.match(done.text, /It ends too soon for a reminder/);
  });

  it('is held back, with what was typed, until every field is right', async () => {
    const { deps, store, typed } = setUp();
    const form = typed({ name: ' ', where: '', date: '2026-01-15', scopes: 'publish' });
    const page = pageOf('track-form', await submitTrack(form, ADA, deps));
    for (const error of [page.nameError, page.whereError, page.dateError]) assert.notEqual(error, '');
    assert.deepEqual([page.formKey, page.date, page.scopes], [form.formKey, '2026-01-15', 'publish']);
    assert.deepEqual(await store.tokens.list(ADA), []);
  });

  it('is renewed and replaced where it was made, which it says to who asks', async () => {
    const { deps, store, typed } = setUp();
    await submitTrack(typed(), ADA, deps);
    const [token] = await store.tokens.list(ADA);
    const about = { tokenId: token?.id ?? '', back: BACK };
    assert.match(
      dataOf('token', await askRenew(about, ADA, deps)).news,
      /Renew, replace or revoke it there.*\/pat track/,
    );
    assert.match(
      dataOf('token', await offerRotate(about, ADA, deps)).news,
      /Create a new one there, then type \/pat track/,
    );
  });

  it('is not revoked but forgotten, after its page was pointed to', async () => {
    const { deps, store, typed } = setUp();
    await submitTrack(typed({ organization: WAREHOUSE }), ADA, deps);
    await submitTrack(typed({ name: 'other' }), ADA, deps);
    const tokens = await store.tokens.list(ADA);
    const about = (name: string) => ({
      tokenId: tokens.find((one) => one.name === name)?.id ?? '',
      back: BACK,
    });
    const ask = dataOf('forget-question', await askRevoke(about('npm publish'), ADA, deps));
    assert.match(ask.text, /can’t revoke it\. Revoke it where it was created/);
    assert.equal(ask.pageUrl, PAGE);
    assert.equal(dataOf('forget-question', await askRevoke(about('other'), ADA, deps)).pageUrl, '');
    const gone = dataOf('revoked', await revoke(about('npm publish'), ADA, deps));
    assert.equal(gone.text, 'You get no more messages about it.');
    assert.equal(gone.forgotten, true);
    const words = [gone.token.state, gone.summary, gone.token.ends].join(' ');
    assert.match(words, /^Forgotten npm publish: forgotten on .* forgotten on /);
    const { text } = dataOf('revoked', await askRevoke(about('npm publish'), ADA, deps));
    assert.equal(text, 'It was already forgotten.');
    await assertRefused('not-found', () => revoke(about('other'), BEN, deps));
  });

  it('is left alone when all tokens are revoked, which the question and the answer say', async () => {
    const { deps, create, store, typed } = setUp();
    await create('laptop');
    await submitTrack(typed(), ADA, deps);
    const one = dataOf('revoke-all-question', await askRevokeAll({ back: BACK }, ADA, deps));
    assert.deepEqual([one.title, one.names], ['Revoke 1 token?', ['laptop (Organization internal)']]);
    assert.equal(one.kept, '1 remembered token stays as it is. Revoke it where it was created.');
    await submitTrack(typed({ name: 'other' }), ADA, deps);
    const both = '2 remembered tokens stay as they are. Revoke them where they were created.';
    const { asOf, kept } = dataOf('revoke-all-question', await askRevokeAll({ back: BACK }, ADA, deps));
    assert.equal(kept, both);
    const done = dataOf('revoked-all', await revokeAll({ asOf, back: BACK }, ADA, deps));
    assert.deepEqual([done.title, done.names, done.kept], ['Revoked 1 token', one.names, both]);
    assert.equal(done.text, 'Programs that still use them are refused from now on.');
    const tracked = (await store.tokens.list(ADA)).filter(({ authority }) => authority === 'tracked');
    assert.deepEqual(
      tracked.map(({ revokedAt }) => revokedAt),
      [undefined, undefined],
    );
    const none = dataOf('message', await askRevokeAll({ back: BACK }, ADA, deps));
    assert.equal(none.text, `You have no active tokens that I can revoke. ${both}`);
  });

  it('knows the page of a collection only', async () => {
    const { deps } = setUp();
    assert.equal(await tokenPageOf('Warehouse', ADA, deps), PAGE);
    assert.equal(await tokenPageOf('internal', ADA, deps), undefined);
  });
});
