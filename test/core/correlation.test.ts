import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import sinon from 'sinon';
import { correlationId, someCorrelationId, withCorrelation } from '../../src/core/correlation.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the correlation id', () => {
  it('is one for all that a piece of work awaits, and another for the work beside it', async () => {
    const seen = () =>
      withCorrelation(async () => {
        const first = correlationId();
        await Promise.resolve();
        return [first, await (async () => correlationId())()];
      });
    const [[one, oneLater], [other]] = (await Promise.all([seen(), seen()])) as [string[], string[]];
    assert.match(one ?? '', GUID);
    assert.equal(oneLater, one);
    assert.notEqual(other, one);
  });

  it('is none outside of any work, where one can be had all the same', () => {
    assert.equal(correlationId(), undefined);
    assert.match(someCorrelationId(), GUID);
    withCorrelation(() => assert.equal(someCorrelationId(), correlationId()));
  });
});

describe('the correlation id of a job', () => {
  afterEach(() => sinon.restore());

  it('is one for all that the job awaits, also after a job beside it has ended', async () => {
    const { withJobCorrelation, correlationId: idNow } = await inNewProcess();
    const seen = await withJobCorrelation(async () => {
      const first = idNow();
      const other = await withJobCorrelation(async () => idNow());
      return { first, other, later: idNow() };
    });
    assert.match(seen.first ?? '', GUID);
    assert.equal(seen.later, seen.first);
    assert.notEqual(seen.other, seen.first);
    assert.equal(idNow(), undefined);
  });

  it('costs nothing any more once the last job has ended, be it by a failure', async () => {
    const { withJobCorrelation } = await inNewProcess();
    const disable = sinon.spy(AsyncLocalStorage.prototype, 'disable');
    const failing = withJobCorrelation(async () => {
      await withJobCorrelation(async () => {});
      sinon.assert.notCalled(disable);
      throw new Error('as asked');
    });
    await assert.rejects(failing, /as asked/);
    sinon.assert.calledOnce(disable);
  });

  it('leaves a turn its own, also what the turn has left behind', async () => {
    const { withCorrelation: asTurn, withJobCorrelation, correlationId: idNow } = await inNewProcess();
    let goOn = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const turn = asTurn(() => ({ first: idNow(), later: waiting.then(idNow) }));
    await withJobCorrelation(async () => {});
    goOn();
    assert.equal(await turn.later, turn.first);
  });
});

let processes = 0;

/** The module as a process has it that has had no turn. */
async function inNewProcess(): Promise<typeof import('../../src/core/correlation.ts')> {
  processes += 1;
  return import(`${new URL('../../src/core/correlation.ts', import.meta.url)}?process=${processes}`);
}
