import assert from 'node:assert/strict';
import { audit } from '../../../src/teams/features/audit.ts';
import { ADA, BEN, createFeatureWorld, dataOf } from '../../support/feature-world.ts';

describe('the audit card', () => {
  it('shows a person their own events, the latest first, and older ones on the next page', async () => {
    const world = createFeatureWorld();
    for (let index = 0; index < 10; index += 1) await world.create(`token ${index}`);
    const first = dataOf('audit', await audit({ from: '' }, ADA, world.deps));
    assert.deepEqual(
      [first.events.length, first.isFirst, first.events[0]?.what],
      [8, true, 'Created: token 9'],
    );
    const second = dataOf('audit', await audit({ from: first.older }, ADA, world.deps));
    assert.deepEqual([second.events.length, second.older, second.isFirst], [2, '', false]);
    const others = dataOf('audit', await audit({ from: first.older }, BEN, world.deps));
    assert.deepEqual([others.events, others.empty], [[], true]);
  });
});
