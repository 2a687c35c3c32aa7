import assert from 'node:assert/strict';
import type { Pace } from '../../src/core/notice-sender.ts';
import { START, until } from '../support/fixed-clock.ts';
import { setUpDispatcher } from './dispatcher-setup.ts';
import { ADA, BOB } from './samples.ts';

const PACE: Pace = { tenant: { everyMs: 20, burst: 1 }, conversation: { everyMs: 2_000, burst: 2 } };

describe('the pace of messages', () => {
  it('keeps to the rate of a tenant, whoever the messages are for', async () => {
    const { dispatcher, addToken, clock, sendNotice } = setUpDispatcher({ pace: PACE });
    await addToken({ id: 'ada-1' });
    await addToken({ id: 'bob-1' }, BOB);
    const sent: number[] = [];
    sendNotice.callsFake(async () => {
      sent.push(clock.now() - START);
      return { outcome: 'sent', conversationId: 'chat' };
    });
    dispatcher.start();
    await until(() => sent.length === 1 && clock.untilNextTimer() === 20);
    clock.advance(20);
    await until(() => sent.length === 2);
    await dispatcher.stop();
    assert.deepEqual(sent, [0, 20]);
  });

  it('puts off what a conversation can not take yet, and gives it the place it was promised', async () => {
    const { dispatcher, addToken, clock, sendNotice, notice } = setUpDispatcher({
      pace: { ...PACE, tenant: { everyMs: 0, burst: 1 } },
    });
    for (const id of ['a', 'b', 'c', 'd']) await addToken({ id });
    await dispatcher.runOnce();
    assert.equal(sendNotice.callCount, 2);
    assert.equal((await notice('created', 'c', ADA)).dueAt, START + 2_000);
    assert.equal((await notice('created', 'd', ADA)).dueAt, START + 4_000);
    clock.advance(2_000);
    await dispatcher.runOnce();
    assert.equal(sendNotice.callCount, 3);
    clock.advance(2_000);
    await dispatcher.runOnce();
    assert.equal(sendNotice.callCount, 4);
  });

  it('holds a whole tenant back in all processes when Teams asks one of them to slow down', async () => {
    const { dispatcher, addToken, sendNotice, store } = setUpDispatcher({ pace: PACE });
    await addToken();
    sendNotice.resolves({ outcome: 'throttled', reason: 'too many', retryAfterMs: 30_000 });
    await dispatcher.runOnce();
    const lane = `tenant ${ADA.tenantId}`;
    assert.equal(await store.takePlace(lane, START, PACE.tenant), START + 30_000);
  });
});
