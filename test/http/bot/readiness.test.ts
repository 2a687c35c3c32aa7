import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createReadiness } from '../../../src/http/bot/readiness.ts';

describe('readiness', () => {
  it('is checked once for all who ask meanwhile, and anew for the next', async () => {
    let fail = (_error: Error): void => {};
    const ready = sinon.stub<[], Promise<void>>().resolves();
    ready.onFirstCall().returns(new Promise((_, reject) => (fail = reject)));
    const isReady = createReadiness({ ready, timeoutMs: 20 });
    await Promise.all(Array.from({ length: 20 }, () => assert.rejects(isReady(), { code: 'too-slow' })));
    sinon.assert.calledOnce(ready);
    const late = assert.rejects(isReady(), /no disk/);
    fail(new Error('no disk'));
    await late;
    await isReady();
    sinon.assert.calledTwice(ready);
  });
});
