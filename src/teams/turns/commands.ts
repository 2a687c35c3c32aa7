import { holdsSecret, leaveOutSecrets } from '../../core/secrets/secret-forms.ts';
import { bareName } from '../../core/tokens/name-match.ts';
import type { ListReference } from '../cards/list-page.ts';
import { LIST_STATES } from '../features/list.ts';
import { suggestedCommand } from './command-suggestion.ts';
import { bareWord, commandWords } from './command-words.ts';
import { messageText } from './message-text.ts';

/** What a typed text asks for. */
export type Command =
  | { readonly name: 'help'; readonly understood: boolean; readonly suggestion: string }
  /** `leftOut` is not empty when a secret was left out of the name. */
  | { readonly name: 'new' | 'track'; readonly tokenName: string; readonly leftOut?: string }
  | { readonly name: 'list'; readonly words: string; readonly state: ListReference['state'] }
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

const GREETINGS = ['', 'help', 'hi', 'hello', 'hey'];

/**
 * Reads a message as Teams sends it. The leading `/`, `pat` and the bot's name may be missing; case, spaces, width and the
 * punctuation around a command don't matter. Anything that is no command asks for help.
 */
export function parseCommand(raw: string): Command {
  const command = readCommand(raw);
  if ((command.name !== 'new' && command.name !== 'track') || !holdsSecret(raw)) return command;
  return { ...command, ...readCommand(leaveOutSecrets(raw)), leftOut: 'secret' } as typeof command;
}

function readCommand(raw: string): Command {
  const words = commandWords(messageText(raw));
  if (asksForList(words)) return listCommand(words.filter((word) => !LIST_VERBS.includes(bareWord(word))));
  const [first = '', ...others] = words;
  const verb = bareWord(first);
  const rest = others.join(' ');
  switch (verb) {
    case 'new':
    case 'create':
      return { name: 'new', tokenName: newName(rest) };
    case 'list':
      return listCommand(others);
    case 'track':
      return { name: 'track', tokenName: isNoName(rest) ? '' : bareName(rest) };
    case 'show':
    case 'renew':
    case 'rotate':
      return isNoName(rest) ? nameIsMissing(verb) : { name: verb, tokenName: rest };
    case 'revoke':
      if (ALL_TOKENS.test(others.map(bareWord).join(' '))) return { name: 'revoke-all' };
      return isNoName(rest) ? nameIsMissing(verb) : { name: verb, tokenName: rest };
    case 'signin':
      return { name: 'signin', code: bareName(others.join('')) };
    case 'signout':
    case 'whoami':
      return rest === '' ? { name: verb } : notUnderstood(words);
    case 'clock':
      return clockCommand(rest) ?? notUnderstood(words);
    default:
      return GREETINGS.includes(verb) && (rest === '' || verb === 'help')
        ? { name: 'help', understood: true, suggestion: '' }
        : notUnderstood(words);
  }
}

/** `all`, `all my tokens`: what `revoke all` is for. It only asks. */
const ALL_TOKENS = /^all(?: (?:of )?(?:my )?(?:tokens|pats))?$/;

const LIST_VERBS = ['show', 'see', 'get', 'view', 'me'];
const LIST_PHRASE =
  /^(?:(?:show|see|get|view) (?:me )?)?(?:(?:all )?(?:of )?my (?:(?:active|expired|revoked) )?|all )?(?:tokens|pats)(?: please)?$/;

/** `my tokens`, `show me my expired tokens`: what people say for `list`. */
function asksForList(words: readonly string[]): boolean {
  return LIST_PHRASE.test(words.map(bareWord).join(' '));
}

/** Words that say no more than `list` does. */
const FILLERS = ['me', 'my', 'of', 'pats', 'please', 'the', 'token', 'tokens'];

function listCommand(words: readonly string[]): Command {
  // Punctuation that stands alone, as in `list !`, is no word.
  const search = words.filter((word) => !['', ...FILLERS].includes(bareWord(word)));
  const last = bareWord(search.at(-1) ?? '');
  const state =
    LIST_STATES.find((candidate) => candidate === last) ??
    LIST_STATES.find((candidate) => search.length < words.length && candidate === bareWord(search[0] ?? ''));
  const wanted = search.filter((word) => state === undefined || bareWord(word) !== state);
  return { name: 'list', words: bareName(wanted.join(' ')), state: state ?? 'active' };
}

/** What a new token is to be called: not `a token for`, nor the `[name]` of the help card. */
function newName(rest: string): string {
  const name = rest.replace(
    /^(?:me )?(?:(?:an?|another) )?(?:new )?(?:token|pat)(?:$|[.!] ?$| (?:called|named|for) )/i,
    '',
  );
  return isNoName(name) ? '' : bareName(name);
}

/** Nothing, or the place for a name as the help card writes it. */
function isNoName(text: string): boolean {
  return text === '' || /^[<[(]name[>\])]$/i.test(text);
}

function nameIsMissing(verb: string): Command {
  return { name: 'help', understood: true, suggestion: `/pat ${verb} <name>` };
}

function clockCommand(rest: string): Command | undefined {
  const hours = /^([+-]?\d{1,6})\s*h$/i.exec(rest)?.[1];
  return hours === undefined ? undefined : { name: 'clock', hours: Number(hours) };
}

function notUnderstood(words: readonly string[]): Command {
  return { name: 'help', understood: false, suggestion: suggestedCommand(words) };
}
