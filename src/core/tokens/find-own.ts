import type { Subject } from '../audit/audit-trail.ts';
import { isGuid } from '../guid.ts';
import type { Store } from '../store/store.ts';
import { notActive, notFound } from './refusals.ts';
import { type Actor, type Instant, ownerOf, type Token, tokenState } from './token.ts';

/** The actor's own token; notes it as what a refusal from here on is about. Rejects with `not-found`. */
export async function findOwn(
  store: Pick<Store, 'tokens'>,
  actor: Actor,
  tokenId: string,
  subject: Subject,
): Promise<Token> {
  const token = await store.tokens.find(ownerOf(actor), tokenId);
  if (token === undefined) {
    // An id that is nobody's came from outside and may hold anything: only what looks like one of ours is kept.
    if (isGuid(tokenId)) subject.tokenId = tokenId;
    throw notFound();
  }
  subject.tokenId = token.id;
  subject.tokenName = token.name;
  return token;
}

/** Throws `not-active`, which says whether the token was revoked or has expired. */
export function assertActive(token: Token, now: Instant): void {
  const state = tokenState(token, now);
  if (state !== 'active') throw notActive(state);
}
