import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createSystemClock, later } from '../../../src/core/timing/clock.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';

describe('the system clock', () => {
  let time: sinon.SinonFakeTimers;
  beforeEach(() => {
    time = sinon.useFakeTimers({ now: START });
  });
  afterEach(() => time.restore());

  it("gives the machine's time", () => {
    const clock = createSystemClock();
    assert.equal(clock.now(), START);
    time.tick(5);
    assert.equal(clock.now(), START + 5);
    assert.equal(clock.offsetHours(), 0);
  });

  it('can start elsewhere and be moved, forward and back', () => {
    const clock = createSystemClock(-2);
    assert.equal(clock.now(), START - 2 * HOUR);
    clock.shift(552);
    assert.equal(clock.now(), START + 550 * HOUR);
    clock.shift(-551.5);
    assert.equal(clock.now(), START - 1.5 * HOUR);
    assert.equal(clock.offsetHours(), -1.5);
  });

  it('refuses to be moved by no number', () => {
    const clock = createSystemClock();
    assert.throws(() => clock.shift(Number.NaN), RangeError);
    assert.throws(() => createSystemClock(Number.POSITIVE_INFINITY), RangeError);
    assert.equal(clock.now(), START);
  });
});

describe("the machine's timers", () => {
  let time: sinon.SinonFakeTimers;
  beforeEach(() => {
    time = sinon.useFakeTimers({ now: START });
  });
  afterEach(() => time.restore());

  it('run once, after their time', () => {
    const run = sinon.fake();
    later(100, run);
    time.tick(99);
    sinon.assert.notCalled(run);
    time.tick(1000);
    sinon.assert.calledOnce(run);
  });

  it('run after months, and not at once as the platform would have it', () => {
    const run = sinon.fake();
    later(60 * DAY, run);
    time.tick(60 * DAY - 1);
    sinon.assert.notCalled(run);
    time.tick(1);
    sinon.assert.calledOnce(run);
  });

  it('can be called off, also when they have long been under way', () => {
    const run = sinon.fake();
    const callOff = later(60 * DAY, run);
    time.tick(50 * DAY);
    callOff();
    time.tick(50 * DAY);
    sinon.assert.notCalled(run);
    assert.equal(time.countTimers(), 0);
  });
});
