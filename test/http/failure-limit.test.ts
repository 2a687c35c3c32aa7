import assert from 'node:assert/strict';
import { createFailureLimit } from '../../src/http/failure-limit.ts';
import { createFixedClock } from '../support/fixed-clock.ts';

describe('the limit of failed attempts', () => {
  it('lets a burst through, then one for every bit of time, each client by itself', () => {
    const clock = createFixedClock();
    const limit = createFailureLimit({ clock, rate: { burst: 3, perSecond: 0.1 } });
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
    const limit = createFailureLimit({ clock, rate: { burst: 1, perSecond: 1 } });
    assert.equal(limit.fail('a'), 0);
    clock.advance(-1_000_000);
    assert.equal(limit.fail('a'), 1);
    clock.advance(1_000);
    assert.equal(limit.fail('a'), 0);
  });

  it('remembers so many clients and no more, those that failed last', () => {
    const clock = createFixedClock();
    const limit = createFailureLimit({ clock, rate: { burst: 1, perSecond: 0.001 }, most: 2 });
    assert.equal(limit.fail('a'), 0);
    assert.equal(limit.fail('b'), 0);
    assert.ok(limit.fail('a') > 0);
    assert.equal(limit.fail('c'), 0);
    assert.ok(limit.fail('a') > 0);
    assert.equal(limit.fail('b'), 0);
  });
});
