import type { ScopeId } from './scopes.ts';
import { foldName, type Instant, type Token, tokenState } from './token.ts';

/**
 * The tokens that a typed name means. Active tokens come before others, and exact names before names that begin with the
 * typed one. This makes four groups; the first one that isn't empty is the answer. An empty name means no token. Quotes or `<
 * >` around the name, and punctuation after it, count only if a token's name has them. With `endedToo`
 * active tokens don't come before others.
 */
export function matchNames(
  tokens: readonly Token[],
  typed: string,
  now: Instant,
  { endedToo = false } = {},
): readonly Token[] {
  const readings = readingsOf(typed);
  const named = tokens.map((token) => ({ token, name: fold(token.name) }));
  const active = named.filter(({ token }) => tokenState(token, now) === 'active');
  for (const isMeant of [equals, begins]) {
    for (const candidates of endedToo ? [named] : [active, named]) {
      for (const reading of readings) {
        const found = candidates.filter(({ name }) => isMeant(name, reading));
        if (found.length > 0) return found.map(({ token }) => token);
      }
    }
  }
  return [];
}

/**
 * True when every word is contained in the token's name, its organization (id or display name) or scopes (their ids, or what
 * the reader calls them), without case.
 */
export function matchesWords(
  token: Token,
  organizationName: string,
  words: string,
  nameOfScope: (id: ScopeId) => string = (id) => id,
): boolean {
  if (words === '') return true;
  const { name, organization, scopes } = token;
  const text = fold([name, organization, organizationName, ...scopes, ...scopes.map(nameOfScope)].join('\n'));
  return fold(words)
    .split(' ')
    .every((word) => text.includes(word));
}

/** A typed name without the punctuation after it and the quotes or `< >` around it. */
export function bareName(typed: string): string {
  const name = withoutQuotes(withoutPunctuation(typed.trim()));
  return name === '' ? typed.trim() : name;
}

function withoutPunctuation(text: string): string {
  return text.replace(/[.,;:!?\u2026\u3002\uff01\uff1f]{1,9}$/u, '').trimEnd();
}

const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['‘', '’'],
  ['‚', '‘'],
  ['`', '`'],
  ['<', '>'],
  ['「', '」'],
];

function withoutQuotes(text: string): string {
  const isQuoted = QUOTES.some(([open, close]) => text.startsWith(open) && text.endsWith(close));
  return isQuoted ? text.slice(1, -1).trim() : text;
}

/** The names that a typed text can mean, the text itself first. */
function readingsOf(typed: string): readonly string[] {
  const bare = bareName(typed);
  const readings = [typed, withoutPunctuation(typed), withoutQuotes(typed), bare, withoutPunctuation(bare)];
  return [...new Set(readings.map(fold))].filter((reading) => reading !== '');
}

const equals = (name: string, reading: string): boolean => name === reading;
const begins = (name: string, reading: string): boolean => name.startsWith(reading);

/** Phones write curly quotes and apostrophes where keyboards write straight ones. */
function fold(text: string): string {
  return foldName(text)
    .replace(/\s+/gu, ' ')
    .replace(/[‘’‚ʼ´`]/gu, "'")
    .replace(/[“”„]/gu, '"');
}
