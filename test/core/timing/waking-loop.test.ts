import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createWakingLoop } from '../../../src/core/timing/waking-loop.ts';
import { createFixedClock, until } from '../../support/fixed-clock.ts';

describe('a loop that can be woken', () => {
  const setUp = () => {
    const clock = createFixedClock();
    const ends: (() => void)[] = [];
    const takeTurn = sinon.fake(() => new Promise<number>((resolve) => ends.push(() => resolve(1_000))));
    const end = async () => {
      ends.shift()?.();
      await until(() => true);
      await until(() => true);
    };
    return { clock, takeTurn, end, loop: createWakingLoop({ later: clock.later, takeTurn }) };
  };

  it('takes turns as far apart as they say, or when it is woken', async () => {
    const { clock, takeTurn, end, loop } = setUp();
    loop.start();
    await end();
    clock.advance(999);
    sinon.assert.calledOnce(takeTurn);
    clock.advance(1);
    sinon.assert.calledTwice(takeTurn);
    await end();
    loop.wake();
    sinon.assert.calledThrice(takeTurn);
    assert.equal(clock.waiting(), 0, 'the pause it was woken from is over');
  });

  it('takes one turn at a time, and one more when it was woken in the middle of one', async () => {
    const { clock, takeTurn, end, loop } = setUp();
    loop.start();
    for (const _ of [1, 2, 3]) loop.wake();
    sinon.assert.calledOnce(takeTurn);
    await end();
    sinon.assert.calledTwice(takeTurn);
    await end();
    sinon.assert.calledTwice(takeTurn);
    assert.equal(clock.waiting(), 1);
  });

  it('takes none before its start and after its stop, which waits for the running one', async () => {
    const { clock, takeTurn, end, loop } = setUp();
    loop.wake();
    sinon.assert.notCalled(takeTurn);
    loop.start();
    const stopped = sinon.fake();
    const stop = loop.stop().then(stopped);
    loop.wake();
    await until(() => true);
    sinon.assert.notCalled(stopped);
    await end();
    await stop;
    assert.equal(clock.waiting(), 0);
    sinon.assert.calledOnce(takeTurn);
  });
});
