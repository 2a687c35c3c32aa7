import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createClaimedKeys } from '../../../src/stores/lowdb/claimed-keys.ts';

describe('the claimed keys', () => {
  it('answer as a plain map would, as time goes on', () => {
    const step = fc.record({ key: fc.nat(5).map(String), passes: fc.nat(3), lasts: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const keys = createClaimedKeys();
        const model = new Map<string, number>();
        let now = 0;
        for (const { key, passes, lasts } of steps) {
          now += passes;
          const free = (model.get(key) ?? now) <= now;
          if (free) model.set(key, now + lasts);
          assert.equal(keys.claim(key, now, now + lasts), free);
        }
      }),
    );
  });

  it('give up those that would expire soonest when there are too many', () => {
    const keys = createClaimedKeys(2);
    keys.claim('long', 0, 100);
    keys.claim('short', 0, 50);
    assert.equal(keys.claim('new', 0, 70), true);
    assert.deepEqual(
      [keys.claim('long', 0, 100), keys.claim('new', 0, 70), keys.claim('short', 0, 50)],
      [false, false, true],
    );
  });

  it('need no more room than the keys that have not expired', () => {
    const keys = createClaimedKeys(2);
    keys.claim('kept', 0, 1_000);
    for (let now = 0; now < 500; now += 1) assert.equal(keys.claim(`passing ${now}`, now, now + 1), true);
    assert.equal(keys.claim('kept', 500, 1_000), false);
  });
});
