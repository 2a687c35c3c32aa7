import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES, sentencesFor, sentencesFrom, sentencesOf } from '../../src/sentences/sentences.ts';

type Catalogue = Parameters<typeof sentencesFrom>[1];

/** Sentences of a catalogue that only a test has. */
function only(messages: Record<string, string>, language = 'en') {
  const { say, group } = sentencesFrom(language, messages as Catalogue);
  return { say: say as (key: string, parameters?: Record<string, string | number>) => string, group };
}

describe('sentences', () => {
  it('are said with their parameters and plural forms', () => {
    const { say } = sentencesOf('en');
    assert.equal(say('count.days', { count: 1 }), '1 day');
    assert.equal(say('count.days', { count: 30 }), '30 days');
  });

  it('follow the plural rules of their language', () => {
    const { say } = only({ d: '{n, plural, one {# dzień} few {# dni} many {# dni!} other {# dnia}}' }, 'pl');
    assert.deepEqual(
      [1, 3, 5].map((n) => say('d', { n })),
      ['1 dzień', '3 dni', '5 dni!'],
    );
  });

  it('take parameters as plain text, whatever is in them', () => {
    const { say } = only({ name: 'It’s {name}, <b>' });
    assert.equal(say('name', { name: "{0} <i>’'{x}</i> 🦊" }), "It’s {0} <i>’'{x}</i> 🦊, <b>");
    assert.equal(say('name', { name: '' }), 'It’s , <b>');
    assert.equal(say('name', { name: 0 }), 'It’s 0, <b>');
  });

  it('refuse to be said without a parameter', () => {
    assert.throws(() => sentencesOf('en').say('count.days'));
  });

  it('are given in groups for the templates, without those that need a parameter', () => {
    const { group } = only({ 'a.b.x': 'X', 'a.b.y.z': 'Y Z', 'a.b.w': '{w}', 'a.bc': 'no' });
    assert.deepEqual(group('a.b'), { x: 'X', 'y.z': 'Y Z' });
    assert.deepEqual(group('c'), {});
  });

  it('are in the language of the reader’s locale, or in the one that they chose', () => {
    assert.equal(sentencesFor({ locale: 'de-AT' }).language, 'de');
    assert.equal(sentencesFor({ locale: 'de-AT', language: 'en' }).language, 'en');
    assert.equal(sentencesFor({ locale: 'en-US', language: 'de' }).language, 'de');
    assert.equal(sentencesFor({ locale: 'de-AT', language: 'tlh' }).language, 'en');
  });

  it('write dates as the reader’s country does, where it is one of the language', () => {
    const datesOf = (locale: string, language?: string) =>
      sentencesFor({ locale, ...(language === undefined ? {} : { language }) }).dates;
    assert.equal(datesOf('en-US'), 'en-US');
    assert.equal(datesOf('de-AT'), 'de-AT');
    assert.equal(datesOf('de-AT', 'en'), 'en-GB');
    assert.equal(datesOf('en-US', 'de'), 'de');
    for (const locale of ['', 'en', 'ja-JP']) assert.equal(datesOf(locale), 'en-GB', locale);
  });

  it('keep names and dates apart from words that run the other way', () => {
    const { say } = only({ a: '{name} אחרי {time}, {n, plural, one {#} other {#!}}' }, 'he');
    assert.equal(
      say('a', { name: 'my laptop', time: '27 Feb', n: 2 }),
      '\u2068my laptop\u2069 אחרי \u206827 Feb\u2069, 2!',
    );
  });

  it('are English for a language that we do not speak', () => {
    for (const tag of ['en', 'en-US', 'EN_gb', 'tlh', '', '-'])
      assert.equal(sentencesOf(tag).language, 'en', tag);
  });
});

for (const language of LANGUAGES) describeCatalogue(language);

function describeCatalogue(language: string): void {
  const text = readFileSync(new URL(`../../src/sentences/${language}.json`, import.meta.url), 'utf8');
  const catalogue = JSON.parse(text) as Record<string, string>;

  describe(`the catalogue ${language}.json`, () => {
    it('is sorted, without a key twice', () => {
      const keys = [...text.matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key);
      assert.deepEqual(keys, [...new Set(keys)].sort());
      assert.deepEqual(keys, Object.keys(catalogue));
    });

    it('holds messages that can be parsed, with typographic apostrophes', () => {
      for (const [key, message] of Object.entries(catalogue)) {
        assert.match(key, /^[a-z][a-zA-Z]*(?:\.[a-zA-Z0-9-]+)+$/);
        assert.ok(message.trim() === message && message !== '', key);
        // A straight one would escape what follows it.
        assert.doesNotMatch(message, /'/, key);
        assert.doesNotThrow(
          () => new IntlMessageFormat(message, language, undefined, { ignoreTag: true }),
          key,
        );
      }
    });
  });
}
