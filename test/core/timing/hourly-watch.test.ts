import assert from 'node:assert/strict';
import { createHourlyWatch } from '../../../src/core/timing/hourly-watch.ts';
import { createFixedClock, HOUR } from '../../support/fixed-clock.ts';

function setUp(look: () => Promise<void>) {
  const clock = createFixedClock();
  const failures: unknown[] = [];
  const watch = createHourlyWatch({ look, failed: (error) => failures.push(error), later: clock.later });
  return { clock, failures, watch };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('an hourly watch', () => {
  it('looks at its start and every hour after, also after a look that failed', async () => {
    let looks = 0;
    const { clock, failures, watch } = setUp(async () => {
      looks += 1;
      if (looks === 1) throw new Error('the store is away');
    });
    watch.start();
    await settled();
    assert.deepEqual([looks, failures.length], [1, 1]);
    clock.advance(HOUR - 1);
    await settled();
    assert.equal(looks, 1);
    clock.advance(1);
    await settled();
    assert.deepEqual([looks, failures.length], [2, 1]);
    await watch.stop();
  });

  it('has one look at a time, and looks at once when it is woken', async () => {
    let looks = 0;
    let end = (): void => {};
    const { watch } = setUp(() => {
      looks += 1;
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    watch.start();
    watch.wake();
    const both = Promise.all([watch.runOnce(), watch.runOnce()]);
    assert.equal(looks, 1);
    end();
    await both;
    watch.wake();
    assert.equal(looks, 2);
    end();
    await watch.stop();
  });

  it('waits for the look that is under way when it is stopped, and looks no more', async () => {
    let looks = 0;
    let end = (): void => {};
    const { clock, watch } = setUp(() => {
      looks += 1;
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    watch.start();
    let isOver = false;
    const stopped = watch.stop().then(() => {
      isOver = true;
    });
    assert.ok(watch.isStopped());
    await settled();
    assert.ok(!isOver);
    end();
    await stopped;
    watch.wake();
    clock.advance(2 * HOUR);
    await settled();
    assert.equal(looks, 1);
    assert.equal(clock.waiting(), 0);
  });
});
