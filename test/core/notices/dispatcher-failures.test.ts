import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { START, until } from '../../support/fixed-clock.ts';
import { setUpDispatcher } from './dispatcher-setup.ts';

const DOWN = new PatkeeperError('store-unavailable');

describe('a store that fails', () => {
  it('is asked again every five seconds, however long it is away, and then all goes on', async () => {
    const { dispatcher, addToken, sendNotice, store, clock, log } = setUpDispatcher();
    await addToken();
    const claim = sinon.stub(store.notices, 'claimDue').rejects(DOWN);
    dispatcher.start();
    for (let tries = 1; tries <= 20; tries += 1) {
      await until(() => claim.callCount === tries && clock.untilNextTimer() === 5_000);
      if (tries === 20) claim.restore();
      clock.advance(5_000);
    }
    await until(() => sendNotice.callCount === 1 && clock.untilNextTimer() === 30_000);
    await dispatcher.stop();
    const said = log.lines.filter(({ message }) => message.includes('claimed'));
    assert.deepEqual(
      said.map(({ level }) => level),
      ['error', 'info'],
    );
  });

  it('is not asked without a pause when it names a due notice but gives none', async () => {
    const { dispatcher, store, clock } = setUpDispatcher();
    sinon.replace(store.notices, 'nextAt', sinon.fake.resolves(START - 5));
    const claim = sinon.spy(store.notices, 'claimDue');
    dispatcher.start();
    await until(() => clock.untilNextTimer() === 100);
    sinon.assert.calledOnce(claim);
    await dispatcher.stop();
  });

  it('is told the outcome of a message as soon as it can listen, so that nothing is sent twice', async () => {
    const { dispatcher, addToken, notice, sendNotice, store, clock } = setUpDispatcher();
    await addToken();
    const settle = sinon.stub(store.notices, 'settle');
    settle.onFirstCall().rejects(DOWN).onSecondCall().rejects(DOWN).callThrough();
    dispatcher.start();
    await until(() => settle.callCount === 1 && clock.untilNextTimer() === 1_000);
    clock.advance(1_000);
    await until(() => settle.callCount === 2 && clock.untilNextTimer() === 2_000);
    clock.advance(2_000);
    await until(() => settle.callCount === 3);
    await dispatcher.stop();
    assert.equal((await notice()).state, 'sent');
    sinon.assert.calledOnce(sendNotice);
  });

  it('is no longer told when the claim will soon run out', async () => {
    const { dispatcher, addToken, store, clock, log } = setUpDispatcher();
    await addToken();
    const settle = sinon.stub(store.notices, 'settle').rejects(DOWN);
    dispatcher.start();
    for (const wait of [1_000, 2_000, 4_000, 8_000]) {
      await until(() => clock.untilNextTimer() === wait);
      clock.advance(wait);
    }
    await until(() => log.lines.length > 0);
    assert.equal(settle.callCount, 5);
    await dispatcher.stop();
  });

  it('gets a notice back that could not be looked up, which counts as not sent', async () => {
    const { dispatcher, addToken, notice, sendNotice, store } = setUpDispatcher();
    await addToken();
    const find = sinon.stub(store.tokens, 'find').rejects(DOWN);
    await dispatcher.runOnce();
    find.restore();
    sinon.assert.notCalled(sendNotice);
    const { state, dueAt, ambiguousAttempts } = await notice();
    assert.deepEqual([state, dueAt, ambiguousAttempts], ['waiting', START + 5_000, 0]);
  });

  it('gets a notice back that it gave no place, which counts as not sent', async () => {
    const { dispatcher, addToken, notice, sendNotice, store } = setUpDispatcher();
    await addToken();
    const take = sinon.stub(store.rateLimits, 'takePass').rejects(DOWN);
    await dispatcher.runOnce();
    take.restore();
    sinon.assert.notCalled(sendNotice);
    const { state, dueAt, ambiguousAttempts } = await notice();
    assert.deepEqual([state, dueAt, ambiguousAttempts], ['waiting', START + 5_000, 0]);
  });

  it('knows what Teams said of a message, even if it can not tell the others to slow down', async () => {
    const { dispatcher, addToken, notice, sendNotice, store, metrics } = setUpDispatcher();
    await addToken();
    sendNotice.resolves({ outcome: 'throttled', reason: 'too many', retryAfterMs: 30_000 });
    sinon.stub(store.rateLimits, 'blockLane').rejects(DOWN);
    await dispatcher.runOnce();
    const { state, dueAt, ambiguousAttempts } = await notice();
    assert.deepEqual([state, dueAt, ambiguousAttempts], ['waiting', START + 30_000, 0]);
    sinon.assert.calledOnceWithExactly(metrics, 'created', 'throttled');
  });

  it('has a notice held at the next try when it can not mark its owner at the first', async () => {
    const { dispatcher, addToken, notice, sendNotice, store, clock } = setUpDispatcher();
    await addToken();
    sendNotice.resolves({ outcome: 'unreachable', reason: 'the bot was removed' });
    const mark = sinon.stub(store.contacts, 'setUnreachable').rejects(DOWN);
    await dispatcher.runOnce();
    mark.restore();
    const { state, dueAt, ambiguousAttempts } = await notice();
    assert.deepEqual([state, dueAt, ambiguousAttempts], ['waiting', START + 5_000, 0]);
    clock.advance(5_000);
    await dispatcher.runOnce();
    assert.equal((await notice()).state, 'held');
  });

  it('counts a message as sent, even if it can not remember the chat', async () => {
    const { dispatcher, addToken, sendNotice, store, metrics } = setUpDispatcher();
    await addToken();
    sendNotice.resolves({ outcome: 'sent', conversationId: 'new-chat' });
    sinon.stub(store.contacts, 'save').rejects(DOWN);
    await dispatcher.runOnce();
    sinon.assert.calledOnceWithExactly(metrics, 'created', 'sent');
  });

  it('makes a single run fail', async () => {
    const { dispatcher, store } = setUpDispatcher();
    sinon.stub(store.notices, 'claimDue').rejects(DOWN);
    await assert.rejects(() => dispatcher.runOnce(), DOWN);
  });
});

describe('a notice that was claimed long ago', () => {
  for (const [ms, sends] of [
    [15_000, 1],
    [15_001, 0],
  ] as const) {
    it(`is sent ${sends} times when ${ms} of the 30,000 ms of its claim are gone`, async () => {
      const { dispatcher, addToken, notice, sendNotice, store, clock } = setUpDispatcher();
      await addToken();
      const find = store.tokens.find;
      sinon.stub(store.tokens, 'find').callsFake((...args) => {
        clock.advance(ms);
        return find(...args);
      });
      await dispatcher.runOnce();
      sinon.assert.callCount(sendNotice, sends);
      const { state, ambiguousAttempts } = await notice();
      assert.deepEqual([state, ambiguousAttempts], [sends === 1 ? 'sent' : 'waiting', 0]);
    });
  }
});

describe('metrics that fail', () => {
  it('change nothing', async () => {
    const { dispatcher, addToken, notice, log } = setUpDispatcher({
      metrics: sinon.fake.throws(new Error('no')),
    });
    await addToken();
    assert.equal(await dispatcher.runOnce(), 1);
    assert.equal((await notice()).state, 'sent');
    assert.equal(log.lines.at(-1)?.level, 'error');
  });
});
