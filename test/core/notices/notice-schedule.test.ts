import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isGivenUp,
  mayBeEarly,
  NO_CHAT,
  NOT_TAKEN,
  repeatAfter,
  retryAfter,
  THROTTLED,
} from '../../../src/core/notices/notice-schedule.ts';
import { type Notice, noticesForNew } from '../../../src/core/notices/notices.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

const MINUTE = 60_000;
const [created, expiring, expired] = noticesForNew(sampleToken());
assert.ok(created && expiring && expired);
const tried = (some: Partial<Notice>, notice: Notice = created): Notice => ({ ...notice, ...some });

describe('a message that Teams did not take', () => {
  it('is tried again after a minute, and then after about as long as it was tried by then', () => {
    const wait = (triedFor: number) =>
      retryAfter(tried({ notTakenSince: START - triedFor }), START, NOT_TAKEN, () => 0);
    assert.equal(
      retryAfter(created, START, NOT_TAKEN, () => 0),
      MINUTE,
    );
    assert.deepEqual([0, 5 * MINUTE, 3 * HOUR, 5 * DAY].map(wait), [MINUTE, 5 * MINUTE, 3 * HOUR, 12 * HOUR]);
  });

  it('comes at another moment than what failed with it, never sooner and never later than the longest wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 * DAY }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (ms, random) => {
          for (const distances of [NOT_TAKEN, THROTTLED, NO_CHAT]) {
            const wait = retryAfter(tried({ notTakenSince: START - ms }), START, distances, () => random);
            assert.ok(wait >= distances.shortestMs && wait <= distances.longestMs);
          }
        },
      ),
    );
    const spread = [0, 1].map((random) => retryAfter(created, START, NOT_TAKEN, () => random));
    assert.deepEqual(spread, [MINUTE, 75_000]);
  });

  it('does not wait past the end of which it reminds, nor less than a minute', () => {
    const reminder = (left: number) =>
      tried({ validTo: START + left, notTakenSince: START - 10 * HOUR }, expiring);
    const wait = (left: number) => retryAfter(reminder(left), START, NOT_TAKEN, () => 0);
    assert.deepEqual([11 * HOUR, 8 * HOUR, MINUTE, -HOUR].map(wait), [
      10 * HOUR,
      4 * HOUR,
      MINUTE,
      10 * HOUR,
    ]);
  });

  it('waits a minute when the clock was set back', () => {
    assert.equal(
      retryAfter(tried({ notTakenSince: START + DAY }), START, NOT_TAKEN, () => 0),
      MINUTE,
    );
  });

  it('is given up after thirty days; word of the end thirty days after it', () => {
    const since = { notTakenSince: START };
    assert.deepEqual(
      [isGivenUp(created, START + 99 * DAY), isGivenUp(tried(since), START + 30 * DAY - 1)],
      [false, false],
    );
    assert.equal(isGivenUp(tried(since), START + 30 * DAY), true);
    const late = tried({ notTakenSince: expired.validTo + DAY }, expired);
    assert.equal(isGivenUp(late, expired.validTo + 30 * DAY - 1), false);
    assert.equal(isGivenUp(late, expired.validTo + 30 * DAY), true);
  });
});

describe('a message that may have arrived', () => {
  it('is repeated a minute, 15 minutes, 3 hours and 25 hours after its first attempt', () => {
    const waits = [0, 1, 2, 3, 4].map((ambiguousAttempts) =>
      repeatAfter(tried({ ambiguousAttempts }), START),
    );
    assert.deepEqual(waits, [MINUTE, 14 * MINUTE, 165 * MINUTE, 22 * HOUR, undefined]);
  });

  it('is repeated before the end of which it reminds', () => {
    const reminder = tried({ ambiguousAttempts: 3, validTo: START + 8 * HOUR }, expiring);
    assert.equal(repeatAfter(reminder, START), 4 * HOUR);
  });
});

describe('a message that waits long', () => {
  it('may go before its time, a few times, unless it may have arrived', () => {
    const later = START + 5 * MINUTE + 1;
    const since = { notTakenSince: START };
    assert.equal(mayBeEarly(tried(since), START, later), true);
    assert.equal(mayBeEarly(created, START, later), true);
    assert.equal(mayBeEarly(tried({ ...since, earlyTries: 2 }), START, later), true);
    for (const notice of [tried({ ...since, earlyTries: 3 }), tried({ ...since, ambiguousAttempts: 1 })])
      assert.equal(mayBeEarly(notice, START, later), false);
    assert.equal(mayBeEarly(tried(since), START, later - 1), false, 'it goes soon anyway');
  });
});
