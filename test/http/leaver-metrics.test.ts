import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import type { Leaving } from '../../src/core/store/accounts.ts';
import { addLeaverMetrics } from '../../src/http/leaver-metrics.ts';

describe('the metric of people who have left', () => {
  it('counts them by what is done with their tokens', async () => {
    const registry = new Registry();
    const leaving = (state: Leaving['state']) => ({ leaving: { state } as Leaving });
    addLeaverMetrics(registry, async () => [leaving('held'), leaving('held'), leaving('refused'), {}]);
    const text = await registry.metrics();
    assert.match(text, /patkeeper_leavers\{state="held"\} 2/);
    assert.match(text, /patkeeper_leavers\{state="refused"\} 1/);
    assert.match(text, /patkeeper_leavers\{state="spared"\} 0/);
  });

  it('is absent while the store does not answer', async () => {
    const registry = new Registry();
    addLeaverMetrics(registry, () => Promise.reject(new Error('the store is away')));
    assert.doesNotMatch(await registry.metrics(), /patkeeper_leavers\{/);
  });
});
