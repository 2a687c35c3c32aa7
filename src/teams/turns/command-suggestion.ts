import { distance } from 'fastest-levenshtein';
import { bareWord } from '../features/bare-word.ts';
import type { Known, Vocabulary } from './command-vocabulary.ts';

const WISH = /\b(?:add|another|create|generate|get|give|issue|make|need|new|want)\b/;
const TOKEN = /\b(?:pat|pats|token|tokens)\b/;
/** Of more words than this, one that is a command's need not mean the command. */
const MOST_WORDS = 3;

/** The command that words which are none probably mean, as it would be typed; empty when there is no guess. */
export function suggestedCommand(words: readonly string[], vocabulary: Vocabulary): string {
  const bare = words.map(bareWord);
  const sentence = bare.join(' ');
  // A wish in a sentence: its other words are no name.
  if (words.length > 2 && WISH.test(sentence) && TOKEN.test(sentence)) return '/pat new';
  const title = guess(bare[0] ?? '', vocabulary);
  if (title !== undefined) return ['/pat', title, ...words.slice(1)].join(' ');
  if (words.length > MOST_WORDS) return '';
  const known = new Set(vocabulary.own.map(({ word }) => word));
  const first = bare.findIndex((typed) => known.has(typed));
  return first < 0 ? '' : ['/pat', bare[first], ...words.slice(first + 1)].join(' ');
}

function guess(typed: string, { own, other }: Vocabulary): string | undefined {
  return (
    other.find(({ word }) => word === typed)?.title ?? nearest(own, typed, 2) ?? nearest(other, typed, 1)
  );
}

/** What is written nearly like that, with at most so many letters changed; fewer in a short word. */
function nearest(known: readonly Known[], typed: string, most: number): string | undefined {
  const [near] = known
    .map(({ word, title }) => ({ word, title, far: distance(typed, word) }))
    .sort((a, b) => a.far - b.far);
  if (near === undefined || near.far === 0) return undefined;
  // Two letters swapped count as two changes, which is too many for a short word otherwise.
  const isSwapped = sortLetters(near.word) === sortLetters(typed);
  const shorter = Math.min(typed.length, near.word.length);
  return near.far <= (isSwapped ? 2 : shorter > 3 ? most : 1) ? near.title : undefined;
}

function sortLetters(word: string): string {
  return [...word].sort().join('');
}
