import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Delivery } from '../../../src/core/ports.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { ADA, sampleContact } from '../samples.ts';
import { SENT, setUpDispatcher } from './dispatcher-setup.ts';

const UNREACHABLE: Delivery = { outcome: 'unreachable', reason: 'the bot was removed' };

describe('a notice to somebody who can not be reached', () => {
  it('is held, with all later ones, and goes out when they can be reached again', async () => {
    const { dispatcher, addToken, notice, store, clock, sendNotice } = setUpDispatcher();
    await addToken();
    sendNotice.resolves(UNREACHABLE);
    await dispatcher.runOnce();
    assert.equal((await store.contacts.find(ADA))?.unreachable, 'the bot was removed');
    assert.deepEqual([(await notice()).state, (await notice()).reason], ['held', 'the bot was removed']);
    sendNotice.resolves(SENT);
    await addToken({ id: 'token-2' });
    await dispatcher.runOnce();
    assert.equal((await notice('created', 'token-2')).state, 'held');
    sinon.assert.calledOnce(sendNotice);
    clock.advance(DAY);
    await store.contacts.setReachable(ADA, clock.now());
    assert.equal(await dispatcher.runOnce(), 2);
    assert.equal((await notice()).state, 'sent');
    assert.equal((await notice('created', 'token-2')).state, 'sent');
  });

  it('is not forgotten when the bot is installed again in that very moment', async () => {
    const { dispatcher, addToken, notice, store, clock, sendNotice } = setUpDispatcher();
    await addToken();
    sendNotice.onFirstCall().resolves(UNREACHABLE);
    const settle = store.notices.settle;
    sinon.replace(
      store.notices,
      'settle',
      sinon.fake(async (...args: Parameters<typeof settle>) => {
        if (args[1].state === 'held') await store.contacts.setReachable(ADA, clock.now());
        return settle(...args);
      }),
    );
    await dispatcher.runOnce();
    assert.equal((await notice()).state, 'sent');
  });

  it('is held when nobody knows where to write', async () => {
    const { dispatcher, addToken, notice, store } = setUpDispatcher();
    await addToken();
    sinon.replace(store.contacts, 'find', sinon.fake.resolves(undefined));
    await dispatcher.runOnce();
    assert.deepEqual([(await notice()).state, (await notice()).reason], ['held', 'no conversation known']);
  });
});

describe('the chat that a message created', () => {
  it('is remembered, with what became known of the person meanwhile', async () => {
    const { dispatcher, addToken, store, sendNotice } = setUpDispatcher();
    const { conversationId: _none, ...unseen } = sampleContact();
    await store.contacts.save(unseen);
    await addToken();
    sendNotice.callsFake(async () => {
      await store.contacts.save({ ...unseen, locale: 'de-DE' });
      return { outcome: 'sent', conversationId: 'new-chat' };
    });
    await dispatcher.runOnce();
    const contact = await store.contacts.find(ADA);
    assert.deepEqual([contact?.conversationId, contact?.locale], ['new-chat', 'de-DE']);
  });

  it('is not written again when it is known', async () => {
    const { dispatcher, addToken, store } = setUpDispatcher();
    await addToken();
    const save = sinon.spy(store.contacts, 'save');
    await dispatcher.runOnce();
    sinon.assert.notCalled(save);
  });
});
