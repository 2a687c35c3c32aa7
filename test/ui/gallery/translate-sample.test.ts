import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { sampleTranslator } from './translate-sample.ts';

const english = JSON.parse(
  readFileSync(new URL('../../../src/sentences/en.json', import.meta.url), 'utf8'),
) as Record<string, string>;
const translate = sampleTranslator(english, sentencesOf('de'));

describe('a sample in another language', () => {
  it('has its sentences, with names, dates, numbers and plurals in place', () => {
    assert.equal(translate('expires in 6 days (28 Nov 2026)', ''), 'läuft in 6 Tagen ab (28. Nov. 2026)');
    assert.equal(translate('You have 12 active tokens', ''), 'Du hast 12 aktive Token');
    assert.equal(translate('Renew laptop?', ''), 'laptop verlängern?');
  });

  it('has sentences that follow one another, and lists of words', () => {
    assert.equal(
      translate('And 3 more. Type more of the name.', ''),
      'Und 3 weitere. Gib mehr vom Namen ein.',
    );
    assert.equal(
      translate('⚠ Read and write code: Push code, delete branches, handle pull requests', ''),
      '⚠ Code lesen und schreiben: Code pushen, Branches löschen, Pull Requests bearbeiten',
    );
  });

  it('leaves alone what is no sentence of ours', () => {
    assert.equal(translate('laptop at home', ''), 'laptop at home');
    assert.equal(translate('https://github.com/octocat', ''), 'https://github.com/octocat');
  });
});
