/** Hides what is secret in one text. */
type Redact = (text: string) => string;
/** A name with a way to get its value, which may throw. */
type Entry = readonly [name: string, read: () => unknown];

interface Walk {
  readonly redact: Redact;
  /** The objects that the walk is inside of, to stop at cycles. */
  readonly above: readonly object[];
  /** How many values, and how many characters of text, the whole walk may still visit. */
  readonly budget: { values: number; text: number };
}

const HIDDEN = '[redacted]';
const MAX_DEPTH = 8;
const MAX_VALUES = 1000;
const MAX_TEXT = 16_384;
/** Of all texts of a line together: to look for secrets in them takes some ten nanoseconds a character. */
const MAX_LINE = 65_536;
/** Names, without case and punctuation, whose values are never written. */
const SECRET_NAME =
  /(?:password|passwd|passphrase|secret|pepper|authorization|cookie|apikey|localkey|privatekey|assertion)s?$/;
/** Names whose text is never written; a token's metadata under them is. */
const TOKEN_NAME = /token$/;
/** Any of these makes an object an activity, whose value holds what a person entered in a form. */
const ACTIVITY_NAMES = ['channelId', 'serviceUrl', 'conversation', 'recipient'];
/** What the logger itself writes into a line. */
const OWN_NAMES = ['level', 'time', 'msg'];

/**
 * Fields as plain JSON values that are safe to write: no secret by name or by form, at any depth, in keys, errors,
 * maps and sets; bytes as their number; cut where they are too deep, too many or too long. Never throws.
 */
export function cleanFields(fields: object, redact: Redact): Record<string, unknown> {
  const walk: Walk = { redact, above: [], budget: { values: MAX_VALUES, text: MAX_LINE } };
  const cleaned = clean('', () => (fields instanceof Error ? { err: fields } : fields), walk);
  if (typeof cleaned !== 'object' || cleaned === null || Array.isArray(cleaned)) return { fields: cleaned };
  const rename = (name: string) => (OWN_NAMES.includes(name) ? `${name}_` : name);
  return Object.fromEntries(Object.entries(cleaned).map(([name, value]) => [rename(name), value]));
}

/** A text without its secrets, cut when it is longer than `most`. */
export function cleanText(text: string, redact: Redact, most = MAX_TEXT): string {
  if (text.length <= most) return redact(text);
  // The last word is removed too: it may be the first half of a secret, which no longer has a form to recognise it by.
  let end = most;
  while (end > 0 && !/[\s"'<>,;&]/.test(text.charAt(end - 1))) end -= 1;
  return `${redact(text.slice(0, end))}[cut]`;
}

function cleanInLine(text: string, { redact, budget }: Walk): string {
  const most = Math.min(MAX_TEXT, budget.text);
  budget.text -= Math.min(most, text.length);
  return cleanText(text, redact, most);
}

function clean(name: string, read: () => unknown, walk: Walk): unknown {
  try {
    const value = read();
    if (isSecret(name, value)) return HIDDEN;
    if (typeof value === 'string') return cleanInLine(value, walk);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'symbol' || typeof value === 'function') return `[${typeof value}]`;
    if (typeof value !== 'object' || value === null) return value;
    if (walk.above.includes(value)) return '[circular]';
    if (walk.above.length >= MAX_DEPTH) return '[too deep]';
    return cleanObject(name, value, { ...walk, above: [...walk.above, value] });
  } catch {
    return '[unreadable]';
  }
}

function isSecret(name: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return false;
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (SECRET_NAME.test(plain)) return true;
  if (TOKEN_NAME.test(plain)) return typeof value === 'string';
  return plain === 'value' && typeof value === 'object';
}

function cleanObject(name: string, value: object, walk: Walk): unknown {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof String) return clean(name, () => value.toString(), walk);
  if (value instanceof Error)
    return cleanEntries(entriesOf(value, ['name', 'message', 'stack', 'cause']), walk);
  if (value instanceof Map) return cleanEntries(mapEntries(value), walk);
  if (value instanceof Set || Array.isArray(value)) return cleanList(name, value, walk);
  const toJson: unknown = Reflect.get(value, 'toJSON');
  if (typeof toJson === 'function') return clean(name, () => Reflect.apply(toJson, value, []), walk);
  return cleanEntries(entriesOf(value, []), walk);
}

function cleanEntries(entries: Iterable<Entry>, walk: Walk): object {
  const cleaned: [string, unknown][] = [];
  for (const [name, read] of entries) {
    walk.budget.values -= 1;
    if (walk.budget.values < 0) return Object.fromEntries([...cleaned, ['cut', true]]);
    cleaned.push([cleanInLine(name, walk), clean(name, read, walk)]);
  }
  return Object.fromEntries(cleaned);
}

function cleanList(name: string, items: Iterable<unknown>, walk: Walk): unknown[] {
  const cleaned: unknown[] = [];
  // Node lists raw headers as name, value, name, value.
  let before: unknown;
  for (const item of items) {
    walk.budget.values -= 1;
    if (walk.budget.values < 0) return [...cleaned, '[cut]'];
    const itemName = typeof before === 'string' && isSecret(before, item) ? before : name;
    cleaned.push(clean(itemName, () => item, walk));
    before = item;
  }
  return cleaned;
}

function* mapEntries(map: ReadonlyMap<unknown, unknown>): Generator<Entry> {
  for (const [key, value] of map) yield [typeof key === 'object' ? '[object]' : String(key), () => value];
}

function* entriesOf(value: object, hiddenNames: readonly string[]): Generator<Entry> {
  const isActivity = ACTIVITY_NAMES.some((name) => name in value);
  for (const name of new Set([...hiddenNames.filter((each) => each in value), ...Object.keys(value)])) {
    const read = () => Reflect.get(value, name);
    yield isActivity && name === 'value' ? [name, () => hideUnlessAbsent(read())] : [name, read];
  }
}

function hideUnlessAbsent(value: unknown): unknown {
  return value === undefined || value === null ? value : HIDDEN;
}
