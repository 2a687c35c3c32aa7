import assert from 'node:assert/strict';
import { createMetrics } from '../../src/http/metrics.ts';

describe('metrics', () => {
  it('count turns, notices and tokens', async () => {
    const metrics = createMetrics();
    metrics.turn('message', 'ok', 0.02);
    metrics.turn('invoke', 'failed', 3);
    metrics.notice('expiring', 'sent');
    metrics.token('create');
    const text = await metrics.text();
    assert.match(text, /^patkeeper_turns_total\{type="message",outcome="ok"\} 1$/m);
    assert.match(text, /^patkeeper_turns_total\{type="invoke",outcome="failed"\} 1$/m);
    assert.match(text, /^patkeeper_turn_seconds_bucket\{le="0.025"\} 1$/m);
    assert.match(text, /^patkeeper_turn_seconds_count 2$/m);
    assert.match(text, /^patkeeper_notices_total\{kind="expiring",outcome="sent"\} 1$/m);
    assert.match(text, /^patkeeper_tokens_total\{action="create"\} 1$/m);
    assert.match(text, /^process_cpu_seconds_total /m);
    assert.match(metrics.contentType, /^text\/plain/);
  });

  it('never take a label from what somebody sent', async () => {
    const metrics = createMetrics();
    metrics.turn('ada@example.com', 'ok', 1);
    const text = await metrics.text();
    assert.doesNotMatch(text, /ada@example/);
    assert.match(text, /^patkeeper_turns_total\{type="other",outcome="ok"\} 1$/m);
  });

  it('of two services in one process are apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.token('revoke');
    assert.doesNotMatch(await other.text(), /patkeeper_tokens_total\{/);
  });
});
