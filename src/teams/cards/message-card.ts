import type { Card } from './reply.ts';

/** The data of the card that this file makes. */
declare module './card-data.ts' {
  interface CardData {
    message: Summarised & {
      readonly title: string;
      readonly text: string;
      readonly color: 'good' | 'warning' | 'attention' | 'default';
      readonly offerList: boolean;
    };
  }
}

/** A card that says one thing; the title alone when there is no text. */
export function messageCard(
  title: string,
  text: string,
  options: { color?: 'good' | 'warning' | 'attention' | 'default'; offerList?: boolean } = {},
): Card {
  const { color = 'default', offerList = false } = options;
  return {
    card: 'message',
    data: { summary: text === '' ? title : `${title}. ${text}`, title, text, color, offerList },
  };
}
