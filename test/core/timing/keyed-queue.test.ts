import assert from 'node:assert/strict';
import { createKeyedQueue } from '../../../src/core/timing/keyed-queue.ts';

/** Work that goes on until it is told how it ends. */
function held() {
  let end = (_failed = false): void => {};
  const over = new Promise<void>((resolve, reject) => {
    end = (failed = false) => (failed ? reject(new Error('failed')) : resolve());
  });
  return { over, end: (failed?: boolean) => end(failed) };
}

describe('turns', () => {
  it('run work of one key in order, and let another key go by', async () => {
    const { take } = createKeyedQueue();
    const first = held();
    const done: string[] = [];
    const all = [
      take('ada', () => first.over.then(() => done.push('ada 1'))),
      take('ada', async () => done.push('ada 2')),
      take('ben', async () => done.push('ben')),
    ];
    await all[2];
    assert.deepEqual(done, ['ben']);
    first.end();
    await Promise.all(all);
    assert.deepEqual(done, ['ben', 'ada 1', 'ada 2']);
  });

  it('give each its own outcome, whatever became of the one before', async () => {
    const { take } = createKeyedQueue();
    const first = held();
    const failing = take('ada', () => first.over);
    const next = take('ada', async () => 'done');
    first.end(true);
    await assert.rejects(failing, /failed/);
    assert.equal(await next, 'done');
  });
});
