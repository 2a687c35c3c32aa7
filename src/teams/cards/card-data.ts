import type { ListReference } from './list-page.ts';
import type { TokenView } from './token-view.ts';

/** One entry of an `Input.ChoiceSet`. */
export interface Choice {
  readonly title: string;
  readonly value: string;
}

/** What every card has: the line that stands in notifications and in clients that can't show the card. */
export interface Summarised {
  readonly summary: string;
}

/** A question or an answer about one token, with the way back to the list it came from. */
export interface CardAboutToken extends Summarised {
  readonly token: TokenView;
  readonly back: ListReference;
}

/** The same with a title that names the token. */
export interface TitledCard extends CardAboutToken {
  readonly title: string;
}

/**
 * The data of every card in `cards/`, by its file's name. Each file that makes a card adds the type of its data here, beside
 * the function that makes it (`declare module`): whoever imports this knows all cards, and no file has to import them all.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the files that make cards add to it.
export interface CardData {}

/** The name of a card's file in `cards/`. */
export type CardName = keyof CardData;
