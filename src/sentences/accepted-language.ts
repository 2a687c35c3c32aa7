import { languageOf } from './reader.ts';
import { LANGUAGES } from './sentences.ts';

/** Longer than what any browser sends. */
const LONGEST = 500;

/**
 * The locale that a browser asks for (`Accept-Language`, RFC 9110) and whose language we speak, the most wanted first: `de` of
 * `fr-CH, de;q=0.8, en;q=0.5`. Empty where we speak none of them; nobody is taken for a reader of a language with weight 0.
 */
export function acceptedLanguage(header = ''): string {
  const wanted = header
    .slice(0, LONGEST)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((one) => /^q=/i.test(one))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => weight > 0 && LANGUAGES.includes(languageOf(tag)));
  // Sorting keeps the order of those that are wanted alike.
  return wanted.sort((one, other) => other.weight - one.weight)[0]?.tag ?? '';
}
