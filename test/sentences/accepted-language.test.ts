import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acceptedLanguage } from '../../src/sentences/accepted-language.ts';

describe('the language that a browser asks for', () => {
  it('is the most wanted one that we speak', () => {
    for (const [header, tag] of [
      ['de', 'de'],
      ['de-AT,de;q=0.9,en;q=0.8', 'de-AT'],
      ['fr-CH, fr;q=0.9, de;q=0.8, en;q=0.5', 'de'],
      ['en;q=0.2, DE-ch;Q=0.7', 'DE-ch'],
      ['ja, en-GB', 'en-GB'],
      ['fr;q=1, *;q=0.5', ''],
      ['de;q=0, en', 'en'],
      ['de;q=0', ''],
      ['', ''],
    ] as const)
      assert.equal(acceptedLanguage(header), tag, header);
    assert.equal(acceptedLanguage(undefined), '');
  });

  it('is found in whatever a browser sends', () => {
    fc.assert(fc.property(fc.string(), (header) => typeof acceptedLanguage(header) === 'string'));
  });
});
