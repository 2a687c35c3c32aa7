import type { Sentences } from '../../sentences/sentences.ts';
import { firstEnglishWord, typedWords } from '../../sentences/typed-words.ts';
import type { CommandEntry } from '../features/command-entry.ts';
import { type Command, ENTRIES } from './feature-table.ts';

type Entry = CommandEntry<Command['name'], object>;

/** One way to say a command: the words before and behind its argument, in lower case. */
interface Phrase {
  readonly entry: Entry;
  readonly before: readonly string[];
  readonly behind: readonly string[];
  /** Whether an argument must stand there; otherwise it may follow. */
  readonly needsArgument: boolean;
}

/** What a command may be called, and the title that suggestions write for it. */
export interface Known {
  readonly word: string;
  readonly title: string;
}

/** The words that one language has for the commands, together with the English ones, which everybody may use. */
export interface Vocabulary {
  /** The longest first: `revoke all` before `revoke`. */
  readonly phrases: readonly Phrase[];
  /** What may stand before a command besides a mention of the bot, the longest first: its names, greetings, polite words. */
  readonly politeBefore: readonly (readonly string[])[];
  readonly politeBehind: readonly string[];
  /** Titles and other single words of the commands that are listed somewhere: what is not, nobody is told of. */
  readonly own: readonly Known[];
  /** Words that people use for them by mistake, or besides. */
  readonly other: readonly Known[];
}

/** Stands in a phrase for the argument: `… widerrufen`. */
const ARGUMENT = '…';
const vocabularies = new Map<string, Vocabulary>();

/** What lists, Teams' own list among them, and suggestions write for a command: its first English word. */
export function titleOf({ name }: Pick<Entry, 'name'>): string {
  return firstEnglishWord(`command.${name}.words`);
}

/** The vocabulary of a language. */
export function vocabularyOf(sentences: Sentences): Vocabulary {
  const { language } = sentences;
  let vocabulary = vocabularies.get(language);
  if (vocabulary === undefined) {
    vocabulary = readVocabulary(sentences);
    vocabularies.set(language, vocabulary);
  }
  return vocabulary;
}

function readVocabulary(sentences: Sentences): Vocabulary {
  const namesOf = ({ name }: Entry) => typedWords(`command.${name}.words`, sentences);
  const phrases = ENTRIES.flatMap((entry) => namesOf(entry).map((phrase) => phraseOf(phrase, entry)));
  const listed = ENTRIES.filter(({ help, inManifest }) => help !== undefined || inManifest !== undefined);
  const known = (entry: Entry, words: readonly string[]): Known[] =>
    words.filter((word) => !word.includes(' ')).map((word) => ({ word, title: titleOf(entry) }));
  return {
    phrases: phrases.sort((a, b) => lengthOf(b) - lengthOf(a)),
    politeBefore: [
      [''],
      ...typedWords('command.any.before', sentences).map((phrase) => phrase.split(' ')),
    ].sort((a, b) => b.length - a.length),
    politeBehind: typedWords('command.any.behind', sentences),
    own: listed.flatMap((entry) => known(entry, [titleOf(entry)])),
    other: listed.flatMap((entry) =>
      known(entry, [
        ...namesOf(entry).filter((word) => word !== titleOf(entry)),
        ...(entry.alike === undefined ? [] : typedWords(entry.alike, sentences)),
      ]),
    ),
  };
}

function phraseOf(phrase: string, entry: Entry): Phrase {
  const words = phrase.split(' ');
  const place = words.indexOf(ARGUMENT);
  if (place < 0) return { entry, before: words, behind: [], needsArgument: false };
  return { entry, before: words.slice(0, place), behind: words.slice(place + 1), needsArgument: true };
}

function lengthOf({ before, behind }: Phrase): number {
  return before.length + behind.length;
}
