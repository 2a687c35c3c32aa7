import assert from 'node:assert/strict';
import { createSemaphore } from '../../../src/core/timing/semaphore.ts';

describe('slots', () => {
  const never = new AbortController().signal;

  it('are taken by so many at once, and by the others in the order in which they came', async () => {
    const slots = createSemaphore(2);
    const begun: string[] = [];
    const begin = async (name: string) => {
      const end = await slots.take(never);
      begun.push(name);
      return end;
    };
    const [endA, endB, c, d] = [await begin('a'), await begin('b'), begin('c'), begin('d')];
    await settled();
    assert.deepEqual(begun, ['a', 'b']);
    endB();
    await settled();
    assert.deepEqual(begun, ['a', 'b', 'c']);
    endA();
    (await c)();
    (await d)();
    assert.deepEqual(begun, ['a', 'b', 'c', 'd']);
  });

  it('are free again once, however often a place is given back', async () => {
    const slots = createSemaphore(1);
    const end = await slots.take(never);
    end();
    end();
    await slots.take(never);
    let more = false;
    void slots.take(never).then(() => {
      more = true;
    });
    await settled();
    assert.equal(more, false);
  });

  it('are not held by who gave up waiting', async () => {
    const slots = createSemaphore(1);
    const end = await slots.take(never);
    const tired = new AbortController();
    const waiting = slots.take(tired.signal);
    tired.abort(new Error('tired'));
    await assert.rejects(waiting, /tired/);
    await assert.rejects(slots.take(tired.signal), /tired/);
    end();
    (await slots.take(never))();
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
