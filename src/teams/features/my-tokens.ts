import type { Actor } from '../../core/token.ts';
import type { Card } from '../reply.ts';
import { viewToken } from '../token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { ACTIVE_LIST } from './list.ts';
import { tokenCard } from './show.ts';

const PAGE_SIZE = 10;

/** One result of the messaging extension's search: a line to pick, and the card that picking it puts into the chat. */
export interface TokenResult {
  readonly title: string;
  readonly text: string;
  readonly card: Card;
}

/** Searches the actor's tokens for the messaging extension; results are counted from `skip`. */
export async function searchMyTokens(
  { words, skip }: { words: string; skip: number },
  actor: Actor,
  deps: FeatureDeps,
): Promise<readonly TokenResult[]> {
  const wanted = Math.floor(skip / PAGE_SIZE);
  const { tokens, page } = await deps.service.list(actor, { words, state: 'all', page: wanted });
  // The service answers a page past the end with the last one, which the client already has.
  if (page !== wanted) return [];
  const now = deps.clock.now();
  return tokens.map((token) => {
    const { name, organization, ends } = viewToken(token, now, deps.organizationOf);
    return { title: name, text: `${organization} · ${ends}`, card: tokenCard(token, ACTIVE_LIST, deps) };
  });
}
