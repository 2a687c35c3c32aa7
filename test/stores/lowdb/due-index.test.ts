import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createDueIndex } from '../../../src/stores/lowdb/due-index.ts';

describe('the due index', () => {
  it('is empty at first', () => {
    const index = createDueIndex<string>();
    assert.equal(index.nextAt(), undefined);
    assert.deepEqual(index.take(Number.MAX_SAFE_INTEGER, 9), []);
  });

  it('gives what a plain map would give, whatever is set, moved, removed and taken', () => {
    const key = fc.nat(30).map(String);
    const at = fc.nat(50);
    const operation = fc.oneof(
      fc.record({ do: fc.constant('set' as const), key, at: fc.option(at, { nil: undefined }) }),
      fc.record({ do: fc.constant('take' as const), now: at, limit: fc.nat(5) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 600 }), (operations) => {
        const index = createDueIndex<string>();
        const model = new Map<string, number>();
        for (const one of operations) {
          if (one.do === 'set') {
            index.set(one.key, one.at, one.key);
            if (one.at === undefined) model.delete(one.key);
            else model.set(one.key, one.at);
          } else {
            const due = [...model.values()].filter((time) => time <= one.now).sort((a, b) => a - b);
            const taken = index.take(one.now, one.limit);
            assert.deepEqual(
              taken.map((name) => model.get(name)),
              due.slice(0, one.limit),
            );
            for (const name of taken) model.delete(name);
          }
          assert.equal(index.nextAt(), model.size === 0 ? undefined : Math.min(...model.values()));
        }
      }),
    );
  });
});
