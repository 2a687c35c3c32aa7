import { distance } from 'fastest-levenshtein';
import { bareWord } from '../features/bare-word.ts';
import { ENTRIES } from './feature-table.ts';

/** What a command may be called, and what suggestions write for it. */
interface Known {
  readonly word: string;
  readonly verb: string;
}

/** Those that are listed somewhere: what is not, nobody is told of. */
const LISTED = ENTRIES.filter(({ help, inManifest }) => help !== undefined || inManifest !== undefined);
/** Their own words; a command of several words can't be guessed from one. */
const OWN: readonly Known[] = LISTED.flatMap(({ words: [word] }) =>
  word.includes(' ') ? [] : { word, verb: word },
);
/** Other words that they answer to, or that people use for them. */
const OTHER: readonly Known[] = LISTED.flatMap(({ words: [verb, ...others], alike = [] }) =>
  [...others, ...alike].filter((word) => !word.includes(' ')).map((word) => ({ word, verb })),
);

const WISH = /\b(?:add|another|create|generate|get|give|issue|make|need|new|want)\b/;
const TOKEN = /\b(?:pat|pats|token|tokens)\b/;
/** Of more words than this, one that is a command's need not mean the command. */
const MOST_WORDS = 3;

/** The command that words which are none probably mean, as it would be typed; empty when there is no guess. */
export function suggestedCommand(words: readonly string[]): string {
  const bare = words.map(bareWord);
  const sentence = bare.join(' ');
  // A wish in a sentence: its other words are no name.
  if (words.length > 2 && WISH.test(sentence) && TOKEN.test(sentence)) return '/pat new';
  const verb = guess(bare[0] ?? '');
  if (verb !== undefined) return ['/pat', verb, ...words.slice(1)].join(' ');
  const place = words.length > MOST_WORDS ? -1 : bare.findIndex(isCommandWord);
  return place < 0 ? '' : ['/pat', bare[place], ...words.slice(place + 1)].join(' ');
}

function isCommandWord(typed: string): boolean {
  return OWN.some(({ word }) => word === typed);
}

function guess(typed: string): string | undefined {
  return OTHER.find(({ word }) => word === typed)?.verb ?? nearest(OWN, typed, 2) ?? nearest(OTHER, typed, 1);
}

/** What is written nearly like that, with at most so many letters changed; fewer in a short word. */
function nearest(known: readonly Known[], typed: string, most: number): string | undefined {
  const [near] = known
    .map(({ word, verb }) => ({ word, verb, far: distance(typed, word) }))
    .sort((a, b) => a.far - b.far);
  if (near === undefined || near.far === 0) return undefined;
  // Two letters swapped count as two changes, which is too many for a short word otherwise.
  const isSwapped = sortLetters(near.word) === sortLetters(typed);
  return near.far <= (isSwapped ? 2 : typed.length > 3 ? most : 1) ? near.verb : undefined;
}

function sortLetters(word: string): string {
  return [...word].sort().join('');
}
