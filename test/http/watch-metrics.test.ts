import assert from 'node:assert/strict';
import { PatkeeperError } from '../../src/core/errors.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createFixedClock } from '../support/fixed-clock.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('metrics that alerts are made of', () => {
  const setUp = (nextNoticeAt: () => Promise<number | undefined> = async () => undefined) => {
    const clock = createFixedClock();
    const end = clock.now() + 12.5 * DAY;
    const watch = { clock, nextNoticeAt, keyEnds: [{ key: 'bot-secret', end } as const] };
    const metrics = createMetrics({ version: '1.2.3', watch });
    const line = async (name: string) =>
      (await metrics.text()).split('\n').filter((text) => text.startsWith(name));
    return { clock, metrics, line };
  };

  it('tell how long the longest due message has been due', async () => {
    const clock = createFixedClock();
    for (const [next, lag] of [
      [clock.now() - 90_000, 90],
      [clock.now() + 90_000, 0],
      [undefined, 0],
    ] as const) {
      const { line } = setUp(async () => next);
      assert.deepEqual(await line('patkeeper_notices_lag_seconds'), [`patkeeper_notices_lag_seconds ${lag}`]);
    }
    const { line } = setUp(() => Promise.reject(new Error('down')));
    assert.deepEqual(await line('patkeeper_notices_lag_seconds'), []);
  });

  it('tell how many days each key has left, at that moment', async () => {
    const { clock, line } = setUp();
    assert.deepEqual(await line('patkeeper_key_days'), ['patkeeper_key_days_left{key="bot-secret"} 12.5']);
    clock.advance(13 * DAY);
    assert.deepEqual(await line('patkeeper_key_days'), ['patkeeper_key_days_left{key="bot-secret"} -0.5']);
  });

  it('measure the store, for which a refusal is an answer', async () => {
    const { metrics, line } = setUp();
    metrics.storeCall({ method: 'findToken', seconds: 0.002 });
    metrics.storeCall({ method: 'insertToken', seconds: 0.02, error: new PatkeeperError('name-taken') });
    metrics.storeCall({
      method: 'insertToken',
      seconds: 4,
      error: new PatkeeperError('store-unavailable'),
    });
    metrics.storeCall({ method: 'check', seconds: 4, error: new Error('odd') });
    assert.deepEqual(await line('patkeeper_store_seconds_count'), [
      'patkeeper_store_seconds_count{kind="read",outcome="ok"} 1',
      'patkeeper_store_seconds_count{kind="write",outcome="ok"} 1',
      'patkeeper_store_seconds_count{kind="write",outcome="failed"} 1',
      'patkeeper_store_seconds_count{kind="read",outcome="failed"} 1',
    ]);
    assert.deepEqual(await line('patkeeper_store_seconds_bucket{le="0.005",kind="read",outcome="ok"'), [
      'patkeeper_store_seconds_bucket{le="0.005",kind="read",outcome="ok"} 1',
    ]);
  });

  it('count calls of authorities and failures of signing in, but not that somebody has to sign in', async () => {
    const { metrics, line } = setUp();
    metrics.authorityCall('azure-devops', 'throttled');
    assert.deepEqual(await line('patkeeper_authority_calls_total'), [
      'patkeeper_authority_calls_total{authority="azure-devops",outcome="throttled"} 1',
    ]);
    metrics.signInCall({ method: 'exchange', seconds: 1 });
    metrics.signInCall({ method: 'exchange', seconds: 1, error: new PatkeeperError('sign-in-needed') });
    metrics.signInCall({
      method: 'finish',
      seconds: 1,
      error: new PatkeeperError('refused.account-disabled'),
    });
    metrics.signInCall({ method: 'finish', seconds: 1, error: new Error('Ada Park') });
    assert.deepEqual(await line('patkeeper_sign_in_failures_total'), [
      'patkeeper_sign_in_failures_total{reason="refused"} 1',
      'patkeeper_sign_in_failures_total{reason="unexpected"} 1',
    ]);
    assert.doesNotMatch(await metrics.text(), /Ada/);
  });

  it('have the delay of the event loop beside them', async () => {
    const { line } = setUp();
    assert.equal((await line('nodejs_eventloop_lag_p99_seconds ')).length, 1);
  });
});
