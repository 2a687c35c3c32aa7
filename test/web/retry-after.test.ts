import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retryAfterMs } from '../../src/web/retry-after.ts';
import { HOUR, START } from '../support/fixed-clock.ts';

describe('a Retry-After header', () => {
  it('holds seconds or a date', () => {
    assert.equal(retryAfterMs('30', START), 30_000);
    assert.equal(retryAfterMs(' 0.25 ', START), 250);
    assert.equal(retryAfterMs(new Date(START + 7_000).toUTCString(), START), 7_000);
  });

  it('asks for an hour at most', () => {
    assert.equal(retryAfterMs('99999999', START), HOUR);
    assert.equal(retryAfterMs('Fri, 31 Dec 9999 23:59:59 GMT', START), HOUR);
  });

  it('asks for nothing when it is absent, past or unreadable', () => {
    for (const header of [null, '', '0', '-5', 'soon', '1e3', new Date(START - 1000).toUTCString()]) {
      assert.equal(retryAfterMs(header, START), undefined, String(header));
    }
  });

  it('gives a sensible wait or none, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfterMs(header, START);
        assert.ok(wait === undefined || (wait > 0 && wait <= HOUR));
      }),
    );
  });
});
