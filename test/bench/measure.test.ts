import assert from 'node:assert/strict';
import { figuresOf, median, middleOf } from './measure.ts';

describe('the figures of the bench', () => {
  it('are requests per second and percentiles of all latencies, in whatever order', () => {
    const latencies = Array.from({ length: 1000 }, (_, i) => 999 - i);
    const figures = figuresOf({ latencies, seconds: 2, statuses: new Map() });
    assert.deepEqual(figures, { perSecond: 500, p50: 500, p99: 990 });
  });

  it('are taken from the middle of the rounds, so that one bad round moves nothing', () => {
    const good = { perSecond: 100, p50: 1, p99: 2 };
    const bad = { perSecond: 1, p50: 90, p99: 900 };
    assert.deepEqual(middleOf([good, bad, good]), good);
    assert.equal(median([3, 1, 10, 2, 0]), 2);
    assert.ok(Number.isNaN(median([])));
  });
});
