import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { withDeadline } from '../../../src/core/timing/deadline.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

describe('a deadline', () => {
  it('gives the result of work that is done in time, and leaves no timer', async () => {
    const clock = createFixedClock();
    assert.equal(await withDeadline(Promise.resolve('done'), 1000, clock.later), 'done');
    assert.equal(clock.waiting(), 0);
  });

  it('passes on the failure of the work', async () => {
    const clock = createFixedClock();
    await assert.rejects(withDeadline(Promise.reject(new Error('broken')), 1000, clock.later), /broken/);
    assert.equal(clock.waiting(), 0);
  });

  it('says so when the work takes longer, at the moment it does', async () => {
    const clock = createFixedClock();
    const result = withDeadline(new Promise<never>(() => {}), 1000, clock.later);
    clock.advance(999);
    assert.equal(clock.waiting(), 1);
    clock.advance(1);
    await assert.rejects(result, (error) => error instanceof PatkeeperError && error.code === 'too-slow');
  });
});
