import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Busy } from '../../../src/stores/postgres/database-errors.ts';
import { createSlots } from '../../../src/stores/postgres/slots.ts';

describe('slots', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  it('are taken in the order of asking, as soon as one is free', async () => {
    const slots = createSlots(1);
    const free = await slots.take(100);
    const order: number[] = [];
    const later = [1, 2].map(async (n) => {
      const freeAgain = await slots.take(100);
      order.push(n);
      freeAgain();
    });
    free();
    await Promise.all(later);
    assert.deepEqual(order, [1, 2]);
    (await slots.take(0))();
  });

  it('are waited for no longer than was said, and one that nobody waits for any more is not lost', async () => {
    const slots = createSlots(1);
    const free = await slots.take(100);
    const refused = assert.rejects(slots.take(100), Busy);
    await clock.tickAsync(100);
    await refused;
    free();
    (await slots.take(100))();
    assert.equal(clock.countTimers(), 0);
  });
});
