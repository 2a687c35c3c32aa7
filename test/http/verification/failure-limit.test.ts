import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createFailureLimit } from '../../../src/http/verification/failure-limit.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

describe('the limit of failed attempts', () => {
  it('lets a burst through, then one for every bit of time, each client by itself', () => {
    const clock = createFixedClock();
    const limit = createFailureLimit({ clock, rate: { burst: 3, everyMs: 10_000 } });
    const fail = (client: string, times: number) => Array.from({ length: times }, () => limit.fail(client));
    assert.deepEqual(fail('a', 5), [0, 0, 0, 10, 10]);
    assert.deepEqual(fail('b', 1), [0]);
    clock.advance(4_000);
    assert.deepEqual(fail('a', 1), [6]);
    clock.advance(6_000);
    assert.deepEqual(fail('a', 2), [0, 10]);
    clock.advance(1_000_000);
    assert.deepEqual(fail('a', 4), [0, 0, 0, 10]);
  });

  it('does not mind a clock that is set back', () => {
    const clock = createFixedClock();
    const limit = createFailureLimit({ clock, rate: { burst: 1, everyMs: 1_000 } });
    assert.equal(limit.fail('a'), 0);
    clock.advance(-1_000_000);
    assert.equal(limit.fail('a'), 1);
    clock.advance(1_000);
    assert.equal(limit.fail('a'), 0);
  });

  it('remembers so many clients and no more, those that failed last', () => {
    const clock = createFixedClock();
    const limit = createFailureLimit({ clock, rate: { burst: 1, everyMs: 1_000_000 }, most: 4 });
    for (const client of ['a', 'b', 'c', 'd']) assert.equal(limit.fail(client), 0);
    for (const client of ['a', 'c', 'd']) assert.ok(limit.fail(client) > 0);
    assert.equal(limit.fail('e'), 0);
    for (const client of ['a', 'c', 'd', 'e']) assert.ok(limit.fail(client) > 0);
    assert.equal(limit.fail('b'), 0);
  });

  it('tells some thousand clients apart, networks as well as addresses', () => {
    const clock = createFixedClock();
    const limit = createFailureLimit({ clock, rate: { burst: 1, everyMs: 1_000_000 } });
    const clients = Array.from({ length: 1500 }, (_, i) => [
      `10.0.${i >> 8}.${i & 255}`,
      `2001:db8:0:${i.toString(16)}::/64`,
    ]);
    // That two of them count as one is rarer than one run in a thousand, and five in one place of four are rare.
    assert.ok(clients.flat().filter((client) => limit.fail(client) > 0).length <= 2);
    const forgotten = clients.flat().filter((client) => limit.fail(client) === 0);
    assert.ok(forgotten.length < 100, String(forgotten.length));
  });

  it('is what a bucket of tokens would say, however failures and time go', () => {
    const steps = fc.array(fc.record({ client: fc.constantFrom('a', 'b', 'c'), ms: fc.nat({ max: 9_000 }) }));
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (all, burst) => {
        const clock = createFixedClock();
        const limit = createFailureLimit({ clock, rate: { burst, everyMs: 2_000 } });
        const buckets = new Map<string, { left: number; at: number }>();
        for (const { client, ms } of all) {
          clock.advance(ms);
          const bucket = buckets.get(client) ?? { left: burst, at: clock.now() };
          const wait = take(bucket, { burst, everyMs: 2_000 }, clock.now());
          buckets.set(client, bucket);
          // The two count in different units: a millisecond may fall to either side.
          assert.ok(Math.abs(limit.fail(client) - Math.ceil(wait / 1000)) <= (wait % 1000 < 2 ? 1 : 0));
        }
      }),
    );
  });
});

/** The usual way to put it: takes one of what is left, and gives the milliseconds to wait when there is none. */
function take(
  bucket: { left: number; at: number },
  rate: { burst: number; everyMs: number },
  now: number,
): number {
  bucket.left = Math.min(rate.burst, bucket.left + (now - bucket.at) / rate.everyMs);
  bucket.at = now;
  if (bucket.left < 1) return Math.ceil((1 - bucket.left) * rate.everyMs);
  bucket.left -= 1;
  return 0;
}
