import assert from 'node:assert/strict';
import sinon from 'sinon';
import { drain } from '../../src/service/drain.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

describe('draining a service', () => {
  const setUp = (ms: number, hurry = new AbortController()) => {
    const clock = createFixedClock();
    const log = createSilentLog();
    const listener = { drain: sinon.spy() };
    let over = false;
    const draining = drain({ ms, hurry: hurry.signal, listeners: [{}, listener], log, later: clock.later });
    const done = draining.then(() => {
      over = true;
    });
    return { clock, log, listener, hurry, done, isOver: () => over };
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('tells the listeners at once, and lasts as long as it was asked to', async () => {
    const { clock, log, listener, done, isOver } = setUp(5000);
    sinon.assert.calledOnce(listener.drain);
    assert.deepEqual(
      log.lines.map(({ fields }) => fields),
      [{ seconds: 5 }],
    );
    clock.advance(4999);
    await settle();
    assert.equal(isOver(), false);
    clock.advance(1);
    await done;
  });

  it('ends when somebody is in a hurry, and leaves no timer behind', async () => {
    const { clock, hurry, done } = setUp(5000);
    hurry.abort();
    await done;
    assert.equal(clock.waiting(), 0);
  });

  it('does nothing for no time, or in a hurry', async () => {
    const hurried = new AbortController();
    hurried.abort();
    for (const { listener, log, done } of [setUp(0), setUp(5000, hurried)]) {
      await done;
      sinon.assert.notCalled(listener.drain);
      assert.deepEqual(log.lines, []);
    }
  });
});
