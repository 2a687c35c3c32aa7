import assert from 'node:assert/strict';
import { readAboutOwner } from '../../../src/core/notices/ladder.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB, sampleContact } from '../samples.ts';
import { setUpService } from './service-setup.ts';

const EVE = { ...ADA, objectId: 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee', name: 'Eve' };
const FAR = { ...BOB, tenantId: '22222222-2222-4222-8222-222222222222', name: 'Bobby' };

async function setUp() {
  const world = setUpService();
  for (const person of [ADA, BOB, FAR]) await world.store.contacts.save(sampleContact(person));
  const { token } = await world.create();
  const asked = async () => world.store.listNotices(BOB, token.id);
  const find = async () => world.store.tokens.find(ADA, token.id);
  return { ...world, token, asked, find };
}

describe('a second reader', () => {
  it('is somebody of the same tenant whom the bot knows, and is told once', async () => {
    const { service, token, asked, find, wake, store } = await setUp();
    const changed = await service.setReader(ADA, token.id, BOB.objectId.toUpperCase());
    assert.equal(changed.reader?.name, 'Bob');
    await service.setReader(ADA, token.id, undefined);
    await service.setReader(ADA, token.id, BOB.objectId);
    const notices = await asked();
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['reader-asked'],
    );
    assert.deepEqual(readAboutOwner(notices[0] ?? assert.fail()), {
      owner: ADA.objectId,
      ownerName: ADA.name,
      isUnreachable: false,
    });
    assert.ok(wake.called);
    assert.deepEqual((await find())?.reader, { objectId: BOB.objectId, name: 'Bob', declined: [] });
    const details = store.events.map(({ detail }) => detail);
    assert.ok(details.includes('no second reader'));
  });

  it('is nobody else: not the owner, not a stranger, nor one who removed the bot', async () => {
    const { service, token, store, asked } = await setUp();
    const refused = (objectId: string) =>
      assertRefused('invalid-input', () => service.setReader(ADA, token.id, objectId));
    await refused(ADA.objectId);
    await refused(EVE.objectId);
    await refused('not an id');
    await refused('');
    await store.contacts.setUnreachable(BOB, 'blocked');
    await refused(BOB.objectId);
    assert.deepEqual(await asked(), []);
  });

  it('is found by name among the people of the own tenant whom the bot can write to', async () => {
    const { service, store } = await setUp();
    const names = async (words: string) => (await service.findReaders(ADA, words)).map(({ name }) => name);
    assert.deepEqual(await names('bob'), ['Bob']);
    assert.deepEqual(await names(BOB.objectId), ['Bob']);
    assert.deepEqual(await names('ada'), []);
    assert.deepEqual(await names('  '), []);
    await store.contacts.setUnreachable(BOB, 'blocked');
    assert.deepEqual(await names('bob'), []);
  });

  it('may do nothing with the token: for them it is not there', async () => {
    const { service, token, clock } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    clock.advance(DAY);
    await assertRefused('not-found', () => service.get(BOB, token.id));
    await assertRefused('not-found', () => service.revoke(BOB, token.id));
    await assertRefused('not-found', () => service.renew(BOB, token.id, { days: 30 }));
    await assertRefused('not-found', () => service.answerReminder(BOB, token.id, token.validTo));
    await assertRefused('not-found', () => service.setReader(BOB, token.id, EVE.objectId));
    assert.deepEqual((await service.listActive(BOB)).tokens, []);
  });

  it('may decline, which the owner hears, and is not asked again', async () => {
    const { service, token, store, find } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    assert.equal(await service.declineReader(BOB, ADA.objectId, token.id), token.name);
    assert.equal(await service.declineReader(BOB, ADA.objectId, token.id), token.name);
    assert.deepEqual((await find())?.reader, { declined: [BOB.objectId] });
    const notices = await store.listNotices(ADA, token.id);
    const declined = notices.filter(({ kind }) => kind === 'reader-declined');
    assert.deepEqual(
      declined.map(({ detail }) => detail),
      ['Bob'],
    );
    await assertRefused('invalid-input', () => service.setReader(ADA, token.id, BOB.objectId));
    await service.setReader(ADA, token.id, undefined);
    await assertRefused('invalid-input', () => service.setReader(ADA, token.id, BOB.objectId));
  });

  it('is who declines: nobody else can, and learns nothing by trying', async () => {
    const { service, token, find } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    for (const person of [EVE, ADA, FAR])
      await assertRefused('not-found', () => service.declineReader(person, ADA.objectId, token.id));
    await assertRefused('not-found', () => service.declineReader(BOB, BOB.objectId, token.id));
    await assertRefused('not-found', () => service.declineReader(BOB, ADA.objectId, 'nothing'));
    assert.equal((await find())?.reader?.objectId, BOB.objectId);
  });

  it('goes over to the token that replaces theirs', async () => {
    const { service, token, find } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    const { token: next } = await service.rotate(ADA, {
      tokenId: token.id,
      formKey: 'form-key-of-the-rotation',
      name: token.name,
      organization: 'internal',
      scopes: ['vso.code'],
      lifespan: { days: 90 },
      overlapHours: 24,
    });
    assert.deepEqual(next.reader, (await find())?.reader);
  });

  it('can’t be used to send people messages without end', async () => {
    const { service, token, find } = await setUp();
    for (let n = 0; n < 20; n += 1) await service.setReader(ADA, token.id, BOB.objectId);
    await assertRefused('throttled', () => service.setReader(ADA, token.id, BOB.objectId));
    await service.setReader(ADA, token.id, undefined);
    assert.equal((await find())?.reader?.objectId, undefined);
  });

  it('can’t be chosen by a guest, nor for a token that has ended', async () => {
    const { service, token, clock } = await setUp();
    await assertRefused('refused', () =>
      service.setReader({ ...ADA, isGuest: true }, token.id, BOB.objectId),
    );
    clock.set(token.validTo + 1);
    await assertRefused('not-active', () => service.setReader(ADA, token.id, BOB.objectId));
  });
});

describe('the answer to a reminder', () => {
  it('counts for the end that the card spoke of, once', async () => {
    const { service, token, find, store } = await setUp();
    const before = store.events.length;
    await service.answerReminder(ADA, token.id, token.validTo - 1);
    assert.equal((await find())?.answeredEnd, undefined);
    await service.answerReminder(ADA, token.id, token.validTo);
    await service.answerReminder(ADA, token.id, token.validTo);
    assert.equal((await find())?.answeredEnd, token.validTo);
    assert.equal(store.events.length, before + 1);
    const [, reminder] = await store.listNotices(ADA, token.id);
    assert.deepEqual([reminder?.kind, reminder?.state], ['expiring', 'dropped']);
    assert.ok(START < token.validTo);
  });
});
