import assert from 'node:assert/strict';
import sinon from 'sinon';
import { stopInTime } from '../../src/service/stop.ts';
import { createFixedClock, until } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

const NEVER = () => new Promise<void>(() => {});

describe('stopping a service', () => {
  const setUp = () => {
    const clock = createFixedClock();
    const log = createSilentLog();
    const done = () => sinon.stub<[], Promise<void>>().resolves();
    const parts = {
      closeListeners: sinon.stub<[number], Promise<unknown>>().resolves(),
      turnsOver: done(),
      dispatcher: { stop: done() },
      loops: [{ stop: done() }, { stop: done() }] as const,
      patience: { end: sinon.stub<[], void>() },
      release: done(),
    };
    const started = clock.now();
    /** Gives after how many milliseconds it has stopped, while time goes by in steps of half a second. */
    const stop = async () => {
      let over = false;
      const stopping = stopInTime({ ...parts, log, later: clock.later }).finally(() => (over = true));
      const settled = stopping.catch(() => undefined);
      for (let step = 0; step < 50; step += 1) {
        for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        if (over) break;
        clock.advance(500);
      }
      await Promise.race([settled, until(() => over)]);
      await stopping;
      return clock.now() - started;
    };
    return { clock, log, parts, stop, started };
  };

  it('takes no time when nothing runs, and lets go of the data last', async () => {
    const { clock, log, parts, stop } = setUp();
    assert.equal(await stop(), 0);
    sinon.assert.callOrder(parts.turnsOver, parts.dispatcher.stop, parts.release);
    for (const loop of parts.loops) sinon.assert.calledOnce(loop.stop);
    sinon.assert.notCalled(parts.patience.end);
    assert.deepEqual([clock.waiting(), log.lines], [0, []]);
  });

  for (const hanging of ['requests', 'turns', 'messages', 'a sweep', 'the store', 'everything']) {
    it(`keeps to three and a half seconds when these hang: ${hanging}`, async () => {
      const { log, parts, stop } = setUp();
      const hangs = (name: string) => hanging === name || hanging === 'everything';
      if (hangs('requests')) parts.closeListeners.callsFake(NEVER);
      if (hangs('turns')) parts.turnsOver.callsFake(NEVER);
      if (hangs('messages')) parts.dispatcher.stop.callsFake(NEVER);
      if (hangs('a sweep')) parts.loops[1].stop.callsFake(NEVER);
      if (hangs('the store')) parts.release.callsFake(NEVER);
      assert.ok((await stop()) <= 3_500);
      sinon.assert.calledOnce(parts.dispatcher.stop);
      for (const loop of parts.loops) sinon.assert.calledOnce(loop.stop);
      sinon.assert.calledOnce(parts.release);
      assert.equal(log.lines[0]?.level, 'warn');
    });
  }

  it('waits two seconds for other systems, and then lets fail in order what hangs on them', async () => {
    const { clock, log, parts, stop, started } = setUp();
    let fail = (): void => {};
    let endedAt = 0;
    parts.turnsOver.callsFake(() => new Promise((resolve) => (fail = resolve)));
    parts.patience.end.callsFake(() => {
      endedAt = clock.now();
      fail();
    });
    assert.equal(await stop(), 2_000);
    assert.equal(endedAt - started, 2_000);
    // What is claimed after that could not be sent any more.
    sinon.assert.callOrder(parts.dispatcher.stop, parts.patience.end, parts.release);
    sinon.assert.calledOnce(parts.dispatcher.stop);
    assert.deepEqual(log.lines, []);
  });

  it('says why the store could not be closed', async () => {
    const { parts, stop } = setUp();
    parts.release.rejects(new Error('disk full'));
    await assert.rejects(stop(), /disk full/);
  });
});
