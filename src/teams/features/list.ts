import { z } from 'zod';
import { isSignInNeeded, type PatkeeperError } from '../../core/errors.ts';
import type { Notice } from '../../core/notices/notices.ts';
import { bareName } from '../../core/tokens/name-match.ts';
import type { ScopeId } from '../../core/tokens/scopes.ts';
import { type Actor, type Token, tokenState } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import { sayScope } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { typedWords } from '../../sentences/typed-words.ts';
import type { ListedToken, ListPage, ListReference } from '../cards/list-page.ts';
import { ACTIVE_LIST, LIST_STATES } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { viewLine } from '../cards/token-view.ts';
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
  const { sentences } = deps;
  const nameOfScope = (id: ScopeId) => sayScope(id, sentences);
  const result = await deps.tokenService.list(actor, { ...query, nameOfScope });
  const signInNeeded = isSignInNeeded(result.problem);
  if (signInNeeded && query.signIn === true) throw result.problem;
  await signInFirst(result, actor, deps);
  const now = deps.clock.now();
  const failed = await deps.tokenService.undelivered(actor);
  const tokens = result.tokens.map((token) => rowOf(token, failed, deps));
  const shown: ListReference = { words: query.words, state: query.state, page: result.page };
  const title = listTitle(query, result, sentences);
  return {
    card: 'list',
    data: {
      summary: title,
      title,
      tokens,
      search: query.words,
      state: query.state,
      query: shown,
      previous: { ...shown, page: result.page - 1 },
      next: { ...shown, page: result.page + 1 },
      hasPrevious: result.page > 0,
      hasNext: result.page + 1 < result.pages,
      hasPages: result.pages > 1,
      empty: tokens.length === 0,
      emptyText: emptyText(query, sentences),
      hasActive: result.tokens.some((token) => tokenState(token, now) === 'active'),
      problem: describeProblem(result.problem, sentences),
      undelivered: undeliveredNews(failed, now, sentences),
      signInNeeded,
    },
  };
}

function rowOf(token: Token, failed: readonly Notice[], deps: FeatureDeps): ListedToken {
  const { sentences, tokenService, organizationOf, clock } = deps;
  return {
    ...viewLine(token, clock.now(), organizationOf, tokenService.policy, sentences),
    undelivered: undeliveredLine(token, failed, sentences),
    details: sentences.say('button.details', { name: token.name }),
  };
}

const COUNTS = {
  active: 'reply.list.active',
  expired: 'reply.list.expired',
  revoked: 'reply.list.revoked',
  all: 'reply.list.all',
} as const;

interface Shown {
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

function listTitle(
  { words, state }: ListReference,
  { total, page, pages }: Shown,
  { say }: Sentences,
): string {
  const count = say(COUNTS[state], { count: total });
  const found = words === '' ? count : say('reply.list.found', { count, words });
  return pages > 1 ? say('reply.list.page', { found, page: page + 1, pages }) : found;
}

function emptyText({ words, state }: ListReference, { say }: Sentences): string {
  if (words !== '') return say('reply.list.noMatch');
  switch (state) {
    case 'expired':
      return say('reply.list.noneExpired');
    case 'revoked':
      return say('reply.list.noneRevoked');
    case 'active':
    case 'all':
      return say('reply.list.createOne');
  }
}

/** Says that what is shown may be out of date; empty when it is the latest. */
export function describeProblem(problem: PatkeeperError | undefined, sentences: Sentences): string {
  if (problem === undefined) return '';
  return problem.code === 'sign-in-needed'
    ? sentences.say('reply.list.signInNeeded')
    : sentences.say('reply.list.outOfDate', { problem: sayError(problem, sentences) });
}

/** The command `list`, and what people say for it. */
export const listCommand = command({
  name: 'list',
  alike: 'command.list.alike',
  help: { usage: '[words]', does: 'command.list.does' },
  inManifest: 'command.list.list',
  onlyAsks: true,
  read: readQuery,
  readSentence: (words, sentences) =>
    LIST_PHRASE.test(words.map(bareWord).join(' '))
      ? readQuery(
          words.filter((word) => !LIST_VERBS.includes(bareWord(word))),
          sentences,
        )
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

function readQuery(words: readonly string[], sentences: Sentences): Pick<ListReference, 'words' | 'state'> {
  const fillers = ['', ...typedWords('command.list.fillers', sentences)];
  const stateOf = (word: string) =>
    LIST_STATES.find((state) => typedWords(`command.list.${state}`, sentences).includes(bareWord(word)));
  // Punctuation that stands alone, as in `list !`, is no word.
  const search = words.filter((word) => !fillers.includes(bareWord(word)));
  const state =
    stateOf(search.at(-1) ?? '') ?? (search.length < words.length ? stateOf(search[0] ?? '') : undefined);
  const wanted = search.filter((word) => state === undefined || stateOf(word) !== state);
  return { words: bareName(wanted.join(' ')), state: state ?? 'active' };
}
