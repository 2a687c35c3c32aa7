import { isSignInNeeded } from '../../core/errors.ts';
import type { Actor } from '../../core/token.ts';
import { PAGE_SIZE } from '../../core/token-service.ts';
import type { Card } from '../reply.ts';
import { viewToken } from '../token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { ACTIVE_LIST } from './list.ts';
import { tokenCard } from './show.ts';
import { signInFirst } from './sign-in.ts';

/** One result of the messaging extension's search: a line to pick, and the card that picking it puts into the chat. */
export interface TokenResult {
  readonly title: string;
  readonly text: string;
  readonly card: Card;
}

/** What a search found. */
interface FoundTokens {
  readonly results: readonly TokenResult[];
  /** Whether a sign-in may bring more. */
  readonly signInNeeded: boolean;
}

/** Searches the actor's tokens for the messaging extension; results are counted from `skip`. */
export async function searchMyTokens(
  { words, skip }: { words: string; skip: number },
  actor: Actor,
  deps: FeatureDeps,
): Promise<FoundTokens> {
  const wanted = Math.floor(skip / PAGE_SIZE);
  const found = await deps.service.list(actor, { words, state: 'all', page: wanted });
  await signInFirst(found, actor, deps);
  const signInNeeded = isSignInNeeded(found.problem);
  // The service answers a page past the end with the last one, which the client already has.
  if (found.page !== wanted) return { results: [], signInNeeded };
  const now = deps.clock.now();
  const results = found.tokens.map((token) => {
    const { name, organization, ends } = viewToken(token, now, deps.organizationOf);
    return { title: name, text: `${organization} · ${ends}`, card: tokenCard(token, ACTIVE_LIST, deps) };
  });
  return { results, signInNeeded };
}
