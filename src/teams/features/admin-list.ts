import type { Actor } from '../../core/tokens/token.ts';
import type { Fact } from '../cards/fact.ts';
import type { Card } from '../cards/reply.ts';
import { tokenFacts, viewToken } from '../cards/token-view.ts';
import { type AdminDeps, adminView } from './admin-entry.ts';
import { type AdminQuery, fieldsOf, ownedTokenInput, type QueryFields, queryInput } from './admin-input.ts';
import { type MessageFields, messageFields } from './admin-messages.ts';
import { countText, type OwnedRow, rowOf } from './admin-views.ts';

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-list': Summarised & {
      readonly title: string;
      readonly tokens: readonly OwnedRow[];
      readonly query: QueryFields;
      readonly next: QueryFields;
      readonly hasNext: boolean;
      readonly mayRevoke: boolean;
      /** The messages to the one person of whom the list is; of everybody where it is of no single one. */
      readonly messages: MessageFields;
      readonly isOfOne: boolean;
    };
    'admin-token': Summarised &
      OwnedRow & {
        readonly facts: readonly Fact[];
        readonly active: boolean;
        readonly ofOwner: QueryFields;
        readonly messages: MessageFields;
      };
  }
}

/** A page of everybody's tokens. */
export async function listTokens(query: AdminQuery, actor: Actor, deps: AdminDeps): Promise<Card> {
  const { asked, sort, after } = query;
  const page = await deps.administration.list(actor, asked, sort, after);
  const { role } = await deps.administration.standingOf(actor);
  const { say } = deps.sentences;
  const title = say('admin.list.title', { count: countText(page.total, deps.sentences) });
  const { next } = page;
  const fields = fieldsOf({ asked, sort });
  return {
    card: 'admin-list',
    data: {
      summary: title,
      title,
      tokens: page.tokens.map((owned) => rowOf(owned, deps)),
      query: fields,
      next: next === undefined ? fields : fieldsOf({ asked, sort, after: next }),
      hasNext: next !== undefined,
      mayRevoke: role === 'administrator' && page.tokens.length > 0,
      messages: messageFields(asked.owner === undefined ? {} : { owner: asked.owner }),
      isOfOne: asked.owner !== undefined,
    },
  };
}

/** One token of somebody, with everything known about it. */
export async function showToken(
  { owner, tokenId }: { owner: OwnedRow['owner']; tokenId: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  const owned = await deps.administration.show(actor, owner, tokenId);
  const { role } = await deps.administration.standingOf(actor);
  const { clock, organizationOf, tokenService, sentences } = deps;
  const now = clock.now();
  const { token, ownerName } = owned;
  const facts = tokenFacts(token, now, organizationOf, tokenService.policy, sentences);
  const isActive = viewToken(token, now, organizationOf, tokenService.policy, sentences).active;
  return {
    card: 'admin-token',
    data: {
      summary: sentences.say('admin.token.summary', { name: token.name, owner: ownerName }),
      ...rowOf(owned, deps),
      facts: [{ label: sentences.say('admin.token.owner'), value: ownerName }, ...facts],
      active: isActive && role === 'administrator',
      ofOwner: fieldsOf({ asked: { owner: token.owner }, sort: 'ends' }),
      messages: messageFields({ owner: token.owner, tokenId: token.id }),
    },
  };
}

/** The buttons that show everybody's tokens. */
export const adminListActions = {
  'admin.list': adminView(queryInput, listTokens),
  'admin.show': adminView(ownedTokenInput, showToken),
};
