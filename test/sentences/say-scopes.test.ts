import assert from 'node:assert/strict';
import { allScopes, offerableScopes } from '../../src/core/tokens/scopes.ts';
import {
  sayScope,
  sayScopeCategory,
  sayScopeDescription,
  sayScopes,
} from '../../src/sentences/say-scopes.ts';
import { LANGUAGES, sentencesOf } from '../../src/sentences/sentences.ts';

const ENGLISH = sentencesOf('en');

describe('scopes in words', () => {
  it('are those that the core finds them by', () => {
    for (const { id, label, description, category } of allScopes()) {
      assert.equal(sayScope(id, ENGLISH), label);
      assert.equal(sayScopeDescription(id, ENGLISH), description);
      assert.equal(sayScopeCategory(category, ENGLISH), category);
    }
  });

  it('are there in every language', () => {
    for (const language of LANGUAGES) {
      const sentences = sentencesOf(language);
      for (const { scopes, category } of offerableScopes([])) {
        assert.match(sayScopeCategory(category, sentences), /\p{L}/u);
        for (const { id } of scopes) assert.match(sayScopeDescription(id, sentences), /\p{L}/u);
      }
    }
  });

  it('are comma separated, without what another one brings along', () => {
    assert.equal(
      sayScopes(['vso.code', 'vso.x', 'vso.code_write', 'vso.profile'], ENGLISH),
      'vso.x, Read and write code',
    );
    assert.equal(sayScopes(['vso.code', 'vso.packaging'], sentencesOf('de')), 'Code lesen, Pakete lesen');
    assert.equal(sayScopes([], ENGLISH), '');
  });
});
