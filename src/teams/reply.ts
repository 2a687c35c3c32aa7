import type { CardData, CardName } from './card-data.ts';

/** A card to show: its template's name and the data for it. */
export type Card = { [N in CardName]: { readonly card: N; readonly data: CardData[N] } }[CardName];

/** A page of a dialog. */
export interface Dialog {
  readonly title: string;
  readonly height: 'small' | 'medium' | 'large';
  readonly card: Card;
}

/** What a dialog shows next, or that it closes. */
export type DialogReply = Dialog | 'close';

/** A card whose content may be seen by everybody in the conversation, or by the actor only. */
export interface ChatReply {
  readonly card: Card;
  readonly audience: 'everybody' | 'actor';
}

/** A card for the actor's eyes. */
export function toActor(card: Card): ChatReply {
  return { card, audience: 'actor' };
}
