import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backoffMs } from '../../../src/core/timing/backoff.ts';

describe('the wait between attempts', () => {
  it('starts at 5 seconds, doubles, and stops at 15 minutes', () => {
    const waits = [1, 2, 3, 8, 9, 100, 10_000].map((attempts) => backoffMs(attempts, () => 0));
    assert.deepEqual(waits, [5_000, 10_000, 20_000, 640_000, 900_000, 900_000, 900_000]);
  });

  it('is spread over its second half by chance', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
        const full = backoffMs(attempts, () => 0);
        const wait = backoffMs(attempts, () => random);
        assert.ok(Number.isInteger(wait) && wait >= full / 2 && wait <= full);
      }),
    );
    assert.equal(
      backoffMs(1, () => 1),
      2_500,
    );
  });
});
