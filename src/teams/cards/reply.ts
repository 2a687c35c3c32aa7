import type { CardData, CardName } from './card-data.ts';

/** A card to show: its template's name and the data for it. */
export type Card = {
  [N in CardName]: {
    readonly card: N;
    readonly data: CardData[N];
    /** The language of its data, where that is not the one of the turn. */
    readonly language?: string;
  };
}[CardName];

/** A page of a dialog. */
export interface Dialog {
  readonly title: string;
  readonly height: 'small' | 'medium' | 'large';
  readonly card: Card;
  /** The token whose secret it shows. */
  readonly secretOf?: string;
}

/** What a dialog shows next, or that it closes. */
export type DialogReply = Dialog | 'close';

/** A card whose content may be seen by everybody in the conversation, or by the actor only. */
export interface ChatReply {
  readonly card: Card;
  readonly audience: 'everybody' | 'actor';
}

/**
 * Asks the actor to sign in, with Teams' own card. Nobody else may see it: its address is theirs alone.
 */
export interface SignInAsk {
  /** Why, and what comes then. */
  readonly text: string;
  /** The address of the sign-in page. */
  readonly url: string;
  /** What Teams may exchange its own token for, to sign in silently; absent where only the page will do. */
  readonly exchangeResource?: string;
}

/** A card for the actor's eyes. */
export function toActor(card: Card): ChatReply {
  return { card, audience: 'actor' };
}
