import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createDeliveries } from '../../../src/teams/turns/deliveries.ts';
import { ADA } from '../../core/samples.ts';
import { createFixedClock, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

function setUp() {
  const clock = createFixedClock();
  const log = createSilentLog();
  const secretNotDelivered = sinon.stub().resolves();
  const tokenService = { secretNotDelivered };
  const deliveries = createDeliveries({ tokenService, log, graceMs: 60_000, later: clock.later });
  return { clock, log, secretNotDelivered, deliveries };
}

describe('an answer with a secret', () => {
  it('has its token taken back when it is not handed over in time', () => {
    const { deliveries, clock, secretNotDelivered } = setUp();
    deliveries.expect({ status: 200 }, ADA, 'token-1');
    clock.advance(59_999);
    sinon.assert.notCalled(secretNotDelivered);
    clock.advance(1);
    sinon.assert.calledOnceWithExactly(secretNotDelivered, ADA, 'token-1');
  });

  it('leaves its token alone once it was handed over', () => {
    const { deliveries, clock, secretNotDelivered } = setUp();
    const answer = { status: 200 };
    deliveries.expect(answer, ADA, 'token-1');
    deliveries.delivered(answer);
    clock.advance(60_000);
    sinon.assert.notCalled(secretNotDelivered);
  });

  it('counts as handed over when a repeat of it was, before or after', () => {
    const { deliveries, clock, secretNotDelivered } = setUp();
    const [first, second] = [{ status: 200 }, { status: 200 }];
    deliveries.expect(first, ADA, 'token-1');
    deliveries.delivered(first);
    deliveries.expect(second, ADA, 'token-1');
    clock.advance(60_000);
    deliveries.expect(first, ADA, 'token-2');
    deliveries.expect(second, ADA, 'token-2');
    deliveries.delivered(second);
    clock.advance(60_000);
    sinon.assert.notCalled(secretNotDelivered);
  });

  it('says it in the log when the token could not be taken back', async () => {
    const { deliveries, clock, secretNotDelivered, log } = setUp();
    secretNotDelivered.rejects(new Error('no store'));
    deliveries.expect({ status: 200 }, ADA, 'token-1');
    clock.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(log.lines.at(-1)?.level, 'error');
  });

  it('has its token taken back later when the store was away, unless a repeat was handed over by then', async () => {
    const away = new PatkeeperError('store-unavailable');
    const { deliveries, clock, secretNotDelivered } = setUp();
    const answer = { status: 200 };
    secretNotDelivered.rejects(away);
    deliveries.expect({ status: 200 }, ADA, 'token-1');
    deliveries.expect(answer, ADA, 'token-2');
    for (const ms of [60_000, 60_000, 120_000]) {
      clock.advance(ms);
      await until(() => clock.waiting() === 2);
    }
    sinon.assert.callCount(secretNotDelivered, 6);
    deliveries.delivered(answer);
    secretNotDelivered.resolves();
    clock.advance(240_000);
    await until(() => secretNotDelivered.callCount === 7);
    sinon.assert.calledWithExactly(secretNotDelivered.lastCall, ADA, 'token-1');
    clock.advance(60 * 60_000);
    sinon.assert.callCount(secretNotDelivered, 7);
  });

  it('is not taken back again and again when that is refused for good, nor for ever', async () => {
    const { deliveries, clock, secretNotDelivered } = setUp();
    secretNotDelivered.rejects(new PatkeeperError('not-active.revoked'));
    deliveries.expect({ status: 200 }, ADA, 'token-1');
    clock.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(clock.waiting(), 0);
    secretNotDelivered.resetHistory();
    secretNotDelivered.rejects(new PatkeeperError('unreachable.azure-devops'));
    deliveries.expect({ status: 200 }, ADA, 'token-2');
    for (let tries = 0; tries < 20; tries += 1) {
      clock.advance(15 * 60_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    sinon.assert.callCount(secretNotDelivered, 8);
    assert.equal(clock.waiting(), 0);
  });

  it('is no concern of other answers', () => {
    const { deliveries, clock } = setUp();
    deliveries.delivered({ status: 200 });
    assert.equal(clock.waiting(), 0);
  });
});
