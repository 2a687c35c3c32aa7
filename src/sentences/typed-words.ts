import { type SentenceKey, type Sentences, sentencesOf } from './sentences.ts';

const ENGLISH = sentencesOf('en');
const known = new Map<string, readonly string[]>();

/** What people type for something, in lower case: the English words, which everybody may use, and those of this language. */
export function typedWords(key: SentenceKey, sentences: Sentences): readonly string[] {
  const place = `${sentences.language} ${key}`;
  let words = known.get(place);
  if (words === undefined) {
    words = [...new Set([...wordsIn(key, ENGLISH), ...wordsIn(key, sentences)])];
    known.set(place, words);
  }
  return words;
}

/** The first English word for something. */
export function firstEnglishWord(key: SentenceKey): string {
  return wordsIn(key, ENGLISH)[0] ?? '';
}

/** Phones write a curly apostrophe where keyboards write a straight one. */
function wordsIn(key: SentenceKey, { say }: Sentences): readonly string[] {
  return say(key).toLowerCase().replaceAll('’', "'").split(', ');
}
