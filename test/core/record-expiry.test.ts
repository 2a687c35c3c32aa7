import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createRecordExpiry, EXPIRY_POLL_MS } from '../../src/core/record-expiry.ts';
import { createFixedClock, until } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

describe('records whose time is over', () => {
  function setUp(deleteExpired: (now: number) => Promise<number>) {
    const clock = createFixedClock();
    const log = createSilentLog();
    const spy = sinon.fake(deleteExpired);
    const expiry = createRecordExpiry({
      store: { records: { deleteExpired: spy } },
      clock,
      log,
      later: clock.later,
    });
    const turnOver = () => until(() => clock.waiting() === 1);
    const poll = async () => {
      await turnOver();
      clock.advance(EXPIRY_POLL_MS);
      await turnOver();
    };
    return { clock, log, spy, expiry, poll };
  }

  it('are deleted at the start, and every few seconds from then on', async () => {
    const { clock, spy, expiry, poll } = setUp(async () => 0);
    const start = clock.now();
    expiry.start();
    sinon.assert.calledOnceWithExactly(spy, start);
    await poll();
    sinon.assert.calledTwice(spy);
    assert.equal(spy.lastCall.args[0], start + EXPIRY_POLL_MS);
    await expiry.stop();
    clock.advance(EXPIRY_POLL_MS);
    sinon.assert.calledTwice(spy);
  });

  it('are tried again when the store can’t delete them, and that is said once an outage', async () => {
    let works = false;
    const { log, spy, expiry, poll } = setUp(async () => {
      if (works) return 3;
      throw new Error('away');
    });
    expiry.start();
    await poll();
    await poll();
    works = true;
    await poll();
    works = false;
    await poll();
    assert.equal(spy.callCount, 5);
    const levels = log.lines.map(({ level }) => level);
    assert.deepEqual(levels, ['warn', 'debug', 'warn']);
  });
});
