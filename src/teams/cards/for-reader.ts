import { languageOf } from '../../sentences/reader.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Json } from './cards.ts';

/** What clients write into their own text. Everything else is for programs: ids, data, the values of inputs. */
const READ: ReadonlySet<string> = new Set([
  'altText',
  'errorMessage',
  'label',
  'placeholder',
  'text',
  'title',
  'tooltip',
]);
/** What comes back with a press. */
const RETURNED: ReadonlySet<string> = new Set(['data', 'value']);
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/**
 * A card as a reader of this language gets it. It says its language and direction, whatever those of the reader's Teams are. A
 * text that begins with a digit is isolated: in a right-to-left host the number would otherwise move behind its text.
 */
export function forReader(
  content: Readonly<Record<string, Json>>,
  { language, isRightToLeft }: Sentences,
): Record<string, Json> {
  const read = isolateNumbers(content) as Readonly<Record<string, Json>>;
  return { ...read, lang: languageOf(language), rtl: isRightToLeft };
}

function isolateNumbers(value: Json, key = ''): Json {
  if (typeof value === 'string') {
    return READ.has(key) && /^\d/.test(value) ? `${FIRST_STRONG_ISOLATE}${value}${POP_ISOLATE}` : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((one) => isolateNumbers(one, key));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, RETURNED.has(name) ? one : isolateNumbers(one, name)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
