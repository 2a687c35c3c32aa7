import assert from 'node:assert/strict';
import type { Pace } from '../../../src/core/notices/notice-pace.ts';
import { START, until } from '../../support/fixed-clock.ts';
import { ADA, BOB, sampleContact } from '../samples.ts';
import { setUpDispatcher } from './dispatcher-setup.ts';

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
    assert.equal(await store.rateLimits.takePass(lane, START, PACE.tenant, 60_000), START + 30_000);
  });

  it('goes on after Teams asked one of two processes to slow down, however many messages are due', async () => {
    const NOTICES = 600;
    const { dispatcher, addToken, clock, sendNotice, restart, store } = setUpDispatcher({ pace: PACE });
    for (let n = 0; n < NOTICES; n += 1) {
      const person = { ...ADA, objectId: `p-${n}` };
      await store.contacts.save(sampleContact(person, { conversationId: `chat-${n}` }));
      await addToken({ id: `token-${n}` }, person);
    }
    const sent = new Map<string, number>();
    sendNotice.callsFake(async (_contact, { id }) => {
      if (sendNotice.callCount === 1)
        return { outcome: 'throttled', reason: 'too many', retryAfterMs: 30_000 };
      assert.ok(!sent.has(id));
      sent.set(id, clock.now() - START);
      return { outcome: 'sent', conversationId: 'chat' };
    });
    const dispatchers = [dispatcher, restart()];
    for (const one of dispatchers) one.start();
    while (sent.size < NOTICES && clock.now() < START + 120_000) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(Math.min(1_000, clock.untilNextTimer() ?? 1_000));
    }
    await Promise.all(dispatchers.map((one) => one.stop()));
    assert.equal(sent.size, NOTICES);
    const times = [...sent.values()].sort((a, b) => a - b);
    const gaps = times.slice(1).map((at, n) => at - (times[n] ?? 0));
    assert.ok(Math.min(...gaps) >= 20, 'faster than the tenant’s pace');
    assert.ok(
      (times.at(-1) ?? 0) < 30_000 + NOTICES * 20 + 1_000,
      `the last one went after ${times.at(-1)} ms`,
    );
  });

  it('counts no wait for a place as a failure', async () => {
    const { dispatcher, addToken, clock, sendNotice, notice, store } = setUpDispatcher({ pace: PACE });
    await addToken();
    for (let blocks = 0; blocks < 8; blocks += 1) {
      await store.rateLimits.blockLane(`tenant ${ADA.tenantId}`, clock.now() + 60_000, PACE.tenant);
      await dispatcher.runOnce();
      assert.equal((await notice()).dueAt, clock.now() + 60_000);
      clock.advance(60_000);
    }
    sendNotice.resolves({ outcome: 'not-sent', reason: 'no connection' });
    await dispatcher.runOnce();
    assert.equal((await notice()).dueAt, clock.now() + 60_000);
  });
});
