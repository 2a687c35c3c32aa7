import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createPatience } from '../../../src/core/timing/patience.ts';

const NEVER = new Promise<never>(() => {});

describe('patience with other systems', () => {
  it('lets work end by itself, well or not, as long as it lasts', async () => {
    const patience = createPatience();
    assert.equal(await patience.hold(Promise.resolve('done')), 'done');
    await assert.rejects(patience.hold(Promise.reject(new Error('refused'))), /refused/);
    patience.end();
  });

  it('ends what is waited for, now and later, as too slow', async () => {
    const patience = createPatience();
    const held = patience.hold(NEVER);
    patience.end();
    await assert.rejects(held, { code: 'too-slow' });
    await assert.rejects(patience.hold(NEVER), { code: 'too-slow' });
  });

  it('tells everybody once who still wants to know, and at once whoever comes later', () => {
    const patience = createPatience();
    const [told, gone, late] = [sinon.spy(), sinon.spy(), sinon.spy()];
    patience.onEnd(told);
    patience.onEnd(gone)();
    assert.equal(patience.isOver, false);
    patience.end();
    patience.end();
    patience.onEnd(late);
    assert.equal(patience.isOver, true);
    assert.deepEqual([told.callCount, gone.callCount, late.callCount], [1, 0, 1]);
  });
});
