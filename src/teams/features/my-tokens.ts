import { isSignInNeeded } from '../../core/errors.ts';
import type { ScopeId } from '../../core/tokens/scopes.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { SearchQuery } from '../../core/tokens/token-service-port.ts';
import { sayScope } from '../../sentences/say-scopes.ts';
import { type ButtonTips, buttonTips } from '../cards/button-tips.ts';
import type { Card } from '../cards/reply.ts';
import type { TokenView } from '../cards/token-view.ts';
import { viewToken } from '../cards/token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { signInFirst } from './sign-in.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'found-token': Summarised & { readonly token: TokenView; readonly tips: ButtonTips };
  }
}

/** One result of the messaging extension's search: a line to pick, and the card that picking it puts into the chat. */
export interface TokenResult {
  readonly title: string;
  readonly text: string;
  readonly card: Card;
}

/** What a search found. */
interface FoundResults {
  readonly results: readonly TokenResult[];
  /** How many more match behind these. */
  readonly more: number;
  /** Whether a sign-in may bring more. */
  readonly signInNeeded: boolean;
}

/** Searches the actor's tokens for the messaging extension: results `skip` to `skip + count - 1`, active ones first. */
export async function searchMyTokens(
  query: SearchQuery,
  actor: Actor,
  deps: FeatureDeps,
): Promise<FoundResults> {
  const nameOfScope = (id: ScopeId) => sayScope(id, deps.sentences);
  const found = await deps.tokenService.search(actor, { ...query, nameOfScope });
  await signInFirst(found, actor, deps);
  const now = deps.clock.now();
  const retired = deps.sentences.say('token.state.retired');
  const results = found.tokens.map((token) => {
    const view = viewToken(token, now, deps.organizationOf, deps.tokenService.policy, deps.sentences);
    const text = `${view.organization} · ${view.state === retired ? view.state : view.ends}`;
    const tips = buttonTips(view.name, deps.sentences);
    const summary = deps.sentences.say('reply.token.summary', { name: view.name, ends: view.ends });
    return {
      title: view.name,
      text,
      card: { card: 'found-token', data: { summary, token: view, tips } } as const,
    };
  });
  const more = Math.max(0, found.total - query.skip - results.length);
  return { results, more, signInNeeded: isSignInNeeded(found.problem) };
}
