import assert from 'node:assert/strict';
import fc from 'fast-check';
import { aadstsNumber } from '../../src/web/aadsts.ts';

describe("the number of Entra's error", () => {
  it('is found anywhere in a text, and nowhere else', () => {
    assert.equal(aadstsNumber('invalid_client: AADSTS7000215: no. Trace ID: 1'), 7000215);
    fc.assert(
      fc.property(fc.string(), (text) => text.includes('AADSTS') || aadstsNumber(text) === undefined),
    );
  });
});
