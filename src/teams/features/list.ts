import { isSignInNeeded, type PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { ListQuery } from '../../core/tokens/token-service-port.ts';
import { plural } from '../cards/format.ts';
import type { ListReference } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { viewToken } from '../cards/token-view.ts';
import { undeliveredLine, undeliveredNews } from '../cards/undelivered.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { signInFirst } from './sign-in.ts';

/** Which tokens a list can show. */
export const LIST_STATES = [
  'active',
  'expired',
  'revoked',
  'all',
] as const satisfies readonly ListQuery['state'][];

/** The list that "My tokens" opens. */
export const ACTIVE_LIST: ListReference = { words: '', state: 'active', page: 0 };

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
