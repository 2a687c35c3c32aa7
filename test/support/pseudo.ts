import { readFileSync } from 'node:fs';
import { type Sentences, sentencesFrom } from '../../src/sentences/sentences.ts';

/** `en-XA`: accents and 40 % more length. `ar-XB`: from right to left, each word mirrored. */
export type PseudoLanguage = 'en-XA' | 'ar-XB';

type Catalogue = Parameters<typeof sentencesFrom>[1];

const ENGLISH = new URL('../../src/sentences/en.json', import.meta.url);
/** What people type, and addresses: these are understood as they are only. */
const TYPED =
  /^command\..*\.(?:words|alike|active|expired|revoked|all|before|behind|fillers)$|^language\.typed$|\.command$/;
const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  [...'AÅ BƁ CÇ DÐ EÉ FƑ GĜ HĤ IÎ JĴ KĶ LĻ MṀ NÑ OÖ PÞ QǪ RŔ SŠ TŢ UÛ VṼ WŴ XẊ YÝ ZŽ'.split(' ')].flatMap(
    ([plain = '', accented = '']) => [
      [plain, accented],
      [plain.toLowerCase(), accented.toLowerCase()],
    ],
  ),
);
/** Of a word of Latin letters, only this says that it is one of a right-to-left language. */
const RIGHT_TO_LEFT_MARK = '\u200f';
const RIGHT_TO_LEFT_OVERRIDE = '\u202e';
const POP_DIRECTION = '\u202c';

/**
 * Sentences that nobody speaks, made of the English ones, to see cards as another language would have them: what is cut off,
 * what is no sentence of the catalogue, and what stands on the wrong side.
 */
export function pseudo(language: PseudoLanguage): Sentences {
  const english = JSON.parse(readFileSync(ENGLISH, 'utf8')) as Record<string, string>;
  const turn = TURNS[language];
  const catalogue = Object.fromEntries(
    Object.entries(english).map(([key, message]) => [key, TYPED.test(key) ? message : turn(message)]),
  );
  return sentencesFrom(language, catalogue as Catalogue);
}

/** A text that is no sentence of the catalogue, written the same way. */
export function pseudoText(language: PseudoLanguage, text: string): string {
  return TURNS[language](text);
}

const TURNS = { 'en-XA': accented, 'ar-XB': mirrored } as const;

function accented(message: string): string {
  const letters = inLiterals(message, (text) =>
    text.replace(/[a-z]/gi, (letter) => ACCENTED[letter] ?? letter),
  );
  const length = message.replace(/\{[^{}]*\}/g, '').length;
  return `[${letters} ${'·'.repeat(Math.max(1, Math.ceil(length * 0.4) - 3))}]`;
}

function mirrored(message: string): string {
  return inLiterals(message, (text) =>
    text.replace(
      /\p{L}[\p{L}’-]*/gu,
      (word) => RIGHT_TO_LEFT_MARK + RIGHT_TO_LEFT_OVERRIDE + word + POP_DIRECTION,
    ),
  );
}

/** Changes what is said, and leaves arguments and the words of plurals and selects: literals stand within an even number of braces. */
function inLiterals(message: string, change: (text: string) => string): string {
  let depth = 0;
  return message
    .split(/([{}])/)
    .map((part) => {
      if (part === '{') depth += 1;
      else if (part === '}') depth -= 1;
      else if (depth % 2 === 0) return change(part);
      return part;
    })
    .join('');
}
