import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import type english from './en.json';

/** The key of a sentence: dotted, from the part of Patkeeper that says it to the sentence itself. */
export type SentenceKey = keyof typeof english;

/** What a sentence names: plain text, or a number that chooses a plural form. */
export type SentenceParameters = Readonly<Record<string, string | number>>;

/** The sentences of one language. */
export interface Sentences {
  /** The language as `Intl` and the `lang` of a card take it. */
  readonly language: string;
  /** Gives a sentence with its parameters in place. Throws when a parameter that it needs is missing. */
  say(key: SentenceKey, parameters?: SentenceParameters): string;
  /** The sentences below a key that need no parameters, by the rest of their keys: `card.list` gives `heading`. */
  group(prefix: string): Readonly<Record<string, string>>;
}

type Catalogue = Readonly<Record<SentenceKey, string>>;

/** The language of whoever has no other that we speak. */
const DEFAULT_LANGUAGE = 'en';
/** A further language is its file and its entry here. */
const LANGUAGES = new Map([[DEFAULT_LANGUAGE, sentencesFrom(DEFAULT_LANGUAGE, readCatalogue('en.json'))]]);

/** The sentences for a language tag such as `en-GB`; English where we do not speak the language. */
export function sentencesOf(tag: string): Sentences {
  const [language = ''] = tag.toLowerCase().split(/[-_]/);
  const sentences = LANGUAGES.get(language) ?? LANGUAGES.get(DEFAULT_LANGUAGE);
  if (sentences === undefined) throw new Error('the default language has no sentences');
  return sentences;
}

/** Makes the sentences of one language from its catalogue. Every message is parsed once, when it is first said. */
export function sentencesFrom(language: string, catalogue: Catalogue): Sentences {
  const formats = new Map<SentenceKey, IntlMessageFormat>();
  const groups = new Map<string, Readonly<Record<string, string>>>();
  return {
    language,
    say: (key, parameters) => {
      const message = catalogue[key];
      if (isPlain(message)) return message;
      let format = formats.get(key);
      if (format === undefined) {
        format = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
        formats.set(key, format);
      }
      return String(format.format(parameters));
    },
    group: (prefix) => {
      let group = groups.get(prefix);
      if (group === undefined) {
        group = groupOf(prefix, catalogue);
        groups.set(prefix, group);
      }
      return group;
    },
  };
}

function groupOf(prefix: string, catalogue: Catalogue): Readonly<Record<string, string>> {
  const start = `${prefix}.`;
  const below = Object.entries(catalogue).filter(
    ([key, message]) => key.startsWith(start) && isPlain(message),
  );
  return Object.fromEntries(below.map(([key, message]) => [key.slice(start.length), message]));
}

/** Without parameters, so that nothing has to be parsed. */
function isPlain(message: string): boolean {
  return !message.includes('{');
}

/** Node 20 warns about an imported JSON file, so it is read; the build lays it beside this file. */
function readCatalogue(file: string): Catalogue {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Catalogue;
}
