import { bareWord } from '../features/bare-word.ts';
import type { Vocabulary } from './command-vocabulary.ts';

/** The words of a typed text from its command on, without polite words before and behind; none when it only greets. */
export function commandWords(
  text: string,
  { politeBefore, politeBehind }: Pick<Vocabulary, 'politeBefore' | 'politeBehind'>,
): readonly string[] {
  const words = text.split(' ').filter((word) => word !== '');
  const bare = words.map((word) => bareWord(word).replace('’', "'"));
  let start = 0;
  let length = 0;
  do {
    const phrase = politeBefore.find(
      (one) => one[0] === bare[start] && one.every((word, index) => word === bare[start + index]),
    );
    length = phrase?.length ?? 0;
    start += length;
  } while (length > 0);
  const isPolite = words.length - start > 1 && politeBehind.includes(bare.at(-1) ?? '');
  if (!isPolite) return words.slice(start);
  // The comma belongs to what was left out: `show laptop, please`.
  return words
    .slice(start, -1)
    .map((word, index, all) => (index === all.length - 1 ? word.replace(/,$/, '') : word));
}
