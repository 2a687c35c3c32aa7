import { z } from 'zod';
import { isSignInNeeded, type PatkeeperError } from '../../core/errors.ts';
import { bareName } from '../../core/tokens/name-match.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { plural } from '../cards/format.ts';
import type { ListPage, ListReference } from '../cards/list-page.ts';
import { ACTIVE_LIST, LIST_STATES } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { viewToken } from '../cards/token-view.ts';
import { undeliveredLine, undeliveredNews } from '../cards/undelivered.ts';
import { view } from './action-entry.ts';
import { bareWord } from './bare-word.ts';
import { command } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { listInput } from './input-fields.ts';
import { signInFirst } from './sign-in.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    list: ListPage;
  }
}

/**
 * One page of the actor's tokens, the soonest to expire first. Who can have none at all without a sign-in is asked for it;
 * for others a missing one is only said, unless they press its button (`signIn`).
 */
export async function list(
  query: ListReference & { readonly signIn?: boolean },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const result = await deps.service.list(actor, query);
  const signInNeeded = isSignInNeeded(result.problem);
  if (signInNeeded && query.signIn === true) throw result.problem;
  await signInFirst(result, actor, deps);
  const now = deps.clock.now();
  const failed = await deps.service.undelivered(actor);
  const tokens = result.tokens.map((token) => ({
    ...viewToken(token, now, deps.organizationOf, deps.service.policy),
    undelivered: undeliveredLine(token, failed),
  }));
  const shown: ListReference = { words: query.words, state: query.state, page: result.page };
  const title = listTitle(query, result.total, result.page, result.pages);
  return {
    card: 'list',
    data: {
      summary: title,
      title,
      tokens,
      words: query.words,
      state: query.state,
      query: shown,
      previous: { ...shown, page: result.page - 1 },
      next: { ...shown, page: result.page + 1 },
      hasPrevious: result.page > 0,
      hasNext: result.page + 1 < result.pages,
      empty: tokens.length === 0,
      emptyText: emptyText(query),
      hasActive: tokens.some((token) => token.active),
      problem: describeProblem(result.problem),
      undelivered: undeliveredNews(failed, now),
      signInNeeded,
    },
  };
}

function listTitle({ words, state }: ListReference, total: number, page: number, pages: number): string {
  const kind = state === 'all' ? 'token' : `${state} token`;
  const search = words === '' ? '' : ` for “${words}”`;
  const place = pages > 1 ? `, page ${page + 1} of ${pages}` : '';
  return `You have ${total === 0 ? `no ${kind}s` : plural(total, kind)}${search}${place}`;
}

function emptyText({ words, state }: ListReference): string {
  if (words !== '') return 'Nothing matches. Search with fewer words, or show all tokens.';
  return state === 'active' || state === 'all'
    ? 'Create one with the button below.'
    : `None of your tokens is ${state}.`;
}

/** Says that what is shown may be behind; empty when it is the latest. */
export function describeProblem(problem: PatkeeperError | undefined): string {
  if (problem === undefined) return '';
  return problem.code === 'sign-in-needed'
    ? 'You are not signed in to Azure DevOps: this is what I know. Sign in to see all.'
    : `Azure DevOps could not be asked just now: this is what I know. ${problem.message}`;
}

/** The command `list`, and what people say for it. */
export const listCommand = command({
  name: 'list',
  words: ['list'],
  alike: ['find', 'search'],
  help: { usage: '[words]', does: 'Your tokens; add active, expired, revoked or all' },
  inManifest: 'Your tokens: list, or list and a word to look for',
  onlyAsks: true,
  read: readQuery,
  readSentence: (words) =>
    LIST_PHRASE.test(words.map(bareWord).join(' '))
      ? readQuery(words.filter((word) => !LIST_VERBS.includes(bareWord(word))))
      : undefined,
  run: async (typed, { actor, deps }) => toActor(await list({ ...ACTIVE_LIST, ...typed }, actor, deps)),
});

/** The list's own button to sign in makes the list insist on it. */
export const listOrSignInInput = listInput.extend({
  signIn: z
    .unknown()
    .optional()
    .transform((value) => value === true || value === 'true'),
});

/** The buttons that show a list. */
export const listActions = { list: view(listOrSignInInput, list) };

const LIST_VERBS = ['show', 'see', 'get', 'view', 'me'];
/** `my tokens`, `show me my expired tokens`. */
const LIST_PHRASE =
  /^(?:(?:show|see|get|view) (?:me )?)?(?:(?:all )?(?:of )?my (?:(?:active|expired|revoked) )?|all )?(?:tokens|pats)$/;
/** Words that say no more than `list` does. */
const FILLERS = ['me', 'my', 'of', 'pats', 'please', 'the', 'token', 'tokens'];

function readQuery(words: readonly string[]): Pick<ListReference, 'words' | 'state'> {
  // Punctuation that stands alone, as in `list !`, is no word.
  const search = words.filter((word) => !['', ...FILLERS].includes(bareWord(word)));
  const last = bareWord(search.at(-1) ?? '');
  const state =
    LIST_STATES.find((candidate) => candidate === last) ??
    LIST_STATES.find((candidate) => search.length < words.length && candidate === bareWord(search[0] ?? ''));
  const wanted = search.filter((word) => state === undefined || bareWord(word) !== state);
  return { words: bareName(wanted.join(' ')), state: state ?? 'active' };
}
