import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateSecret } from '../../src/core/secret.ts';
import { maskJson, printMasked } from '../../src/local/mask.ts';

describe('masking', () => {
  it('leaves no secret in what the inspector keeps, wherever it stands', () => {
    const secret = fc.constant(undefined).map(() => generateSecret().secret.reveal());
    const where = fc.tuple(fc.string(), fc.string(), fc.string());
    fc.assert(
      fc.property(secret, where, (text, [before, after, key]) => {
        const value = { [key]: [`${before}${text}${after}`], [text]: { deep: text } };
        assert.ok(!printMasked(value).includes(text));
        assert.ok(!JSON.stringify(maskJson(value)).includes(text));
      }),
    );
  });

  it('leaves everything else as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(printMasked(value), JSON.stringify(value, null, 2));
        assert.equal(maskJson(value), value);
      }),
    );
  });
});
