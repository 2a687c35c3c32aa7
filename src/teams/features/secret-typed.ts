import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';

/** The card for a message with a secret in it, where none belongs: nothing is done, so that nothing of it goes anywhere. */
export function secretTyped(): Card {
  return messageCard(
    'That looks like a secret',
    'I did not keep it, and did nothing with your message. It stays in this chat: delete the message, and revoke the secret ' +
      'where it was made. Name a token of yours by its name, for example /pat revoke laptop.',
    { color: 'warning', offerList: true },
  );
}
