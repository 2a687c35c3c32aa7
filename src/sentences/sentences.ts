import { readFileSync } from 'node:fs';
import { type Formatters, IntlMessageFormat } from 'intl-messageformat';
import type english from './en.json';
import { languageOf, type Reader } from './reader.ts';

/** The key of a sentence: dotted, from the part of Patkeeper that says it to the sentence itself. */
export type SentenceKey = keyof typeof english;

/** What a sentence names: plain text, or a number that chooses a plural form. */
export type SentenceParameters = Readonly<Record<string, string | number>>;

/** The sentences of one language, and how their reader writes dates. */
export interface Sentences {
  /** The language as `Intl` and the `lang` of a card take it. */
  readonly language: string;
  readonly isRightToLeft: boolean;
  /** The locale whose order of day and month dates follow, and whose clock of 12 or 24 hours times do: `en-US`. */
  readonly dates: string;
  /** The reader's time zone; absent when nobody knows it: times are those of UTC then, and say so. */
  readonly zone?: string;
  /** Gives a sentence with its parameters in place. Throws when a parameter that it needs is missing. */
  say(key: SentenceKey, parameters?: SentenceParameters): string;
  /** The sentences below a key that need no parameters, by the rest of their keys: `card.list` gives `heading`. */
  group(prefix: string): Readonly<Record<string, string>>;
}

type Catalogue = Readonly<Record<SentenceKey, string>>;

/** The language of whoever has no other that we speak. */
const DEFAULT_LANGUAGE = 'en';
/** The languages that we speak. A further one is its file and its entry here. */
export const LANGUAGES: readonly string[] = [DEFAULT_LANGUAGE, 'de'];
/** Languages that are written from right to left, ours or not. */
const RIGHT_TO_LEFT = ['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'];
/** How dates are written for readers of a language whose country nobody knows, if not as the language itself says. */
const USUAL_DATES: Readonly<Record<string, string>> = { en: 'en-GB', 'en-XA': 'en-GB' };
/** What keeps the direction of a text from reaching what stands around it. */
const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

const spoken = new Map(
  LANGUAGES.map((language) => [language, sentencesFrom(language, readCatalogue(language))]),
);

/** The sentences for a language tag such as `en-GB`; English where we do not speak the language. */
export function sentencesOf(tag: string): Sentences {
  return sentencesFor({ locale: tag });
}

/**
 * The sentences for a reader, in the language that they chose or in that of their locale; English where we do not speak it.
 * Dates follow the reader's own locale as far as it is one of the same language.
 */
export function sentencesFor({ locale, zone, language = languageOf(locale) }: Reader): Sentences {
  const sentences = spoken.get(language) ?? spoken.get(DEFAULT_LANGUAGE);
  if (sentences === undefined) throw new Error('the default language has no sentences');
  const isOwn = languageOf(locale) === sentences.language && locale !== sentences.language;
  const dates = isOwn ? locale : sentences.dates;
  return { ...sentences, dates, ...(zone === undefined ? {} : { zone }) };
}

/** Makes the sentences of one language from its catalogue. Every message is parsed once, when it is first said. */
export function sentencesFrom(language: string, catalogue: Catalogue): Sentences {
  const formatters = keptFormatters();
  const formats = new Map<SentenceKey, IntlMessageFormat>();
  const groups = new Map<string, Readonly<Record<string, string>>>();
  const isRightToLeft = RIGHT_TO_LEFT.includes(languageOf(language));
  return {
    language,
    isRightToLeft,
    dates: USUAL_DATES[language] ?? language,
    say: (key, parameters) => {
      const message = catalogue[key];
      if (isPlain(message)) return message;
      let format = formats.get(key);
      if (format === undefined) {
        format = new IntlMessageFormat(message, language, undefined, { ignoreTag: true, formatters });
        formats.set(key, format);
      }
      return String(format.format(isRightToLeft ? isolated(parameters) : parameters));
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

/**
 * What writes numbers and finds plural forms, for all messages of one language. The library makes it anew for each message, and
 * writes down as JSON what it is asked for, every time.
 */
function keptFormatters(): Formatters {
  return {
    getNumberFormat: kept((locales, options) => new Intl.NumberFormat(locales, options)),
    getDateTimeFormat: kept((locales, options) => new Intl.DateTimeFormat(locales, options)),
    getPluralRules: kept((locales, options) => new Intl.PluralRules(locales, options)),
  };
}

/** Makes once what depends on these options alone: a catalogue has one language. */
function kept<L, O, F>(make: (locales: L, options?: O) => F): (locales: L, options?: O) => F {
  const made = new Map<string, F>();
  return (locales, options) => {
    const key = options === undefined ? '' : JSON.stringify(options);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(locales, options);
    made.set(key, fresh);
    return fresh;
  };
}
/**
 * A name or a date between words that run the other way must not change places with them. One bare word can't, and the values
 * that choose a form of the message are such words.
 */
function isolated(parameters: SentenceParameters = {}): SentenceParameters {
  const entries = Object.entries(parameters).map(([name, value]) => {
    const isText = typeof value === 'string' && value !== '' && !/^[a-z]+$/i.test(value);
    return [name, isText ? `${ISOLATE}${value}${END_ISOLATE}` : value];
  });
  return Object.fromEntries(entries);
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
function readCatalogue(language: string): Catalogue {
  return JSON.parse(readFileSync(new URL(`${language}.json`, import.meta.url), 'utf8')) as Catalogue;
}
