import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createSingleFlight } from '../../../src/core/timing/single-flight.ts';

describe('work that runs once at a time', () => {
  function setUp() {
    const ends: { resolve(value: string): void; reject(error: Error): void }[] = [];
    const work = sinon.fake(() => new Promise<string>((resolve, reject) => ends.push({ resolve, reject })));
    return { ends, work, run: createSingleFlight<string>().run };
  }

  it('is shared by all who ask for it while it runs, and not by those who ask for something else', async () => {
    const { ends, work, run } = setUp();
    const asked = [run('ada', work), run('ada', work), run('ben', work)];
    sinon.assert.calledTwice(work);
    ends[0]?.resolve('for ada');
    ends[1]?.resolve('for ben');
    assert.deepEqual(await Promise.all(asked), ['for ada', 'for ada', 'for ben']);
  });

  it('is done anew once it has ended, well or not', async () => {
    const { ends, work, run } = setUp();
    const failing = [run('ada', work), run('ada', work)];
    ends[0]?.reject(new Error('gone'));
    for (const each of failing) await assert.rejects(each, /gone/);
    const next = run('ada', work);
    ends[1]?.resolve('here');
    assert.equal(await next, 'here');
    void run('ada', work);
    sinon.assert.calledThrice(work);
  });
});
