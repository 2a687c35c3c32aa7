import assert from 'node:assert/strict';
import { clockFrom, isSeen } from './faketime.ts';
import { DAY, START } from './fixed-clock.ts';

describe('a clock of libfaketime', () => {
  it('is a distance from now, forward or back, so that every process reads the same', () => {
    for (const [days, sign] of [
      [400, '+'],
      [-400, '-'],
    ] as const) {
      const { FAKETIME: distance } = clockFrom(Date.now() + days * DAY, '/lib/libfaketime.so.1');
      assert.equal(distance[0], sign);
      assert.ok(Math.abs(Number(distance) - days * 24 * 60 * 60) < 60, distance);
    }
  });

  it('is known not to be seen when the library can’t be loaded', () => {
    assert.equal(isSeen(START, clockFrom(START, '/nowhere/libfaketime.so.1')), false);
  });
});
