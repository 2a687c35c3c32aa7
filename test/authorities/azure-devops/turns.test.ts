import assert from 'node:assert/strict';
import { createTurns } from '../../../src/authorities/azure-devops/turns.ts';

describe('turns', () => {
  const never = new AbortController().signal;

  it('run so many at once, and the others in the order in which they came', async () => {
    const turns = createTurns(2);
    const begun: string[] = [];
    const begin = async (name: string) => {
      const end = await turns.take(never);
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

  it('are free again once, however often a turn is ended', async () => {
    const turns = createTurns(1);
    const end = await turns.take(never);
    end();
    end();
    await turns.take(never);
    let more = false;
    void turns.take(never).then(() => {
      more = true;
    });
    await settled();
    assert.equal(more, false);
  });

  it('are not held by who gave up waiting', async () => {
    const turns = createTurns(1);
    const end = await turns.take(never);
    const tired = new AbortController();
    const waiting = turns.take(tired.signal);
    tired.abort(new Error('tired'));
    await assert.rejects(waiting, /tired/);
    await assert.rejects(turns.take(tired.signal), /tired/);
    end();
    (await turns.take(never))();
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
