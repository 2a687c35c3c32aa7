import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { LONGEST_NAME } from '../../../src/core/tokens/token-name.ts';
import type { TrackInput } from '../../../src/core/tokens/token-service-port.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB, findingOf, refusal, sampleToken } from '../samples.ts';
import { setUpService } from './service-setup.ts';

const INPUT: TrackInput = {
  formKey: 'track-1',
  name: 'npm publish token',
  organization: 'npmjs.com',
  scopes: ['publish', ' ', 'read:packages'],
  date: '2026-06-30',
};

describe('tracking a token that was made elsewhere', () => {
  it('remembers it without any secret, and owes what is due of its end only', async () => {
    const { service, store, wake } = setUpService();
    const token = await service.track(ADA, INPUT);
    assert.equal(token.authority, 'tracked');
    assert.equal(token.validTo, Date.UTC(2026, 6, 1) - 1);
    assert.deepEqual(token.scopes, ['publish', 'read:packages']);
    const notices = await store.listNotices(ADA, token.id);
    assert.deepEqual(
      notices.map(({ kind, dueAt }) => [kind, dueAt]),
      [
        ['expiring', token.validTo - 7 * DAY],
        ['expired', token.validTo],
      ],
    );
    assert.equal(store.events.at(-1)?.action, 'track');
    assert.equal(wake.callCount, 1);
  });

  it('does it once, however often the form is submitted', async () => {
    const { service, store } = setUpService();
    await Promise.all([service.track(ADA, INPUT), service.track(ADA, INPUT)]);
    await service.track(ADA, INPUT);
    assert.equal((await store.tokens.list(ADA)).length, 1);
  });

  it('remembers another one of another form, beside those that there are', async () => {
    const { service, create, store } = setUpService();
    await create();
    const first = await service.track(ADA, INPUT);
    const second = await service.track(ADA, { ...INPUT, formKey: 'track-2', name: 'pypi' });
    assert.deepEqual([first.name, second.name], ['npm publish token', 'pypi']);
    assert.equal((await store.tokens.list(ADA)).length, 3);
  });

  it('is refused, and not tried again, when its name is taken or the store is away', async () => {
    const { service, store } = setUpService();
    await service.track(ADA, INPUT);
    await assertRefused('name-taken', () => service.track(ADA, { ...INPUT, formKey: 'track-2' }));
    for (const error of [new PatkeeperError('store-unavailable'), new TypeError('a mistake of ours')]) {
      const insert = sinon.fake.rejects(error);
      store.tokens.insert = insert;
      await assert.rejects(() => service.track(ADA, { ...INPUT, formKey: 'track-3', name: 'pypi' }), error);
      sinon.assert.calledOnce(insert);
    }
  });

  it('keeps twenty scopes at most, each once and without what no scope has, and 64 characters of each', async () => {
    const { service } = setUpService();
    const scopes = ['a b', 'ab', 'x'.repeat(70), ...Array.from({ length: 30 }, (_, n) => `scope-${n}`)];
    const token = await service.track(ADA, { ...INPUT, scopes });
    assert.deepEqual(token.scopes.slice(0, 3), ['ab', 'x'.repeat(64), 'scope-0']);
    assert.equal(token.scopes.length, 20);
  });

  it('says how long the place of a token may be', async () => {
    const { service } = setUpService();
    const error = await refusal(() => service.track(ADA, { ...INPUT, organization: 'x'.repeat(999) }));
    assert.deepEqual(error.fields['organization']?.facts, { limit: LONGEST_NAME });
  });

  it('says what is wrong with one field alone', async () => {
    const { service } = setUpService();
    await assertRefused('invalid-input', () => service.track(ADA, { ...INPUT, organization: '' }), [
      'organization',
    ]);
    await assertRefused('invalid-input', () => service.track(ADA, { ...INPUT, date: 'soon' }), ['date']);
  });

  it('says everything that is wrong at once', async () => {
    const { service } = setUpService();
    const bad = { ...INPUT, name: ' ', organization: '', date: 'soon' };
    await assertRefused('invalid-input', () => service.track(ADA, bad), ['date', 'name', 'organization']);
  });

  it('records a refused name cut between characters', async () => {
    const { service, store } = setUpService();
    const name = `a${'😀'.repeat(80)}`;
    await assertRefused('invalid-input', () => service.track(ADA, { ...INPUT, name }), ['name']);
    assert.equal(store.events.at(-1)?.tokenName, `a${'😀'.repeat(63)}`);
  });

  it('allows longer lives than the policy for new tokens does', async () => {
    const { service } = setUpService();
    const token = await service.track(ADA, { ...INPUT, date: '2030-01-01' });
    assert.ok(token.validTo > START + 3 * 365 * DAY);
  });
});

describe('a token that was found', () => {
  const found = sampleToken({ id: 'found-1', foundAt: START, externalId: 'ext-1', formKey: 'found:ext-1' });

  async function setUpFound() {
    const world = setUpService();
    await world.store.watches.syncTokens({
      owner: found.owner,
      now: START,
      found: [findingOf(found, [])],
      changes: [],
      notices: [],
    });
    return world;
  }

  it('can be recognized by its owner, and by nobody else', async () => {
    const { service, store } = await setUpFound();
    await assertRefused('not-found', () => service.recognize(BOB, found.id));
    assert.equal((await service.recognize(ADA, found.id)).recognizedAt, START);
    assert.equal((await service.recognize(ADA, found.id)).recognizedAt, START);
    assert.equal(store.events.length, 3);
  });

  it('is nothing that Patkeeper made: that needs no word of its owner', async () => {
    const { service, create, store } = setUpService();
    const { token } = await create();
    assert.deepEqual(await service.recognize(ADA, token.id), token);
    assert.deepEqual(
      store.events.map(({ action }) => action),
      ['create'],
    );
  });

  it('takes no name from a new one, and no place', async () => {
    const { create } = await setUpFound();
    assert.equal((await create({ name: found.name })).token.name, found.name);
  });
});
