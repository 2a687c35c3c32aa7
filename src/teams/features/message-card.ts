import type { Card } from '../reply.ts';

/** A card that says one thing. */
export function messageCard(
  title: string,
  text: string,
  options: { color?: 'good' | 'warning' | 'attention' | 'default'; offerList?: boolean } = {},
): Card {
  const { color = 'default', offerList = false } = options;
  return { card: 'message', data: { summary: `${title}. ${text}`, title, text, color, offerList } };
}
