import { knownPrefixes } from './own-prefixes.ts';
import type { SecretFormat } from './secret-format.ts';
import { secretFormats } from './secret-formats.ts';

/** Invisible characters that a copied secret may contain. Line ends are not among them, because people can see them. */
const INVISIBLE =
  /[^\P{Cc}\t-\r\u0085]|[\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** How addresses and JSON may spell printable characters. */
const ESCAPED = /(?:%|\\u00)([2-7][0-9A-Fa-f])/g;
/** The shortest run of characters that a secret has, or what begins a key in lines. Most texts have neither. */
const RUN = /[\w+/=%.~-]{15}|-----BEGIN/;
/** What is looked for, made anew when another prefix of our own secrets becomes known. */
interface Table {
  readonly prefixes: readonly string[];
  readonly formats: readonly SecretFormat[];
  /** Finds the longest signature at each place, also where they overlap. */
  readonly anySignature: RegExp;
}

let table = makeTable();

function makeTable(): Table {
  const formats = secretFormats();
  // The longest first: where several begin at one place, the shorter ones are its beginnings.
  const signatures = [...new Set(formats.flatMap((format) => format.signatures))].sort(
    (a, b) => b.length - a.length,
  );
  const escaped = signatures.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return { prefixes: knownPrefixes(), formats, anySignature: new RegExp(`(?=(${escaped.join('|')}))`, 'g') };
}

/**
 * The text with `mask` in place of everything that has the form of a secret, anywhere in it. Linear in the length of the
 * text.
 */
export function maskSecretForms(text: string, mask: string): string {
  return replaceSecrets(text, (kind) => `${kind}${mask}`);
}

/** The text with `instead`, or nothing, for everything that has the form of a secret; the same text if there is none. */
export function leaveOutSecrets(text: string, instead = ''): string {
  return replaceSecrets(text, () => instead);
}

/** Whether something in the text has the form of a secret. */
export function holdsSecret(text: string): boolean {
  return leaveOutSecrets(text) !== text;
}

/** Part of a text that has the form of a secret, and the name of that form. */
export interface FoundForm {
  readonly text: string;
  readonly name: string;
}

/** Everything in the text that has the form of a secret, in its order. The text must be as `readings` gives it. */
export function secretFormsIn(text: string): readonly FoundForm[] {
  if (!RUN.test(text)) return [];
  return joinOverlapping(findForms(text)).map(({ start, end, name }) => ({
    text: text.slice(start, end),
    name,
  }));
}

/** How a text reads: without invisible characters, and with other spellings of visible ones replaced where there are any. */
export function readings(text: string): readonly string[] {
  const seen = text.replace(INVISIBLE, '');
  return [...new Set([seen, spelledOut(seen)])];
}

function spelledOut(text: string): string {
  return text.replace(ESCAPED, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** With a secret go invisible characters and other spellings of visible ones; a text without secrets stays as it is. */
function replaceSecrets(text: string, instead: (kind: string) => string): string {
  const seen = text.replace(INVISIBLE, '');
  const clean = replaceForms(seen, instead);
  // After it, because what only looks like another spelling may be the beginning of a secret.
  const spelled = spelledOut(clean);
  const cleanSpelled = spelled === clean ? clean : replaceForms(spelled, instead);
  if (cleanSpelled !== spelled) return cleanSpelled;
  return clean === seen ? text : clean;
}

/** Part of a text that has the form of a secret. */
interface Found {
  readonly start: number;
  readonly end: number;
  /** What the secret begins with and everybody may see, or nothing. */
  readonly kind: string;
  /** That of its format. */
  readonly name: string;
}

/**
 * Every format looks at the same text, and what overlaps goes as one: one format may match by chance in the middle of a secret
 * of another format, and the rest of that secret must go too.
 */
function replaceForms(text: string, instead: (kind: string) => string): string {
  if (!RUN.test(text)) return text;
  let clean = '';
  let from = 0;
  for (const { start, end, kind } of joinOverlapping(findForms(text))) {
    clean += text.slice(from, start) + instead(kind);
    from = end;
  }
  return clean + text.slice(from);
}

/** What every format finds in the text, in the order of the places. */
function findForms(text: string): Found[] {
  const found = formatsIn(text).flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map(
      ({ 0: match, 1: kind = '', index }): Found => ({ start: index, end: index + match.length, kind, name }),
    ),
  );
  // Sorting is stable: of those that begin at one place the first in the table names the kind.
  return found.sort((a, b) => a.start - b.start);
}

function joinOverlapping(found: readonly Found[]): Found[] {
  const joined: Found[] = [];
  for (const next of found) {
    const last = joined.at(-1);
    if (last !== undefined && next.start < last.end) {
      joined[joined.length - 1] = { ...last, end: Math.max(last.end, next.end) };
    } else joined.push(next);
  }
  return joined;
}

/** The formats that the text can have, in the order of the table. */
function formatsIn(text: string): readonly SecretFormat[] {
  if (table.prefixes !== knownPrefixes()) table = makeTable();
  const found = new Set<string>();
  for (const [, signature = ''] of text.matchAll(table.anySignature)) found.add(signature);
  const present = [...found];
  return table.formats.filter(
    ({ signatures }) =>
      signatures.length === 0 ||
      signatures.some((signature) => present.some((longest) => longest.startsWith(signature))),
  );
}
