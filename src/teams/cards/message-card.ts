import type { Card } from './reply.ts';

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
