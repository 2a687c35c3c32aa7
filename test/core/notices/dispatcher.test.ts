import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { DAY, START, until } from '../../support/fixed-clock.ts';
import { BOB } from '../samples.ts';
import { createHeldSend, SENT, setUpDispatcher } from './dispatcher-setup.ts';

const DOWN = new PatkeeperError('store-unavailable');

describe('a running dispatcher', () => {
  it('sends what is due at its start, when it is woken, and when time has come', async () => {
    const { dispatcher, addToken, sendNotice, clock } = setUpDispatcher();
    await addToken();
    dispatcher.start();
    await until(() => sendNotice.callCount === 1 && clock.waiting() > 0);
    await addToken({ id: 'token-2' });
    dispatcher.wake();
    await until(() => sendNotice.callCount === 2 && clock.waiting() > 0);
    await addToken({ id: 'token-3', createdAt: START + 12_345 });
    dispatcher.wake();
    await until(() => clock.untilNextTimer() === 12_345);
    clock.advance(12_345);
    await until(() => sendNotice.callCount === 3);
    await dispatcher.stop();
    assert.equal(clock.waiting(), 0);
  });

  it('looks for what others wrote, every so often', async () => {
    const { dispatcher, addToken, sendNotice, clock } = setUpDispatcher({ pollMs: 10_000 });
    dispatcher.start();
    await until(() => clock.untilNextTimer() === 10_000);
    await addToken();
    clock.advance(10_000);
    await until(() => sendNotice.callCount === 1);
    await dispatcher.stop();
  });

  it('does nothing before its start and after its stop', async () => {
    const { dispatcher, addToken, sendNotice, store, clock } = setUpDispatcher();
    const claim = sinon.spy(store.notices, 'claimDue');
    await addToken();
    dispatcher.wake();
    dispatcher.start();
    await until(() => sendNotice.callCount === 1);
    await dispatcher.stop();
    const { callCount } = claim;
    await addToken({ id: 'token-2' });
    dispatcher.wake();
    clock.advance(DAY);
    await until(() => true);
    assert.equal(claim.callCount, callCount);
  });

  it('goes by the clock after it was moved', async () => {
    const { dispatcher, addToken, notice, sendNotice, clock } = setUpDispatcher();
    await addToken();
    dispatcher.start();
    await until(() => sendNotice.callCount === 1 && clock.waiting() > 0);
    clock.set(START + 83 * DAY);
    dispatcher.wake();
    await until(() => sendNotice.callCount === 2);
    assert.equal(sendNotice.secondCall.args[1].kind, 'expiring');
    await dispatcher.stop();
    assert.equal((await notice('expiring')).state, 'sent');
  });

  it('has one look at a time, and another when it was woken in the middle of one', async () => {
    const { dispatcher, addToken, sendNotice, store } = setUpDispatcher();
    let release = (): void => {};
    let looking = 0;
    let most = 0;
    const next = store.notices.nextAt;
    const slow = sinon.fake(async () => {
      looking += 1;
      most = Math.max(most, looking);
      if (slow.callCount === 1) await new Promise<void>((resolve) => (release = resolve));
      looking -= 1;
      return next();
    });
    sinon.replace(store.notices, 'nextAt', slow);
    dispatcher.start();
    await until(() => slow.callCount === 1);
    await addToken();
    dispatcher.wake();
    dispatcher.wake();
    await until(() => true);
    release();
    await until(() => sendNotice.callCount === 1);
    await dispatcher.stop();
    assert.equal(most, 1);
  });
});

describe('many notices at once', () => {
  it('go out so many at a time, each claimed only when it can leave', async () => {
    const held = createHeldSend();
    const { dispatcher, addToken, sendNotice, store, clock } = setUpDispatcher({ concurrency: 3 });
    sendNotice.callsFake(held.send);
    for (let i = 0; i < 8; i += 1) await addToken({ id: `token-${i}` });
    const claim = sinon.spy(store.notices, 'claimDue');
    dispatcher.start();
    await until(() => held.count() === 3 && clock.waiting() > 0);
    assert.equal(clock.untilNextTimer(), 30_000, 'a look makes no sense until one of them is through');
    for (let sent = 3; sent < 8; sent += 1) {
      held.end();
      await until(() => sendNotice.callCount === sent + 1);
      assert.equal(held.count(), 3);
    }
    for (let i = 0; i < 3; i += 1) held.end();
    await until(() => held.count() === 0);
    await dispatcher.stop();
    assert.ok(claim.args.every(([{ limit }]) => limit <= 3));
    sinon.assert.callCount(sendNotice, 8);
  });

  it('are claimed several at a time while more are due than can leave, but wait no longer than a moment for that', async () => {
    const held = createHeldSend();
    const { dispatcher, addToken, sendNotice, store, clock } = setUpDispatcher({ concurrency: 16 });
    sendNotice.callsFake(held.send);
    for (let i = 0; i < 40; i += 1) await addToken({ id: `token-${i}` });
    const claim = sinon.spy(store.notices, 'claimDue');
    const limits = () => claim.args.map(([{ limit }]) => limit);
    dispatcher.start();
    await until(() => held.count() === 16 && clock.untilNextTimer() === 30_000);
    for (let i = 0; i < 3; i += 1) held.end();
    await until(() => clock.untilNextTimer() === 100);
    assert.deepEqual(limits(), [16]);
    held.end();
    await until(() => sendNotice.callCount === 20 && clock.untilNextTimer() === 30_000);
    assert.deepEqual(limits(), [16, 4]);
    held.end();
    await until(() => clock.untilNextTimer() === 100);
    clock.advance(100);
    await until(() => sendNotice.callCount === 21);
    assert.deepEqual(limits(), [16, 4, 1]);
    const stop = dispatcher.stop();
    while (held.count() > 0) held.end();
    await stop;
  });

  it('are not held up by one that takes long', async () => {
    const held = createHeldSend();
    const { dispatcher, addToken, sendNotice } = setUpDispatcher();
    sendNotice.callsFake(held.send);
    await addToken();
    dispatcher.start();
    await until(() => held.count() === 1);
    sendNotice.resolves(SENT);
    await addToken({ id: 'token-2' }, BOB);
    dispatcher.wake();
    await until(() => sendNotice.callCount === 2);
    held.end();
    await dispatcher.stop();
  });

  it('are claimed a batch at a time', async () => {
    const { dispatcher, addToken, store } = setUpDispatcher({ batch: 2 });
    for (let i = 0; i < 5; i += 1) await addToken({ id: `token-${i}` });
    const claim = sinon.spy(store.notices, 'claimDue');
    assert.equal(await dispatcher.runOnce(), 5);
    assert.ok(claim.args.every(([{ limit }]) => limit <= 2));
  });

  it('are shared by two dispatchers, each sent once', async () => {
    const { dispatcher, addToken, sendNotice, restart } = setUpDispatcher();
    for (let i = 0; i < 40; i += 1) await addToken({ id: `token-${i}` });
    const [one, two] = await Promise.all([dispatcher.runOnce(), restart().runOnce()]);
    assert.equal(one + two, 40);
    const ids = sendNotice.args.map(([, notice]) => notice.id);
    assert.equal(new Set(ids).size, 40);
  });
});

describe('stopping a dispatcher', () => {
  it('waits for messages that are on their way and records them', async () => {
    const held = createHeldSend();
    const { dispatcher, addToken, notice, sendNotice } = setUpDispatcher();
    sendNotice.callsFake(held.send);
    await addToken();
    dispatcher.start();
    await until(() => held.count() === 1);
    const stopped = sinon.fake();
    const stop = dispatcher.stop().then(stopped);
    await addToken({ id: 'token-2' });
    await until(() => true);
    sinon.assert.notCalled(stopped);
    held.end();
    await stop;
    assert.equal((await notice()).state, 'sent');
    assert.equal((await notice('created', 'token-2')).state, 'waiting');
  });

  it('does not wait for a store that is down', async () => {
    const { dispatcher, addToken, sendNotice, store, log } = setUpDispatcher();
    await addToken();
    const settle = sinon.stub(store.notices, 'settle').rejects(DOWN);
    dispatcher.start();
    await until(() => settle.callCount === 1);
    await dispatcher.stop();
    sinon.assert.calledOnce(sendNotice);
    assert.equal(log.lines.at(-1)?.level, 'error');
  });
});
