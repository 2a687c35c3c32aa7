import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createRunOnce } from '../../../src/core/timing/run-once.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

describe('work that is done once', () => {
  const setUp = () => {
    const clock = createFixedClock();
    let count = 0;
    const work = sinon.fake(async () => {
      count += 1;
      return count;
    });
    return { clock, work, once: createRunOnce<number>({ clock, ttlMs: 60_000, later: clock.later }) };
  };

  it('gives its result again for a while, and is then done anew', async () => {
    const { clock, work, once } = setUp();
    assert.equal(await once.run('a', work), 1);
    clock.advance(59_999);
    assert.equal(await once.run('a', work), 1);
    clock.advance(1);
    assert.equal(await once.run('a', work), 2);
  });

  it('is shared by those who ask while it is under way, however long that is', async () => {
    const { clock, once } = setUp();
    let finish = (_: number): void => {};
    const slow = sinon.fake(() => new Promise<number>((resolve) => (finish = resolve)));
    const first = once.run('a', slow);
    clock.advance(120_000);
    const second = once.run('a', slow);
    finish(7);
    assert.deepEqual(await Promise.all([first, second]), [7, 7]);
    sinon.assert.calledOnce(slow);
    clock.advance(59_999);
    assert.equal(await once.run('a', slow), 7);
  });

  it('is separate for each key', async () => {
    const { work, once } = setUp();
    assert.deepEqual([await once.run('a', work), await once.run('b', work)], [1, 2]);
  });

  it('is forgotten at once when it fails, after all who waited were told', async () => {
    const { work, once } = setUp();
    const failing = sinon.fake.rejects(new Error('no'));
    const both = await Promise.allSettled([once.run('a', failing), once.run('a', failing)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    sinon.assert.calledOnce(failing);
    assert.equal(await once.run('a', work), 1);
  });

  it('is done anew when it was forgotten, also while it was under way', async () => {
    const { work, once } = setUp();
    let finish = (_: number): void => {};
    const first = once.run('a', () => new Promise<number>((resolve) => (finish = resolve)));
    once.forget('a');
    assert.equal(await once.run('a', work), 1);
    finish(7);
    assert.equal(await first, 7);
    assert.equal(await once.run('a', work), 1, 'what was forgotten does not come back');
    once.forget('a');
    assert.equal(await once.run('a', work), 2);
  });

  it('leaves nothing in memory when its time is over, asked for or not', async () => {
    const { clock, work, once } = setUp();
    const held = new Set<string>();
    await once.run('a', async () => {
      held.add('a');
      return 1;
    });
    assert.equal(clock.waiting(), 1);
    clock.advance(60_000);
    assert.equal(clock.waiting(), 0);
    // Set back, the clock would make a kept result valid again.
    clock.advance(-60_000);
    await once.run('a', work);
    sinon.assert.calledOnce(work);
  });

  it('is done anew when the clock was moved past its time', async () => {
    const { clock, work, once } = setUp();
    await once.run('a', work);
    clock.set(clock.now() + 60_000);
    assert.equal(await once.run('a', work), 2);
    clock.advance(59_000);
    assert.equal(await once.run('a', work), 2, 'the old timer must not end the new result');
  });

  it('is shared only by those who ask while it runs, if it is not to be kept', async () => {
    const { clock, work, once } = setUp();
    const both = await Promise.all([
      once.run('a', work, { keep: false }),
      once.run('a', work, { keep: false }),
    ]);
    assert.deepEqual(both, [1, 1]);
    assert.equal(await once.run('a', work, { keep: false }), 2);
    assert.equal(clock.waiting(), 0);
  });

  it('gives up the oldest results when they take too many bytes', async () => {
    const clock = createFixedClock();
    const once = createRunOnce<number>({
      clock,
      ttlMs: 60_000,
      maxBytes: 100,
      bytesOf: (bytes) => bytes,
      later: clock.later,
    });
    const gives = (bytes: number) => sinon.fake.resolves(bytes);
    let finish = (_: number): void => {};
    const slow = once.run('slow', () => new Promise<number>((resolve) => (finish = resolve)));
    await once.run('a', gives(60));
    await once.run('b', gives(40));
    await once.run('c', gives(1));
    assert.equal(clock.waiting(), 2, 'the timer of what was given up is stopped');
    const [again, kept, shared] = [gives(0), gives(0), gives(0)];
    assert.deepEqual([await once.run('b', kept), await once.run('c', kept)], [40, 1]);
    sinon.assert.notCalled(kept);
    const running = once.run('slow', shared);
    finish(5);
    assert.deepEqual(await Promise.all([slow, running]), [5, 5]);
    sinon.assert.notCalled(shared);
    await once.run('a', again);
    sinon.assert.calledOnce(again);
  });

  it('keeps nothing that is larger than all there is room for, and frees room when time is over', async () => {
    const clock = createFixedClock();
    const options = {
      clock,
      ttlMs: 60_000,
      maxBytes: 100,
      bytesOf: (bytes: number) => bytes,
      later: clock.later,
    };
    const once = createRunOnce<number>(options);
    await once.run('huge', async () => 101);
    assert.equal(clock.waiting(), 0);
    await once.run('a', async () => 100);
    clock.advance(60_000);
    await once.run('b', async () => 100);
    const kept = sinon.fake.resolves(0);
    assert.equal(await once.run('b', kept), 100);
    sinon.assert.notCalled(kept);
  });
});
