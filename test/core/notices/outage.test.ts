import assert from 'node:assert/strict';
import type { Delivery } from '../../../src/core/ports.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, BOB, sampleContact } from '../samples.ts';
import { SENT, setUpDispatcher } from './dispatcher-setup.ts';

const MINUTE = 60_000;
const AWAY: Delivery = { outcome: 'not-sent', reason: 'the Bot Connector answered 503' };
const NO_CHAT: Delivery = { outcome: 'no-chat', reason: 'the Bot Connector answered 404' };

/** A dispatcher whose messages nobody takes; `runUntil` moves the clock to a time after the start and does what is due then. */
async function setUpOutage(tokens: number) {
  const world = setUpDispatcher();
  for (let n = 0; n < tokens; n += 1) await world.addToken({ id: `token-${n}` });
  world.sendNotice.resolves(AWAY);
  async function runUntil(ms: number): Promise<number> {
    const { clock, dispatcher, store } = world;
    let tried = 0;
    for (
      let next = await store.notices.nextAt();
      next !== undefined && next <= START + ms;
      next = await store.notices.nextAt()
    ) {
      clock.set(Math.max(clock.now(), next));
      tried += await dispatcher.runOnce();
    }
    clock.set(START + ms);
    return tried;
  }
  return { ...world, runUntil };
}

describe('what waits for Teams', () => {
  it('goes at once when Teams takes another message, however long it was to wait', async () => {
    const { runUntil, addToken, sendNotice, clock, dispatcher, notice } = await setUpOutage(40);
    await runUntil(DAY);
    assert.ok((await notice('created', 'token-7')).dueAt > START + DAY + 10 * MINUTE);
    sendNotice.resolves(SENT);
    await addToken({ id: 'new', createdAt: clock.now() }, BOB);
    assert.equal(await dispatcher.runOnce(), 41);
    assert.equal((await notice('created', 'token-7')).state, 'sent');
    assert.equal(await dispatcher.runOnce(), 0);
  });

  it('goes at once after a restart, too', async () => {
    const { runUntil, addToken, sendNotice, clock, restart, notice } = await setUpOutage(3);
    await runUntil(DAY);
    sendNotice.resolves(SENT);
    await addToken({ id: 'new', createdAt: clock.now() }, BOB);
    assert.equal(await restart().runOnce(), 4);
    assert.equal((await notice('created', 'token-0')).state, 'sent');
  });

  it('stays where it is when another tenant’s messages are taken', async () => {
    const { runUntil, addToken, sendNotice, clock, dispatcher } = await setUpOutage(3);
    await runUntil(DAY);
    sendNotice.resolves(SENT);
    const elsewhere = { ...BOB, tenantId: '22222222-2222-4222-8222-222222222222' };
    await addToken({ id: 'new', createdAt: clock.now() }, elsewhere);
    assert.equal(await dispatcher.runOnce(), 1);
  });

  it('is tried before its time three times at most, while others’ messages are taken', async () => {
    const { runUntil, addToken, sendNotice, clock, dispatcher, notice } = await setUpOutage(1);
    await runUntil(10 * MINUTE);
    const before = sendNotice.callCount;
    sendNotice.callsFake(async (_contact, { tokenId }) => (tokenId === 'token-0' ? AWAY : SENT));
    for (let n = 0; n < 50; n += 1) {
      await addToken({ id: `new-${n}`, createdAt: clock.now() }, BOB);
      await dispatcher.runOnce();
    }
    const tries = sendNotice.args.slice(before).filter(([, { tokenId }]) => tokenId === 'token-0').length;
    assert.deepEqual([tries, (await notice('created', 'token-0')).earlyTries], [3, 3]);
    sendNotice.resolves(SENT);
    await runUntil(DAY);
    assert.equal((await notice('created', 'token-0')).state, 'sent');
  });

  it('waits on when the first that goes is not taken either', async () => {
    const { runUntil, addToken, sendNotice, clock, dispatcher } = await setUpOutage(40);
    await runUntil(DAY);
    sendNotice.resetHistory();
    sendNotice.onFirstCall().resolves(SENT);
    await addToken({ id: 'new', createdAt: clock.now() }, BOB);
    assert.ok((await dispatcher.runOnce()) <= 1 + 16, 'no more than were on their way at once');
  });

  it('is spoken of as failed after thirty days, and not before', async () => {
    const { runUntil, notice, metrics } = await setUpOutage(1);
    await runUntil(30 * DAY - 1);
    assert.equal((await notice('created', 'token-0')).state, 'waiting');
    await runUntil(31 * DAY);
    const { state, reason } = await notice('created', 'token-0');
    assert.deepEqual([state, reason], ['failed', 'the Bot Connector answered 503']);
    assert.deepEqual(metrics.lastCall.args, ['created', 'failed']);
  });

  it('is tried until the end if it is a reminder, and then says that the token has ended', async () => {
    const { runUntil, notice, sendNotice } = await setUpOutage(1);
    await runUntil(90 * DAY - 1);
    const { attempts } = await notice('expiring', 'token-0');
    assert.ok(attempts >= 14 && attempts < 40, `${attempts} attempts in seven days`);
    sendNotice.resolves(SENT);
    await runUntil(91 * DAY);
    assert.equal((await notice('expiring', 'token-0')).state, 'dropped');
    assert.equal((await notice('expired', 'token-0')).state, 'sent');
  });

  it('is failed when even that could not be said for thirty days', async () => {
    const { runUntil, notice } = await setUpOutage(1);
    await runUntil(121 * DAY);
    assert.equal((await notice('expired', 'token-0')).state, 'failed');
  });
});

describe('a person with whom Teams knows no chat', () => {
  it('is asked for again after hours and days, without the chat that is gone', async () => {
    const { runUntil, notice, sendNotice, store, metrics } = await setUpOutage(1);
    sendNotice.resolves(NO_CHAT);
    await runUntil(0);
    assert.equal((await store.contacts.find(ADA))?.conversationId, undefined);
    assert.deepEqual(metrics.lastCall.args, ['created', 'no-chat']);
    await runUntil(14 * DAY);
    const [contact] = sendNotice.lastCall.args;
    const { conversationId: _, ...anew } = sampleContact();
    assert.deepEqual(contact, anew);
    const { attempts } = await notice('created', 'token-0');
    assert.ok(attempts >= 6 && attempts <= 10, `${attempts} attempts in a fortnight`);
    sendNotice.resolves({ outcome: 'sent', conversationId: 'chat-anew' });
    await runUntil(17 * DAY);
    assert.equal((await notice('created', 'token-0')).state, 'sent');
    assert.equal((await store.contacts.find(ADA))?.conversationId, 'chat-anew');
  });

  it('gets everything at once when they are back', async () => {
    const { runUntil, notice, sendNotice, store, clock, dispatcher } = await setUpOutage(2);
    sendNotice.resolves(NO_CHAT);
    await runUntil(HOUR);
    sendNotice.resolves(SENT);
    await store.contacts.setReachable(ADA, clock.now());
    assert.equal(await dispatcher.runOnce(), 2);
    assert.equal((await notice('created', 'token-1')).state, 'sent');
  });

  it('says nothing about Teams as a whole', async () => {
    const { addToken, sendNotice, dispatcher, clock, notice, store } = await setUpOutage(1);
    await dispatcher.runOnce();
    sendNotice.callsFake(async ({ person }) => (person.objectId === ADA.objectId ? NO_CHAT : SENT));
    clock.advance(10 * MINUTE);
    await addToken({ id: 'new', createdAt: clock.now() }, BOB);
    await dispatcher.runOnce();
    const { dueAt } = await notice('created', 'token-0');
    await addToken({ id: 'newer', createdAt: clock.now() }, BOB);
    await dispatcher.runOnce();
    assert.equal((await notice('created', 'token-0')).dueAt, dueAt);
    assert.ok((await store.notices.nextAt()) !== undefined);
  });
});

describe('a message that Teams throttles again and again', () => {
  it('waits longer each time, an hour at most, and never less than Teams asked for', async () => {
    const { sendNotice, dispatcher, clock, notice } = await setUpOutage(1);
    const waits: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      sendNotice.resolves({
        outcome: 'throttled',
        reason: 'slow down',
        retryAfterMs: n < 11 ? 7_000 : 2 * HOUR,
      });
      await dispatcher.runOnce();
      const { dueAt } = await notice('created', 'token-0');
      waits.push((dueAt - clock.now()) / 1000);
      clock.set(dueAt);
    }
    assert.deepEqual(waits.slice(0, 3), [7, 60, 67]);
    assert.ok(waits.slice(1, 11).every((wait, n) => wait >= (waits[n] ?? 0) && wait <= 3600));
    assert.equal(waits.at(-1), 7200);
  });

  it('does not go before that time, whatever else is taken', async () => {
    const { sendNotice, dispatcher, clock, addToken, notice } = await setUpOutage(1);
    sendNotice.resolves({ outcome: 'throttled', reason: 'slow down', retryAfterMs: HOUR });
    await dispatcher.runOnce();
    sendNotice.resolves(SENT);
    clock.advance(20 * MINUTE);
    await addToken({ id: 'new', createdAt: clock.now() }, BOB);
    assert.equal(await dispatcher.runOnce(), 1);
    assert.equal((await notice('created', 'token-0')).state, 'waiting');
  });
});
