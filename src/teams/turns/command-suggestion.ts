import { distance } from 'fastest-levenshtein';
import { bareWord } from './command-words.ts';

const WORDS = [
  'help',
  'new',
  'list',
  'show',
  'renew',
  'rotate',
  'revoke',
  'track',
  'signin',
  'signout',
  'whoami',
];

/** Words that people use for a command. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  add: 'new',
  delete: 'revoke',
  end: 'revoke',
  extend: 'renew',
  find: 'list',
  generate: 'new',
  kill: 'revoke',
  make: 'new',
  prolong: 'renew',
  regenerate: 'rotate',
  remove: 'revoke',
  replace: 'rotate',
  search: 'list',
};

const WISH = /\b(?:add|another|create|generate|get|give|issue|make|need|new|want)\b/;
const TOKEN = /\b(?:pat|pats|token|tokens)\b/;

/** The command that words which are none probably mean, as it would be typed; empty when there is no guess. */
export function suggestedCommand(words: readonly string[]): string {
  const [first = '', ...others] = words;
  const sentence = words.map(bareWord).join(' ');
  // A wish in a sentence: its other words are no name.
  if (words.length > 2 && WISH.test(sentence) && TOKEN.test(sentence)) return '/pat new';
  const typed = bareWord(first);
  const verb = (Object.hasOwn(OTHER_WORDS, typed) ? OTHER_WORDS[typed] : undefined) ?? nearWord(typed);
  return verb === undefined ? '' : ['/pat', verb, ...others].join(' ');
}

function nearWord(typed: string): string | undefined {
  const near = WORDS.map((word) => ({ word, far: distance(typed, word) })).sort((a, b) => a.far - b.far)[0];
  // Two letters swapped count as two changes, which is too many for a short word otherwise.
  const swapped = near !== undefined && sortLetters(near.word) === sortLetters(typed);
  const isNear = near !== undefined && near.far > 0 && near.far <= (typed.length > 3 || swapped ? 2 : 1);
  return isNear ? near.word : undefined;
}

function sortLetters(word: string): string {
  return [...word].sort().join('');
}
