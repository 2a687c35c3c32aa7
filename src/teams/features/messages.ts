import type { Actor } from '../../core/tokens/token.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { ListReference } from '../cards/list-page.ts';
import { type MessageRow, messageRow } from '../cards/message-row.ts';
import type { Card } from '../cards/reply.ts';
import { view } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    messages: Summarised & {
      /** The name of the token. */
      readonly title: string;
      readonly messages: readonly MessageRow[];
      readonly empty: boolean;
      readonly tokenId: string;
      readonly back: ListReference;
    };
  }
}

/** Every message about one of the actor's tokens, and what became of it. */
async function messages({ tokenId, back }: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { token, notices } = await deps.tokenService.messages(actor, tokenId);
  const summary = deps.sentences.say('reply.messages.title', { name: token.name });
  return {
    card: 'messages',
    data: {
      summary,
      title: token.name,
      messages: notices.map((notice) => messageRow(notice, deps.sentences)),
      empty: notices.length === 0,
      tokenId: token.id,
      back,
    },
  };
}

/** The button of a token's card. */
export const messagesActions = { messages: view(aboutTokenInput, messages) };
