import assert from 'node:assert/strict';
import type { UndeliveredCount } from '../../src/core/store/notices.ts';
import { createMetrics } from '../../src/http/metrics.ts';

describe('metrics', () => {
  it('count turns, notices and tokens', async () => {
    const metrics = createMetrics({ version: '1.2.3' });
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
    assert.match(text, /^patkeeper_build_info\{version="1\.2\.3",node="v\d[\d.]*"\} 1$/m);
    assert.match(metrics.contentType, /^text\/plain/);
  });

  it('tell how many messages have not arrived, as the store knows it at that moment', async () => {
    let counts: UndeliveredCount[] = [{ kind: 'expiring', state: 'failed', count: 3 }];
    const metrics = createMetrics({ version: '1.2.3', undelivered: async () => counts });
    const line = async () => (await metrics.text()).match(/^patkeeper_notices_undelivered\{.*$/gm);
    assert.deepEqual(await line(), ['patkeeper_notices_undelivered{kind="expiring",state="failed"} 3']);
    counts = [{ kind: 'created', state: 'held', count: 1 }];
    assert.deepEqual(await line(), ['patkeeper_notices_undelivered{kind="created",state="held"} 1']);
  });

  it('tell how many people can’t be reached, unless the store does not answer', async () => {
    const lines = async (unreachable: () => Promise<number>) =>
      (await createMetrics({ version: '1.2.3', unreachable }).text()).match(
        /^patkeeper_people_unreachable .*$/gm,
      );
    assert.deepEqual(await lines(async () => 4), ['patkeeper_people_unreachable 4']);
    assert.equal(await lines(() => Promise.reject(new Error('down'))), null);
  });

  it('are told without that number while the store does not answer', async () => {
    const metrics = createMetrics({ version: '1.2.3', undelivered: () => Promise.reject(new Error('down')) });
    const text = await metrics.text();
    assert.doesNotMatch(text, /^patkeeper_notices_undelivered\{/m);
    assert.match(text, /^process_cpu_seconds_total /m);
  });

  it('never take a label from what somebody sent', async () => {
    const metrics = createMetrics({ version: '1.2.3' });
    metrics.turn('ada@example.com', 'ok', 1);
    const text = await metrics.text();
    assert.doesNotMatch(text, /ada@example/);
    assert.match(text, /^patkeeper_turns_total\{type="other",outcome="ok"\} 1$/m);
  });

  it('of two services in one process are apart', async () => {
    const [one, other] = [createMetrics({ version: '1.2.3' }), createMetrics({ version: '1.2.3' })];
    one.token('revoke');
    assert.doesNotMatch(await other.text(), /patkeeper_tokens_total\{/);
  });
});
