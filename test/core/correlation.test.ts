import assert from 'node:assert/strict';
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
