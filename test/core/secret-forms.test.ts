import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskSecretForms } from '../../src/core/secret-forms.ts';
import { SECRET_MAKERS } from '../support/secret-samples.ts';

describe('the form of a secret', () => {
  for (const [form, make] of Object.entries(SECRET_MAKERS)) {
    it(`is known wherever it stands: ${form}`, () => {
      fc.assert(
        fc.property(fc.string(), fc.string(), (before, after) => {
          const secret = make();
          const masked = maskSecretForms(`${before}${secret}${after}`, '…');
          assert.ok(masked.includes('…') && !masked.includes(secret.slice(10, 40)), masked);
        }),
      );
    });
  }

  it('shows which kind it was where that tells nothing', () => {
    assert.equal(maskSecretForms(`a pat_${'aB3'.repeat(7)} b`, '…'), 'a pat_… b');
  });

  it('is not seen in other text', () => {
    for (const text of ['pat_short', 'git: https://dev.azure.com/contoso on ADA-PC', 'eyJ, a header', '']) {
      assert.equal(maskSecretForms(text, '…'), text);
    }
  });
});
