import type { Message } from '../channel/activity.ts';
import type { CardRenderer } from './cards.ts';
import type { Card } from './reply.ts';

/**
 * A message that carries a card, and what it is about for those who don't see the card: `summary` for notifications, the
 * card's `speak` for locked phones and screen readers, its `fallbackText` for previews and old clients. It has no `text`:
 * Teams shows that above the card, so that everything would be said twice, and takes it for Markdown with mentions, in which
 * a token's name could take effect.
 */
export function cardActivity(renderer: CardRenderer, card: Card): Message {
  const { summary } = card.data;
  const speak = plainWords(summary);
  const sentence = /[.?!]$/.test(speak) ? speak : `${speak}.`;
  const fallbackText = renderer.sentences.say('card.fallback.text', { summary: sentence });
  const { content, ...attachment } = renderer.render(card);
  return {
    type: 'message',
    attachments: [{ ...attachment, content: { ...content, speak, fallbackText } }],
    summary,
  };
}

/**
 * Text without what Markdown, SSML, mentions, card expressions and addresses are made of. Clients read `fallbackText` as
 * Markdown and `speak` as SSML, so that escaping it for one would show in the other.
 */
function plainWords(text: string): string {
  return text
    .replace(/:\/\/|[*_~`#<>[\]{}|\\&]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
