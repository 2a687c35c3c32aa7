import assert from 'node:assert/strict';
import { LONGEST_LANE_MS } from '../../src/core/timing/rate-limit.ts';
import { START } from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

const RATE = { everyMs: 20, burst: 1 };

/** How passes in lanes are given, so that all processes together keep to a rate. */
export function describeLanes(opened: () => OpenedStore): void {
  const take = (lane: string, now = START, patienceMs = LONGEST_LANE_MS): Promise<number> =>
    opened().store.rateLimits.takePass(lane, now, RATE, patienceMs);

  it('gives each pass once, one after the other, to ten who ask at once', async () => {
    const passes = await Promise.all(Array.from({ length: 10 }, () => take('tenant-1')));
    assert.deepEqual(
      passes.map((at) => at - START).sort((a, b) => a - b),
      [0, 20, 40, 60, 80, 100, 120, 140, 160, 180],
    );
  });

  it('keeps lanes apart, and is ready again after a rest', async () => {
    await take('tenant-1');
    assert.equal(await take('tenant-2'), START);
    assert.equal(await take('tenant-1', START + 1000), START + 1000);
  });

  it('lets some go at once after a rest where the rate allows it', async () => {
    const bursty = { everyMs: 500, burst: 2 };
    const passes = [];
    for (let i = 0; i < 4; i += 1)
      passes.push(await opened().store.rateLimits.takePass('chat', START, bursty, LONGEST_LANE_MS));
    assert.deepEqual(
      passes.map((at) => at - START),
      [0, 0, 500, 1000],
    );
  });

  it('is not full for ever when the clock was set back', async () => {
    await take('tenant-1', START + 23 * 24 * 60 * 60_000);
    assert.equal(await take('tenant-1'), START);
    assert.equal(await take('tenant-1'), START + 20);
  });

  it('gives no pass before the end of a block, and none is undone by a shorter block', async () => {
    const { store } = opened();
    await store.rateLimits.blockLane('tenant-1', START + 5000, RATE);
    await store.rateLimits.blockLane('tenant-1', START + 1000, RATE);
    assert.equal(await take('tenant-1'), START + 5000);
    assert.equal(await take('tenant-1'), START + 5020);
    assert.equal(await take('tenant-2'), START);
  });

  it('says when a pass is that somebody can’t wait for, and leaves it to others', async () => {
    const { store } = opened();
    await store.rateLimits.blockLane('tenant-1', START + 5000, RATE);
    for (let asked = 0; asked < 3; asked += 1)
      assert.equal(await take('tenant-1', START, 4999), START + 5000);
    assert.equal(await take('tenant-1', START, 5000), START + 5000);
    assert.equal(await take('tenant-1', START, 5000), START + 5020);
    assert.equal(await take('tenant-1', START + 1000, 4020), START + 5020);
    assert.equal(await take('tenant-1', START + 5030, 0), START + 5040);
    assert.equal(await take('tenant-1', START + 5040, 0), START + 5040);
    assert.equal(await take('tenant-2', START, 0), START);
  });

  it('says so too where some may go at once after a rest', async () => {
    const { store } = opened();
    const bursty = { everyMs: 500, burst: 2 };
    const impatient = (now: number) => store.rateLimits.takePass('chat', now, bursty, 0);
    assert.deepEqual([await impatient(START), await impatient(START)], [START, START]);
    assert.deepEqual([await impatient(START), await impatient(START + 499)], [START + 500, START + 500]);
    assert.equal(await impatient(START + 500), START + 500);
    assert.equal(await impatient(START + 500), START + 1000);
  });

  it('gives nobody a pass too far ahead when ten who can’t wait long ask at once', async () => {
    const passes = await Promise.all(Array.from({ length: 10 }, () => take('tenant-1', START, 50)));
    const early = passes.filter((at) => at <= START + 50).map((at) => at - START);
    assert.deepEqual(
      early.sort((a, b) => a - b),
      [0, 20, 40],
    );
    assert.equal(await take('tenant-1'), START + 60);
  });
}
