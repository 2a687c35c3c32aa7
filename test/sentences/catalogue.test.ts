import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { sentencesOf } from '../../src/sentences/sentences.ts';
import { wordsOf } from '../../src/teams/cards/cards.ts';
import { SAMPLE_CARDS } from '../teams/cards/card-samples.ts';

const ROOT = new URL('../../', import.meta.url);
const SENTENCES = new URL('src/sentences/', ROOT);
const languages = readdirSync(SENTENCES)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ language: file.slice(0, -'.json'.length), messages: readCatalogue(file) }));
const english = readCatalogue('en.json');
/** Keys that code puts together; whoever does that tests them. */
const BUILT =
  /^(?:error|http\.form|http\.question|news\.signed-out|preset|scope|usage)\.|^command\.[a-z-]+\.(?:words|alike|active|expired|revoked|all)$/;
/** What the buttons show that have names of their own. */
const SHOWN: Readonly<Record<string, string>> = {
  'button.again': 'card.created-notice.again',
  'button.decline': 'card.reader-asked-notice.decline',
  'button.details': 'card.any.details',
  'button.gotIt': 'card.expiring-notice.gotIt',
  'button.reader': 'card.token.reader',
  'button.renew': 'card.any.renew',
  'button.replace': 'card.any.replace',
  'button.revoke': 'card.any.revoke',
  'button.rotate': 'card.any.rotate',
  'button.why': 'card.any.why',
};
/** What people read in a template. */
const READ = ['text', 'title', 'label', 'placeholder', 'errorMessage', 'altText', 'tooltip'];

function readCatalogue(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL(file, SENTENCES), 'utf8')) as Record<string, string>;
}

function sourcesIn(folder: string): { readonly path: string; readonly text: string }[] {
  const url = new URL(folder, ROOT);
  return readdirSync(url, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: folder + path, text: readFileSync(new URL(path, url), 'utf8') }));
}

/** The strings of a template that people read, each with the places for its words. */
function readStrings(template: unknown): string[] {
  if (Array.isArray(template)) return template.flatMap(readStrings);
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) =>
    typeof value === 'string' && READ.includes(key) ? [value] : readStrings(value),
  );
}

const templates = SAMPLE_CARDS.map(({ card, data }) => {
  const strings = readStrings(JSON.parse(readFileSync(new URL(`cards/${card}.json`, ROOT), 'utf8')));
  const used = strings.flatMap((text) =>
    [...text.matchAll(/words\.([a-zA-Z]+)\}/g)].map(([, name = '']) => name),
  );
  return { card, data, strings, used: [...new Set(used)].sort() };
});

/** Sentences of failures, which have their own way into the catalogue. */
const OF_FAILURES = /: (?:Something went wrong here|You have signed in, but)/;

/** String literals that begin with a capital and hold two words: sentences, as people read them. Code, logs and keys do not. */
function sentencesIn(source: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/new (?:Patkeeper|Range)?Error\([^;]*?\)|\blog\.\w+\([^;]*?\);/g, '');
  const literals = [...code.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(([, quoted, template]) =>
    (quoted ?? template ?? '').replace(/\$\{[^}]*\}/g, '…'),
  );
  return literals.filter((text) => /^[…\s“]*[A-Z][^']*\p{L}[,.:;]? [\p{L}…]/u.test(text));
}

type Element = IntlMessageFormat['getAst'] extends () => readonly (infer E)[] ? E : never;

/** The plural forms of a message that it lacks in its language. */
function lackingForms(message: string, language: string): string[] {
  const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const walk = (elements: readonly Element[]): string[] =>
    elements.flatMap((element) => {
      if (!('options' in element)) return [];
      const forms = Object.keys(element.options);
      const inner = Object.values(element.options).flatMap(({ value }) => walk(value));
      const isPlural = 'pluralType' in element;
      return [...(isPlural ? wanted.filter((form) => !forms.includes(form)) : []), ...inner];
    });
  return walk(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
}

/** What a message names, and the values that choose among its forms; the forms of plurals are its language's own. */
function parametersOf(message: string, language: string): string[] {
  const walk = (elements: readonly Element[]): string[] =>
    elements.flatMap((element) => {
      if (!('value' in element) || element.type === 0) return [];
      if (!('options' in element)) return [element.value];
      const inner = Object.entries(element.options).flatMap(([form, { value }]) => [
        ...('pluralType' in element ? [] : [`${element.value}=${form}`]),
        ...walk(value),
      ]);
      return [element.value, ...inner];
    });
  const format = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
  return [...new Set(walk(format.getAst()))].sort();
}

describe('the catalogues', () => {
  it('hold no sentence that nothing says', () => {
    const code = sourcesIn('src/').map(({ text }) => text);
    const isSaid = (key: string) => code.some((text) => text.includes(`'${key}'`));
    const inTemplates = new Set(
      templates.flatMap(({ card, used }) =>
        used.flatMap((name) => [`card.${card}.${name}`, `card.any.${name}`]),
      ),
    );
    const unused = Object.keys(english).filter(
      (key) => !BUILT.test(key) && !inTemplates.has(key) && !isSaid(key),
    );
    assert.deepEqual(unused, []);
  });

  it('hold every word of the templates, and the samples have the English ones', () => {
    for (const { card, data, used } of templates) {
      const words = wordsOf(card, sentencesOf('en'));
      const expected = Object.fromEntries(used.map((name) => [name, words[name]]));
      assert.ok(
        Object.values(expected).every((word) => word !== undefined),
        card,
      );
      assert.deepEqual((data as { words?: unknown }).words ?? {}, expected, card);
    }
  });

  it('leave no text in the templates', () => {
    for (const { card, strings } of templates) {
      for (const text of strings) assert.doesNotMatch(text.replace(/\$\{[^}]*\}/g, ''), /\p{L}/u, card);
    }
  });

  it('leave no sentence in the code that answers people', () => {
    const folders = ['cards/', 'features/', 'sign-in/', 'turns/'].map((folder) => `src/teams/${folder}`);
    const left = folders
      .flatMap(sourcesIn)
      .flatMap(({ path, text }) => sentencesIn(text).map((sentence) => `${path}: ${sentence}`))
      .filter((line) => !OF_FAILURES.test(line));
    assert.deepEqual(left, []);
    assert.deepEqual(
      sentencesIn("// Not this.\nsay('a.b'); log.info('it went wrong'); f('It went wrong.');"),
      ['It went wrong.'],
    );
  });

  it('give every plural its forms, in every language', () => {
    for (const { language, messages } of languages) {
      for (const [key, message] of Object.entries(messages))
        assert.deepEqual(lackingForms(message, language), [], `${language} ${key}`);
    }
    assert.deepEqual(lackingForms('{n, plural, other {# tokens}}', 'en'), ['one']);
  });

  it('call every button about a token by what it shows, so that those who speak to it can press it', () => {
    for (const { language, messages } of languages)
      for (const [key, shown] of Object.entries(SHOWN)) {
        const [name, visible] = [messages[key] ?? '', messages[shown] ?? ''].map((text) =>
          text.toLowerCase(),
        );
        assert.ok(name?.includes(visible ?? '?'), `${language} ${key}`);
      }
    assert.deepEqual(
      Object.keys(SHOWN),
      Object.keys(english).filter((key) => key.startsWith('button.')),
    );
  });

  it('have the same keys and parameters in every language', () => {
    for (const { language, messages } of languages) {
      assert.deepEqual(Object.keys(messages).sort(), Object.keys(english).sort(), language);
      for (const [key, message] of Object.entries(messages))
        assert.deepEqual(
          parametersOf(message, language),
          parametersOf(english[key] ?? '', 'en'),
          `${language} ${key}`,
        );
    }
  });
});
