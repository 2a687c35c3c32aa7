import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGiveWay } from '../../../src/core/timing/give-way.ts';

describe('long work that gives way', () => {
  it('goes on at once while it has not gone on for long', () => {
    let now = 1000;
    const giveWay = createGiveWay(() => now);
    now += 7;
    assert.equal(giveWay(), undefined);
  });

  it('lets others go first once it has, and then begins to count anew', async () => {
    let now = 1000;
    const giveWay = createGiveWay(() => now);
    now += 8;
    let others = false;
    const other = nextTurn().then(() => {
      others = true;
    });
    const way = giveWay();
    assert.ok(way);
    await way;
    await other;
    assert.equal(others, true);
    now += 7;
    assert.equal(giveWay(), undefined);
  });
});
