import { bareWord } from '../features/bare-word.ts';

/** What may stand before a command, besides a mention of the bot: its names, greetings and polite words. */
const BEFORE = [
  '',
  'pat',
  'patkeeper',
  'hi',
  'hi there',
  'hello',
  'hello there',
  'hey',
  'hey there',
  'good morning',
  'good afternoon',
  'good evening',
  'thanks',
  'thank you',
  'ok',
  'okay',
  'please',
  'pls',
  'can you',
  'could you',
  'will you',
  'would you',
  'can i',
  'could i',
  'may i',
  'i want to',
  'i would like to',
  "i'd like to",
]
  .map((phrase) => phrase.split(' '))
  .sort((a, b) => b.length - a.length);

/** What may stand behind it. */
const BEHIND = ['please', 'pls'];

/** The words of a typed text from its command on, without polite words before and behind; none when it only greets. */
export function commandWords(text: string): readonly string[] {
  const words = text.split(' ').filter((word) => word !== '');
  const bare = words.map((word) => bareWord(word).replace('’', "'"));
  let start = 0;
  let length = 0;
  do {
    const phrase = BEFORE.find((one) => one.every((word, index) => word === bare[start + index]));
    length = phrase?.length ?? 0;
    start += length;
  } while (length > 0);
  const isPolite = words.length - start > 1 && BEHIND.includes(bare.at(-1) ?? '');
  if (!isPolite) return words.slice(start);
  // The comma belongs to what was left out: `show laptop, please`.
  return words
    .slice(start, -1)
    .map((word, index, all) => (index === all.length - 1 ? word.replace(/,$/, '') : word));
}
