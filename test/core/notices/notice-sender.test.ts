import assert from 'node:assert/strict';
import sinon from 'sinon';
import { noticesForEnd, noticesForNew } from '../../../src/core/notices/notices.ts';
import type { Delivery } from '../../../src/core/ports.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ADA, sampleContact } from '../samples.ts';
import { SENT, setUpDispatcher } from './dispatcher-setup.ts';

const NOT_SENT: Delivery = { outcome: 'not-sent', reason: 'no connection' };
const AMBIGUOUS: Delivery = { outcome: 'ambiguous', reason: 'no answer' };

describe('a notice that is due', () => {
  it('is sent once, and never again', async () => {
    const { dispatcher, sendNotice, addToken, notice, metrics, clock, restart } = setUpDispatcher();
    const token = await addToken();
    assert.equal(await dispatcher.runOnce(), 1);
    const [contact, sent, about] = sendNotice.firstCall.args;
    assert.deepEqual([contact, sent.kind, about], [sampleContact(), 'created', token]);
    assert.deepEqual([(await notice()).state, (await notice()).settledAt], ['sent', START]);
    sinon.assert.calledOnceWithExactly(metrics, 'created', 'sent');
    clock.advance(DAY);
    assert.equal((await dispatcher.runOnce()) + (await restart().runOnce()), 0);
  });

  it('waits for its time', async () => {
    const { dispatcher, sendNotice, addToken, clock } = setUpDispatcher();
    await addToken();
    await dispatcher.runOnce();
    clock.advance(83 * DAY - 1);
    assert.equal(await dispatcher.runOnce(), 0);
    clock.advance(1);
    assert.equal(await dispatcher.runOnce(), 1);
    assert.equal(sendNotice.secondCall.args[1].kind, 'expiring');
  });

  it('is sent late, and once, after down time', async () => {
    const { dispatcher, addToken, notice, clock, sendNotice } = setUpDispatcher();
    await addToken();
    clock.advance(89 * DAY);
    assert.equal(await dispatcher.runOnce(), 2);
    assert.equal((await notice('expiring')).state, 'sent');
    sinon.assert.calledTwice(sendNotice);
  });

  it('says after the end that there was one, once and for thirty days, in place of the reminder', async () => {
    for (const [days, state] of [
      [90, 'sent'],
      [120 - 1 / DAY, 'sent'],
      [120, 'dropped'],
    ] as const) {
      const { dispatcher, addToken, notice, clock, metrics } = setUpDispatcher();
      await addToken();
      clock.advance(days * DAY);
      await dispatcher.runOnce();
      const { state: found, reason } = await notice('expired');
      assert.deepEqual([found, reason], [state, state === 'sent' ? undefined : 'the token has expired']);
      assert.equal((await notice('expiring')).state, 'dropped');
      sinon.assert.calledWithExactly(metrics, 'expired', state);
    }
  });

  it('is given up when Teams will not take it as it is', async () => {
    const { dispatcher, addToken, notice, sendNotice, clock } = setUpDispatcher();
    sendNotice.resolves({ outcome: 'rejected', reason: 'the Bot Connector answered 400' });
    await addToken();
    await dispatcher.runOnce();
    assert.deepEqual(
      [(await notice()).state, (await notice()).reason],
      ['failed', 'the Bot Connector answered 400'],
    );
    clock.advance(DAY);
    assert.equal(await dispatcher.runOnce(), 0);
  });

  it('is dropped when the token was renewed or revoked after it was claimed', async () => {
    const { dispatcher, addToken, notice, store, clock, sendNotice } = setUpDispatcher();
    const token = await addToken();
    await dispatcher.runOnce();
    clock.advance(85 * DAY);
    const renewed = { ...token, validTo: token.validTo + 90 * DAY };
    assert.equal(noticesForEnd(renewed, clock.now()).length, 2);
    sinon.replace(store.tokens, 'find', sinon.fake.resolves(renewed));
    await dispatcher.runOnce();
    sinon.assert.calledOnce(sendNotice);
    assert.equal((await notice('expiring')).reason, 'the token was renewed');
  });
});

describe('word of the end of a token', () => {
  it('is sent at the end, once, beside the reminder', async () => {
    const { dispatcher, addToken, clock, sendNotice } = setUpDispatcher();
    const { validTo } = await addToken();
    const kinds = () => sendNotice.args.map(([, { kind }]) => kind);
    clock.advance(validTo - clock.now() - 1);
    await dispatcher.runOnce();
    assert.deepEqual(kinds(), ['created', 'expiring']);
    clock.advance(1);
    assert.equal(await dispatcher.runOnce(), 1);
    clock.advance(40 * DAY);
    assert.equal(await dispatcher.runOnce(), 0);
    assert.deepEqual(kinds(), ['created', 'expiring', 'expired']);
  });

  it('is owed with the reminder for a token of an earlier release, which owed none', async () => {
    const notices = (token: Token) => noticesForNew(token).filter(({ kind }) => kind !== 'expired');
    for (const [days, sent] of [
      [85, ['created', 'expiring']],
      [91, ['created', 'expired']],
    ] as const) {
      const { dispatcher, addToken, notice, clock, sendNotice } = setUpDispatcher();
      const { validTo } = await addToken({}, ADA, notices);
      clock.advance(days * DAY);
      await dispatcher.runOnce();
      assert.deepEqual(
        sendNotice.args.map(([, { kind }]) => kind),
        sent,
      );
      assert.equal((await notice('expired')).dueAt, Math.max(validTo, clock.now()));
    }
  });

  it('is dropped with a renewal, a revocation and a rotation', async () => {
    const { addToken, notice, store, dispatcher, clock, sendNotice } = setUpDispatcher();
    const token = await addToken();
    clock.advance(90 * DAY);
    for (const [now, reason] of [
      [{ ...token, validTo: token.validTo + DAY }, 'the token was renewed'],
      [{ ...token, revokedAt: START }, 'the token was revoked'],
    ] as const) {
      sinon.restore();
      sinon.replace(store.tokens, 'find', sinon.fake.resolves(now));
      await store.notices.owe({ ...(await notice('expired')), state: 'waiting' }, { now: 0, quietMs: 0 });
      await dispatcher.runOnce();
      assert.equal((await notice('expired')).reason, reason);
    }
    assert.ok(sendNotice.args.every(([, { kind }]) => kind !== 'expired'));
  });
});

describe('a notice that did not leave', () => {
  it('is tried again, after longer and longer waits', async () => {
    const { dispatcher, addToken, notice, clock, sendNotice } = setUpDispatcher();
    await addToken();
    sendNotice.resolves(NOT_SENT);
    const waits: number[] = [];
    for (let i = 0; i < 14; i += 1) {
      assert.equal(await dispatcher.runOnce(), 1);
      const { state, dueAt, reason } = await notice();
      assert.deepEqual([state, reason], ['waiting', 'no connection']);
      waits.push((dueAt - clock.now()) / 60_000);
      clock.advance(dueAt - clock.now() - 1);
      assert.equal(await dispatcher.runOnce(), 0);
      clock.advance(1);
    }
    assert.deepEqual(waits, [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720, 720]);
    assert.equal((await notice()).ambiguousAttempts, 0);
    sendNotice.resolves(SENT);
    await dispatcher.runOnce();
    assert.equal((await notice()).state, 'sent');
  });
});

describe('a notice that Teams throttled', () => {
  it('is tried again when Teams said, and everything else waits as well', async () => {
    const { dispatcher, addToken, notice, clock, sendNotice } = setUpDispatcher();
    await addToken();
    sendNotice.resolves({ outcome: 'throttled', reason: 'slow down', retryAfterMs: 7_000 });
    await dispatcher.runOnce();
    assert.equal((await notice()).dueAt, START + 7_000);
    sendNotice.resolves(SENT);
    await addToken({ id: 'token-2' });
    clock.advance(6_999);
    assert.equal(await dispatcher.runOnce(), 0);
    clock.advance(1);
    assert.equal(await dispatcher.runOnce(), 2);
    assert.equal((await notice()).state, 'sent');
  });

  it('waits as long as it was told, while the others wait five minutes at most', async () => {
    const { dispatcher, addToken, notice, clock, sendNotice } = setUpDispatcher();
    await addToken();
    sendNotice.resolves({ outcome: 'throttled', reason: 'slow down', retryAfterMs: 60 * 60_000 });
    await dispatcher.runOnce();
    sendNotice.resolves(SENT);
    await addToken({ id: 'token-2' });
    clock.advance(5 * 60_000 - 1);
    assert.equal(await dispatcher.runOnce(), 0);
    clock.advance(1);
    assert.equal(await dispatcher.runOnce(), 1);
    assert.equal((await notice()).dueAt, START + 60 * 60_000);
  });

  it('waits two seconds when it was told nonsense', async () => {
    for (const retryAfterMs of [0, -5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { dispatcher, addToken, notice, sendNotice } = setUpDispatcher();
      await addToken();
      sendNotice.resolves({ outcome: 'throttled', reason: 'slow down', retryAfterMs });
      await dispatcher.runOnce();
      assert.equal((await notice()).dueAt, START + 2_000);
    }
  });

  it('does not hold the others for days when the clock is set back', async () => {
    const { dispatcher, addToken, clock, sendNotice } = setUpDispatcher();
    clock.advance(DAY);
    await addToken();
    sendNotice.resolves({ outcome: 'throttled', reason: 'slow down', retryAfterMs: 60_000 });
    await dispatcher.runOnce();
    sendNotice.resolves(SENT);
    clock.set(START);
    assert.equal(await dispatcher.runOnce(), 0);
    await addToken({ id: 'token-2' });
    clock.advance(5 * 60_000);
    assert.equal(await dispatcher.runOnce(), 1);
  });
});

describe('a notice of which nobody knows whether it arrived', () => {
  it('is repeated after a minute, a quarter of an hour, three hours and twenty-five, and never again', async () => {
    const { dispatcher, addToken, notice, clock, sendNotice, metrics, log } = setUpDispatcher();
    await addToken();
    sendNotice.resolves(AMBIGUOUS);
    await dispatcher.runOnce();
    for (const [index, minutes] of [1, 15, 180, 1500].entries()) {
      const { state, ambiguousAttempts } = await notice();
      assert.deepEqual([state, ambiguousAttempts], ['waiting', index + 1]);
      clock.set(START + minutes * 60_000 - 1);
      assert.equal(await dispatcher.runOnce(), 0);
      clock.advance(1);
      assert.equal(await dispatcher.runOnce(), 1);
    }
    assert.deepEqual([(await notice()).state, (await notice()).reason], ['failed', 'no answer']);
    clock.advance(40 * DAY);
    assert.equal(await dispatcher.runOnce(), 0);
    sinon.assert.callCount(sendNotice, 5);
    assert.deepEqual(
      metrics.args.map(([, outcome]) => outcome),
      ['ambiguous', 'ambiguous', 'ambiguous', 'ambiguous', 'failed'],
    );
    assert.ok(log.lines.some(({ level, message }) => level === 'warn' && /did not arrive/.test(message)));
  });

  it('may fail to leave as often as it likes in between', async () => {
    const { dispatcher, addToken, notice, clock, sendNotice } = setUpDispatcher();
    await addToken();
    const answers = [NOT_SENT, AMBIGUOUS, NOT_SENT, NOT_SENT, SENT];
    for (const answer of answers) {
      sendNotice.resolves(answer);
      assert.equal(await dispatcher.runOnce(), 1);
      clock.advance(DAY);
    }
    assert.equal((await notice()).state, 'sent');
  });

  it('outlives a few crashes that took its claim, for seldom had one of them sent it, but not many', async () => {
    const { addToken, notice, store, clock, sendNotice, restart } = setUpDispatcher();
    await addToken();
    const claim = () => store.notices.claimDue({ now: clock.now(), leaseMs: 30_000, limit: 9 });
    await claim();
    clock.advance(30_000);
    assert.equal(await restart().runOnce(), 1);
    assert.equal((await notice()).state, 'sent');

    await addToken({ id: 'token-2', createdAt: clock.now() });
    for (let crashes = 0; crashes < 5; crashes += 1) {
      await claim();
      clock.advance(30_000);
    }
    assert.equal(await restart().runOnce(), 1);
    const { state, reason } = await notice('created', 'token-2');
    assert.deepEqual([state, reason], ['failed', 'nobody knows whether it arrived']);
    sinon.assert.calledOnce(sendNotice);
  });

  it('is one on which the messenger broke', async () => {
    const { dispatcher, addToken, notice, log, sendNotice } = setUpDispatcher();
    await addToken();
    sendNotice.rejects(new Error('a mistake of ours'));
    await dispatcher.runOnce();
    assert.equal((await notice()).ambiguousAttempts, 1);
    assert.equal(log.lines[0]?.level, 'error');
  });
});
