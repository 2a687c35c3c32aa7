import type { Delivery, Messenger } from '../../core/ports.ts';
import type { Contact } from '../../core/store/contacts.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { type Sentences, sentencesFor } from '../../sentences/sentences.ts';
import { cardActivity } from '../cards/card-activity.ts';
import type { CardRenderer } from '../cards/cards.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import type { Message } from '../channel/activity.ts';
import type { Connector } from '../channel/connector.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { noticeCard } from '../features/notice-card.ts';

type Undelivered = Exclude<Delivery, { outcome: 'sent' }>;

/** The personal chat to write to, or why there is none; nothing was sent yet. */
type FoundConversation = { readonly outcome: 'found'; readonly conversationId: string } | Undelivered;

/** Writes to a person's own chat with the bot, without having been asked. */
export interface TeamsMessenger extends Messenger {
  /** Sends a message of any kind. */
  send(contact: Contact, message: Message): Promise<Delivery>;
}

interface MessengerDeps {
  readonly connector: Connector;
  readonly renderer: CardRenderer;
  readonly clock: FeatureDeps['clock'];
  readonly organizationOf: FeatureDeps['organizationOf'];
  readonly policy: Policy;
  /** Milliseconds that only ever grow, to see how long a call took. */
  readonly elapsed?: () => number;
}

/** After this long there is no time for a second message within the claim of a notice. */
const LATE_MS = 4_000;

/**
 * Makes the messenger. Each call is one attempt; the outcome says what became of it. A kept chat that Teams does not know any
 * more is asked for anew within it.
 */
export function createMessenger(deps: MessengerDeps): TeamsMessenger {
  const { connector, renderer, clock, organizationOf, policy, elapsed = () => performance.now() } = deps;

  async function askForConversation(contact: Contact): Promise<FoundConversation> {
    const { tenantId } = contact.person;
    const created = await connector.createConversation(contact.serviceUrl, {
      isGroup: false,
      bot: { id: contact.botId },
      members: [{ id: contact.userId }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    });
    if (created.ok) return { outcome: 'found', conversationId: created.id };
    const { outcome, reason } = created;
    // Asking again for the same 1:1 conversation gives the same one, so nothing about this failure is ambiguous.
    if (outcome === 'ambiguous') return { outcome: 'not-sent', reason };
    // Nothing is wrong with the message, which was not sent yet.
    return outcome === 'rejected' ? { outcome: 'no-chat', reason } : created;
  }

  /** Teams may answer 404 for a chat that is there, at random: then it gives the chat to whoever asks for it. */
  async function inConversation(
    contact: Contact,
    deliver: (conversationId: string) => Promise<Delivery>,
  ): Promise<Delivery> {
    if (contact.conversationId !== undefined) {
      const delivery = await deliver(contact.conversationId);
      if (delivery.outcome !== 'no-chat') return delivery;
    }
    const conversation = await askForConversation(contact);
    return conversation.outcome === 'found' ? deliver(conversation.conversationId) : conversation;
  }

  async function post(contact: Contact, conversationId: string, message: Message): Promise<Delivery> {
    const sent = await connector.sendActivity(contact.serviceUrl, conversationId, {
      ...message,
      from: { id: contact.botId, name: 'Patkeeper' },
      recipient: { id: contact.userId, name: contact.name },
      conversation: { id: conversationId, isGroup: false, conversationType: 'personal', name: '' },
    });
    return sent.ok ? { outcome: 'sent', conversationId } : sent;
  }

  return {
    send: (contact, message) => inConversation(contact, (id) => post(contact, id, message)),
    sendNotice(contact, notice, token, successor) {
      const started = elapsed();
      const sentences = sentencesFor(contact);
      const speaking = renderer.speaking(sentences);
      const now = clock.now();
      const card = noticeCard(notice, token, now, organizationOf, policy, sentences, successor);
      return inConversation(contact, async (id) => {
        const delivery = await post(contact, id, cardActivity(speaking, card));
        if (delivery.outcome !== 'rejected') return delivery;
        if (elapsed() - started > LATE_MS) return { outcome: 'not-sent', reason: delivery.reason };
        return post(contact, id, cardActivity(speaking, plainCard(card, sentences)));
      });
    },
  };
}

/** What a card says, without what Teams may have refused it for: facts, buttons, size. */
function plainCard({ data }: Card, { say }: Sentences): Card {
  return messageCard(data.summary, say('notice.plain.text'));
}
