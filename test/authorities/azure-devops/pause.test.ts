import assert from 'node:assert/strict';
import { pause } from '../../../src/authorities/azure-devops/pause.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

describe('a pause', () => {
  it('ends when its time is over', async () => {
    const clock = createFixedClock();
    const paused = pause(500, clock.later);
    assert.equal(clock.untilNextTimer(), 500);
    clock.advance(500);
    await paused;
  });

  it('ends early when it is called off, leaving no timer', async () => {
    const clock = createFixedClock();
    const off = new AbortController();
    const paused = pause(500, clock.later, off.signal);
    off.abort();
    await paused;
    assert.equal(clock.waiting(), 0);
  });

  it('is none when it was called off before', async () => {
    const clock = createFixedClock();
    await pause(500, clock.later, AbortSignal.abort());
    assert.equal(clock.waiting(), 0);
  });
});
