import assert from 'node:assert/strict';
import fc from 'fast-check';
import { difference } from '../../../src/stores/lowdb/list-difference.ts';

describe('the difference of two lists', () => {
  const items = Array.from({ length: 12 }, (_, n) => ({ n }));
  const some = fc.shuffledSubarray(items);

  it('is what the one has and the other has not, whatever the lists are', () => {
    fc.assert(
      fc.property(some, some, (next, previous) => {
        const { added, removed } = difference(next, previous);
        assert.deepEqual(new Set(added), new Set(next.filter((item) => !previous.includes(item))));
        assert.deepEqual(new Set(removed), new Set(previous.filter((item) => !next.includes(item))));
        assert.equal(added.length, new Set(added).size);
        assert.equal(removed.length, new Set(removed).size);
      }),
    );
  });

  it('is everything where there was no list', () => {
    assert.deepEqual(difference(items), { added: items, removed: [] });
  });

  it('is nothing for one and the same list', () => {
    assert.deepEqual(difference(items, items), { added: [], removed: [] });
  });
});
