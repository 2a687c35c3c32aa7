import { languageOf } from '../../sentences/reader.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Json } from './json.ts';

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
export const RETURNED: ReadonlySet<string> = new Set(['data', 'value']);
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** The language of a card and its direction, whatever those of the reader's Teams are. */
export function aboutReader({ language, isRightToLeft }: Sentences): {
  readonly lang: string;
  readonly rtl: boolean;
} {
  return { lang: languageOf(language), rtl: isRightToLeft };
}

/**
 * A part of a card, which stands there under `key`, as its reader gets it: a text that begins with a digit is isolated. In a
 * right-to-left host the number would otherwise move behind its text.
 */
export function isolateNumbers(value: Json, key = ''): Json {
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
