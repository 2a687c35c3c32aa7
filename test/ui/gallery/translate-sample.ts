import { IntlMessageFormat } from 'intl-messageformat';
import type { SentenceKey, Sentences } from '../../../src/sentences/sentences.ts';
import { formatDay, formatInstant } from '../../../src/teams/cards/format.ts';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
type Values = Readonly<Record<string, string | number>>;

/** One way in which an English message can read: its pattern, what each group of it is, and what is known without a group. */
interface Reading {
  readonly pattern: string;
  readonly groups: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly known: Values;
}

/** What stands in a sentence for a value: no end of another sentence. */
const VALUE = '((?:(?!\\. [A-Z]).)+?)';
const NUMBER = '([\\d,.]+)';
const EMPTY: Reading = { pattern: '', groups: [], known: {} };
const DATE = /^(\d{1,2} [A-Z][a-z]{2} \d{4})(?:, (\d\d:\d\d) UTC)?$/;
/** Lists of what may have words of its own, as cards write them. */
const BETWEEN = /( · |: |, |; | \(|\))/;
/** Words of samples that are names, not ours. */
const NAMES = new Set(['Code', 'GitHub', 'Read', 'Git', 'Wiki']);

/** Makes a function that says the sentences of English samples in another language; what is no sentence of ours stays. */
export function sampleTranslator(
  english: Readonly<Record<string, string>>,
  sentences: Sentences,
): (text: string, field: string) => string {
  const readings = Object.entries(english)
    .filter(([key]) => !/^(?:command\..*\.(?!does|list)|http\.|language\.|page\.)/.test(key))
    .flatMap(([key, message]) =>
      readingsOf(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst()).map(
        (reading) => ({
          ...reading,
          key: key as SentenceKey,
          regExp: new RegExp(`^${reading.pattern}$`, 'u'),
        }),
      ),
    )
    .filter(hasWords)
    // What has the most words of its own says the most about where a text is from.
    .sort((a, b) => wordsOf(b.pattern) - wordsOf(a.pattern));

  function whole(text: string, wanted?: string): string | undefined {
    const [, day, time] = DATE.exec(text) ?? [];
    if (day !== undefined) {
      const instant = Date.parse(`${day} ${time ?? '00:00'} UTC`);
      return time === undefined ? formatDay(instant, sentences) : formatInstant(instant, sentences);
    }
    if (/^\d{1,3}(?:,\d{3})+$/.test(text))
      return Number(text.replaceAll(',', '')).toLocaleString(sentences.language);
    for (const { regExp, groups, known, key } of readings) {
      if (wanted !== undefined && !key.startsWith(wanted)) continue;
      const found = regExp.exec(text);
      if (found === null) continue;
      const named = groups.map(({ name, isNumber }, index) => {
        const value = found[index + 1] ?? '';
        return [name, isNumber ? Number(value.replaceAll(',', '')) : parameter(name, value)] as const;
      });
      return sentences.say(key, { ...known, ...Object.fromEntries(named) });
    }
    return undefined;
  }

  /** A span follows a preposition, which some languages hear. */
  function parameter(name: string, value: string): string {
    const inSpan = name === 'span' || name === 'age' ? whole(value, 'span.') : undefined;
    return inSpan ?? translate(value);
  }

  function translate(text: string): string {
    const sentence = whole(text);
    if (sentence !== undefined) return sentence;
    const parts = text.split(/(?<=[.?!]) (?=[A-Z\d])/);
    for (let head = parts.length - 1; head > 0; head -= 1) {
      const first = whole(parts.slice(0, head).join(' '));
      if (first !== undefined) return `${first} ${translate(parts.slice(head).join(' '))}`;
    }
    const [, mark = '', label = '', rest] = /^(⚠ )?([^:]+): (.+)$/.exec(text) ?? [];
    const said = rest === undefined ? undefined : whole(label);
    if (said !== undefined) return `${mark}${said}: ${translate(rest ?? '')}`;
    const pieces = text.split(BETWEEN);
    if (pieces.length < 3) return text;
    return pieces
      .map((piece, index) => (index % 2 === 0 && !NAMES.has(piece) ? (whole(piece) ?? piece) : piece))
      .join('');
  }
  // The buttons of a list of candidates have words of their own.
  return (text, field) => (field === 'button' ? whole(text, 'reply.several.') : undefined) ?? translate(text);
}

/** A reading that has words beside its parameters: without, it would be found in everything. */
function hasWords({ pattern }: Reading): boolean {
  return /\p{L}{2}/u.test(ownText(pattern));
}

function wordsOf(pattern: string): number {
  return ownText(pattern).length;
}

/** What a pattern has beside its groups. */
function ownText(pattern: string): string {
  return pattern.replaceAll(VALUE, '').replaceAll(NUMBER, '');
}

/** Every way in which the elements can read, with each of their plurals and choices. */
function readingsOf(elements: readonly Element[], counted = ''): Reading[] {
  return elements.reduce<Reading[]>(
    (before, element) =>
      before.flatMap((left) => readingsOfOne(element, counted).map((right) => joined(left, right))),
    [EMPTY],
  );
}

function readingsOfOne(element: Element, counted: string): Reading[] {
  if ('options' in element) {
    const name = element.value;
    const isPlural = 'pluralType' in element;
    return Object.entries(element.options).flatMap(([form, { value }]) => {
      const known = { [name]: isPlural ? (NUMBERS[form] ?? 2) : form };
      return readingsOf(value, isPlural ? name : counted).map((reading) =>
        joined({ ...EMPTY, known }, reading),
      );
    });
  }
  if (!('value' in element)) return [group(counted, NUMBER, true)];
  if (element.type === 0) return [{ ...EMPTY, pattern: escaped(element.value) }];
  return element.type === 2
    ? [group(element.value, NUMBER, true)]
    : [group(element.value, element.value === 'problem' ? '(.+)' : VALUE, false)];
}

const NUMBERS: Readonly<Record<string, number>> = { '=0': 0, one: 1, other: 2 };

function group(name: string, pattern: string, isNumber: boolean): Reading {
  return { pattern, groups: [{ name, isNumber }], known: {} };
}

function joined(left: Reading, right: Reading): Reading {
  return {
    pattern: left.pattern + right.pattern,
    groups: [...left.groups, ...right.groups],
    known: { ...left.known, ...right.known },
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
