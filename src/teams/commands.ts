import { distance } from 'fastest-levenshtein';
import type { ListReference } from './card-data.ts';
import { LIST_STATES } from './features/list.ts';
import { plainText } from './plain-text.ts';

/** What a typed text asks for. */
export type Command =
  | { readonly name: 'help'; readonly understood: boolean; readonly suggestion: string }
  | { readonly name: 'new'; readonly tokenName: string }
  | { readonly name: 'list'; readonly words: string; readonly state: ListReference['state'] }
  | { readonly name: 'track'; readonly tokenName: string }
  | { readonly name: 'show' | 'renew' | 'rotate' | 'revoke'; readonly tokenName: string }
  | { readonly name: 'revoke-all' }
  /** With the code that the sign-in page showed; empty to begin. */
  | { readonly name: 'signin'; readonly code: string }
  | { readonly name: 'signout' | 'whoami' }
  | { readonly name: 'clock'; readonly hours: number };

/** The commands that a person can type, as the help card lists them. */
export const COMMANDS = [
  { text: '/pat new [name]', does: 'Create a token' },
  { text: '/pat list [words]', does: 'Your tokens; add active, expired, revoked or all' },
  { text: '/pat show <name>', does: 'Everything about one token' },
  { text: '/pat renew <name>', does: 'Let a token live longer' },
  { text: '/pat rotate <name>', does: 'Give a token a new secret' },
  { text: '/pat revoke <name>', does: 'End a token now' },
  { text: '/pat revoke all', does: 'End all your tokens now' },
  { text: '/pat track [name]', does: 'Be reminded of a token that was made elsewhere' },
] as const;

/** Those that the help card lists besides where people sign in. */
export const SIGN_IN_COMMANDS = [
  { text: '/pat signin', does: 'Sign in to Azure DevOps' },
  { text: '/pat signout', does: 'Make me forget your sign-in' },
  { text: '/pat whoami', does: 'Who you are signed in as, and what I may do' },
] as const;

const GREETINGS = ['', 'help', 'hi', 'hello', '?'];
const WORDS = [
  'help',
  'new',
  'list',
  'show',
  'renew',
  'rotate',
  'revoke',
  'track',
  'signin',
  'signout',
  'whoami',
];

/**
 * Reads a message. The leading `/` and `pat` may be missing, case and spaces don't matter, and the mention markup and
 * `&nbsp;` that Teams adds are passed over. Anything that is no command asks for help.
 */
export function parseCommand(raw: string): Command {
  const text = plainText(raw);
  const [verb = '', ...words] = oneWord(stripPrefix(text)).split(' ');
  const rest = words.join(' ');
  switch (verb.toLowerCase()) {
    case 'new':
    case 'create':
      return { name: 'new', tokenName: rest };
    case 'list':
      return listCommand(words);
    case 'track':
      return { name: 'track', tokenName: rest };
    case 'show':
    case 'renew':
    case 'rotate':
      return rest === ''
        ? { name: 'help', understood: true, suggestion: `/pat ${verb.toLowerCase()} <name>` }
        : { name: verb.toLowerCase() as 'show' | 'renew' | 'rotate', tokenName: rest };
    case 'revoke':
      if (rest.toLowerCase() === 'all') return { name: 'revoke-all' };
      return rest === ''
        ? { name: 'help', understood: true, suggestion: '/pat revoke <name>' }
        : { name: 'revoke', tokenName: rest };
    case 'signin':
      return { name: 'signin', code: words.join('') };
    case 'signout':
    case 'whoami':
      return rest === '' ? { name: verb.toLowerCase() as 'signout' | 'whoami' } : unknownCommand(verb, rest);
    case 'clock':
      return clockCommand(rest) ?? unknownCommand(verb, rest);
    default:
      return unknownCommand(verb, rest);
  }
}

function stripPrefix(text: string): string {
  const withoutSlash = text.replace(/^\/\s*/, '');
  return withoutSlash.replace(/^pat(?=$|\s)\s*/i, '').replace(/^\/\s*/, '');
}

/** `sign in`, `log-in` and the like are written in several ways, and mean one word each. */
function oneWord(text: string): string {
  return text
    .replace(/^(?:sign|log)[ -]?(in|out)(?=$| )/i, (_all, way: string) => `sign${way.toLowerCase()}`)
    .replace(/^who ?am ?i\??$/i, 'whoami');
}

function listCommand(words: readonly string[]): Command {
  const last = words.at(-1)?.toLowerCase();
  const state = LIST_STATES.find((candidate) => candidate === last);
  const search = state === undefined ? words : words.slice(0, -1);
  return { name: 'list', words: search.join(' '), state: state ?? 'active' };
}

function clockCommand(rest: string): Command | undefined {
  const hours = /^([+-]?\d{1,6})\s*h$/i.exec(rest)?.[1];
  return hours === undefined ? undefined : { name: 'clock', hours: Number(hours) };
}

function unknownCommand(verb: string, rest: string): Command {
  const typed = verb.toLowerCase().replace(/[!.,]+$/, '');
  if (GREETINGS.includes(typed) && (rest === '' || typed === 'help')) {
    return { name: 'help', understood: true, suggestion: '' };
  }
  const near = WORDS.map((word) => ({ word, far: distance(typed, word) })).sort((a, b) => a.far - b.far)[0];
  // Two letters swapped count as two changes, which is too many for a short word otherwise.
  const swapped = near !== undefined && sortLetters(near.word) === sortLetters(typed);
  const isNear = near !== undefined && near.far > 0 && near.far <= (typed.length > 3 || swapped ? 2 : 1);
  const suggestion = isNear ? ['/pat', near.word, rest].join(' ').trim() : '';
  return { name: 'help', understood: false, suggestion };
}

function sortLetters(word: string): string {
  return [...word].sort().join('');
}
