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
  it('are brief, and each has its own: names of 32 characters, descriptions of 70', () => {
    for (const { id } of allScopes()) {
      assert.match(sayScope(id, ENGLISH), /^\S.{2,31}$/, id);
      assert.match(sayScopeDescription(id, ENGLISH), /^\S.{4,69}$/, id);
    }
    assert.equal(new Set(allScopes().map(({ id }) => sayScope(id, ENGLISH))).size, allScopes().length);
  });

  it('are shown as they are where nobody knows them', () => {
    assert.equal(sayScope('vso.code', ENGLISH), 'Read code');
    assert.equal(sayScope('vso.made_up', ENGLISH), 'vso.made_up');
  });

  it('fit on one card in every language', () => {
    for (const language of LANGUAGES) {
      const sentences = sentencesOf(language);
      const choices = offerableScopes([]).flatMap(({ scopes }) =>
        scopes.map(({ id }) => ({
          title: `${sayScope(id, sentences)}: ${sayScopeDescription(id, sentences)}`,
          value: id,
        })),
      );
      assert.ok(Buffer.byteLength(JSON.stringify(choices)) < 14_000, language);
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
