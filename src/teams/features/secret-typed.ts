import type { Sentences } from '../../sentences/sentences.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';

/** The card for a message with a secret in it, where none belongs: nothing is done, so that nothing of it goes anywhere. */
export function secretTyped({ say }: Sentences): Card {
  const options = { color: 'warning', offerList: true } as const;
  return messageCard(say('reply.secretTyped.title'), say('reply.secretTyped.text'), options);
}
