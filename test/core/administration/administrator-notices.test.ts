import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createAdministratorNotices } from '../../../src/core/administration/administrator-notices.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, START } from '../../support/fixed-clock.ts';
import { ADA, BOB, sampleContact } from '../samples.ts';

const NEWS = { kind: 'key-ends', key: 'bot-secret.30', detail: '{}', validTo: START + 30 * DAY } as const;

describe('a message to the administrators', () => {
  async function setUp() {
    const [clock, store, wake] = [createFixedClock(), createFakeStore(), sinon.fake()];
    await store.contacts.save(sampleContact(ADA));
    const owe = createAdministratorNotices({ clock, store, administrators: [ADA, BOB], wake });
    return { clock, store, wake, owe };
  }

  it('is owed to each whom the bot knows, and says how many that are', async () => {
    const { store, owe, wake } = await setUp();
    assert.equal(await owe(NEWS), 1);
    const [notice, ...more] = await store.listNotices(ADA, '');
    assert.deepEqual(
      [notice?.kind, notice?.detail, notice?.validTo, more],
      ['key-ends', '{}', NEWS.validTo, []],
    );
    assert.deepEqual(await store.listNotices(BOB, ''), []);
    assert.equal(wake.callCount, 1);
  });

  it('is owed once, also when the store has forgotten the one that went out', async () => {
    const { store, owe, wake, clock } = await setUp();
    const write = sinon.spy(store.watches, 'syncTokens');
    await owe(NEWS);
    clock.advance(20 * DAY);
    assert.equal(await owe(NEWS), 1);
    assert.deepEqual([write.callCount, wake.callCount], [1, 1]);
    await owe({ ...NEWS, key: 'bot-secret.7' });
    assert.equal(write.callCount, 2);
  });
});
