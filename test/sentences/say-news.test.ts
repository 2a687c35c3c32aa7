import assert from 'node:assert/strict';
import { writeNews } from '../../src/core/notices/news-detail.ts';
import { saySignedOut, sayStock } from '../../src/sentences/say-news.ts';
import { sentencesOf } from '../../src/sentences/sentences.ts';

const ENGLISH = sentencesOf('en');
const GERMAN = sentencesOf('de-DE');
const KNOWN = { tokens: 3, ending: 1, organizations: ['contoso', 'fabrikam'] };

describe('news about tokens from elsewhere', () => {
  it('are said in the language of whoever reads them, not of whoever wrote them down', () => {
    const detail = writeNews({ known: KNOWN, more: 12 });
    assert.match(
      sayStock(detail, ENGLISH),
      /^You have 3 tokens in contoso, fabrikam that were .* 1 of them ends .* 12 more tokens were created elsewhere/,
    );
    assert.match(
      sayStock(detail, GERMAN),
      /^Du hast 3 Token in contoso, fabrikam, .* 1 davon läuft .* 12 weitere Token wurden anderswo erstellt/,
    );
  });

  it('say only what there is', () => {
    assert.match(sayStock(writeNews({ more: 1 }), ENGLISH), /^1 more token was created elsewhere/);
    assert.match(
      sayStock(writeNews({ changed: 2 }), ENGLISH),
      /^2 more tokens were changed or revoked outside/,
    );
    assert.doesNotMatch(
      sayStock(writeNews({ known: { ...KNOWN, ending: 0 } }), ENGLISH),
      /within seven days|more/,
    );
  });

  it('say why nothing is seen any more', () => {
    for (const [why, english, german] of [
      ['ended', /your sign-in has ended/, /deine Anmeldung ist abgelaufen/],
      ['challenged', /asks you to sign in once more/, /noch einmal anmeldest/],
    ] as const) {
      const detail = writeNews({ signedOut: why });
      assert.match(saySignedOut(detail, ENGLISH), english);
      assert.match(saySignedOut(detail, GERMAN), german);
    }
  });

  it('are told as they are where an earlier release kept a sentence', () => {
    for (const detail of ['You have 2 tokens in contoso.', '', 'null', '7']) {
      assert.equal(sayStock(detail, GERMAN), detail);
      assert.equal(saySignedOut(detail, GERMAN), detail);
    }
  });

  it('name the list, or the sign-in, where a later release kept what is unknown here', () => {
    for (const detail of [
      '{',
      '{"news":1}',
      '{"known":{"tokens":-1,"ending":0,"organizations":[]}}',
      '{"known":{"tokens":1,"ending":0,"organizations":[7]}}',
      '{"signedOut":"later"}',
    ]) {
      assert.match(sayStock(detail, GERMAN), /^Gib \/pat list ein/);
      assert.match(saySignedOut(detail, GERMAN), /deine Anmeldung ist abgelaufen/);
    }
  });
});
