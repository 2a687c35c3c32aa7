import assert from 'node:assert/strict';
import sinon from 'sinon';
import { DAY } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB, refusal, sampleContact } from '../samples.ts';
import { setUpService } from './service-setup.ts';

const EVE = { ...ADA, objectId: 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee', name: 'Eve' };

async function setUp() {
  const world = setUpService();
  for (const person of [ADA, BOB, EVE]) await world.store.contacts.save(sampleContact(person));
  const { token } = await world.create();
  const find = async () => world.store.tokens.find(ADA, token.id);
  const kindsFor = async (person: typeof ADA) =>
    (await world.store.listNotices(person, token.id)).map(({ kind }) => kind);
  return { ...world, token, find, kindsFor };
}

describe('a token whose first second reader declined', () => {
  it('may have another one', async () => {
    const { service, token, find } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    await service.declineReader(BOB, ADA.objectId, token.id);
    await service.setReader(ADA, token.id, EVE.objectId);
    assert.deepEqual((await find())?.reader, {
      objectId: EVE.objectId,
      name: 'Eve',
      declined: [BOB.objectId],
    });
  });

  it('is still not there for strangers who try to decline it', async () => {
    const { service, token, find } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    await service.declineReader(BOB, ADA.objectId, token.id);
    const before = await find();
    await assertRefused('not-found', () => service.declineReader(EVE, ADA.objectId, token.id));
    assert.deepEqual(await find(), before);
  });

  it('remembers fifty of those who declined, the latest', async () => {
    const { service, token, store, find, clock } = await setUp();
    const people = Array.from({ length: 51 }, (_, n) => ({
      ...EVE,
      objectId: `eeeeeeee-eeee-4eee-8eee-${String(n).padStart(12, '0')}`,
    }));
    for (const person of people) {
      await store.contacts.save(sampleContact(person));
      await service.setReader(ADA, token.id, person.objectId);
      await service.declineReader(person, ADA.objectId, token.id);
      clock.advance(DAY / 24);
    }
    assert.deepEqual(
      (await find())?.reader?.declined,
      people.slice(1).map(({ objectId }) => objectId),
    );
  });
});

describe('a person who is chosen as a second reader', () => {
  it('gets word at once, which the dispatcher is told, as it is when they decline', async () => {
    const { service, token, wake, kindsFor } = await setUp();
    wake.resetHistory();
    await service.setReader(ADA, token.id, BOB.objectId);
    sinon.assert.calledOnce(wake);
    assert.deepEqual(await kindsFor(BOB), ['reader-asked']);
    await service.declineReader(BOB, ADA.objectId, token.id);
    sinon.assert.calledTwice(wake);
  });

  it('gets no second word, and nobody is woken for one, when they are chosen again', async () => {
    const { service, token, wake, kindsFor } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    wake.resetHistory();
    await service.setReader(ADA, token.id, BOB.objectId);
    sinon.assert.notCalled(wake);
    assert.deepEqual(await kindsFor(BOB), ['reader-asked']);
  });

  it('is named to the owner where they can’t be chosen', async () => {
    const { service, token, store } = await setUp();
    const refused = async () => {
      const error = await refusal(() => service.setReader(ADA, token.id, BOB.objectId));
      return [error.reason, error.facts, Object.keys(error.fields)];
    };
    await store.contacts.setUnreachable(BOB, 'blocked');
    assert.deepEqual(await refused(), ['invalid-input.reader-unreachable', { name: 'Bob' }, ['reader']]);
    await store.contacts.setReachable(BOB, 0);
    await service.setReader(ADA, token.id, BOB.objectId);
    await service.declineReader(BOB, ADA.objectId, token.id);
    assert.deepEqual(await refused(), ['invalid-input.reader-declined', { name: 'Bob' }, ['reader']]);
  });
});

describe('people to choose from', () => {
  it('are twenty at most', async () => {
    const { service, store } = await setUp();
    for (let n = 0; n < 25; n += 1)
      await store.contacts.save(sampleContact({ ...EVE, objectId: `eve-${n}`, name: `Eve ${n}` }));
    assert.equal((await service.findReaders(ADA, 'Eve')).length, 20);
  });

  it('are found by the words without the spaces around them, and nobody is looked for without words', async () => {
    const { service, store } = await setUp();
    const find = sinon.spy(store.oversight, 'findPeople');
    assert.equal((await service.findReaders(ADA, ` ${BOB.objectId} `)).length, 1);
    assert.equal((await service.findReaders(ADA, ' Bob ')).length, 1);
    find.resetHistory();
    assert.deepEqual(await service.findReaders(ADA, ' '), []);
    sinon.assert.notCalled(find);
  });
});

describe('a token that ended while its second reader was chosen', () => {
  it('gets none, nobody is told, and its owner hears what became of it', async () => {
    const { service, token, store, kindsFor } = await setUp();
    const find = store.contacts.find;
    store.contacts.find = async (person) => {
      await service.revoke(ADA, token.id);
      return find(person);
    };
    await assertRefused('not-active', () => service.setReader(ADA, token.id, BOB.objectId));
    assert.deepEqual(await kindsFor(BOB), []);
  });

  it('is declined by nobody any more', async () => {
    const { service, token, store, wake, kindsFor } = await setUp();
    await service.setReader(ADA, token.id, BOB.objectId);
    await service.revoke(ADA, token.id);
    wake.resetHistory();
    assert.equal(await service.declineReader(BOB, ADA.objectId, token.id), undefined);
    sinon.assert.notCalled(wake);
    assert.ok(!(await kindsFor(ADA)).includes('reader-declined'));
    assert.equal((await store.tokens.find(ADA, token.id))?.reader?.objectId, BOB.objectId);
  });

  it('needs no answer to its reminder: it is given as it was', async () => {
    const { service, token, find } = await setUp();
    await service.revoke(ADA, token.id);
    const revoked = await find();
    assert.deepEqual(await service.answerReminder(ADA, token.id, token.validTo), revoked);
    assert.deepEqual(await find(), revoked);
  });
});
