import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blockedLane, LONGEST_LANE_MS, passInLane } from '../../../src/core/timing/rate-limit.ts';
import { START } from '../../support/fixed-clock.ts';

const RATE = { everyMs: 20, burst: 1 };

function passes(count: number, rate: { everyMs: number; burst: number }, next?: number): number[] {
  const taken: number[] = [];
  let state = next;
  for (let i = 0; i < count; i += 1) {
    const pass = passInLane(state, START, rate, LONGEST_LANE_MS);
    state = pass.next;
    taken.push(pass.at - START);
  }
  return taken;
}

describe('a lane', () => {
  it('lets the first go at once and the others one after the other', () => {
    assert.deepEqual(passes(4, RATE), [0, 20, 40, 60]);
  });

  it('lets a few go at once after a rest', () => {
    assert.deepEqual(passes(5, { everyMs: 500, burst: 3 }), [0, 0, 0, 500, 1000]);
  });

  it('lets nothing go while it is blocked, and does not catch up afterwards', () => {
    const rate = { everyMs: 20, burst: 1 };
    assert.deepEqual(passes(3, rate, blockedLane(undefined, START + 1000, rate)), [1000, 1020, 1040]);
    const bursty = { everyMs: 500, burst: 3 };
    assert.equal(passInLane(blockedLane(undefined, START + 1000, bursty), START, bursty, 0).at, START + 1000);
  });

  it('never lets more go in a time than its rate and burst allow', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (pauses, burst) => {
          const rate = { everyMs: 50, burst };
          let now = START;
          let next: number | undefined;
          const taken: number[] = [];
          for (const pause of pauses) {
            now += pause;
            const pass = passInLane(next, now, rate, LONGEST_LANE_MS);
            next = pass.next;
            taken.push(pass.at);
          }
          for (let i = burst; i < taken.length; i += 1)
            assert.ok((taken[i] ?? 0) - (taken[i - burst] ?? 0) >= 50);
        },
      ),
    );
  });
});
