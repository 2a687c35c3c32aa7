import type { Activity } from 'botbuilder';
import type { Policy } from '../core/policy.ts';
import type { Contact, Delivery, Messenger } from '../core/ports.ts';
import type { CardRenderer } from './cards.ts';
import type { Connector } from './connector.ts';
import type { FeatureDeps } from './features/feature-deps.ts';
import { noticeCard } from './features/notice-card.ts';
import type { Card } from './reply.ts';

/** The personal chat to write to, or why there is none; nothing was sent yet. */
type FoundConversation =
  | { readonly outcome: 'found'; readonly conversationId: string }
  | Exclude<Delivery, { outcome: 'sent' }>;

/** Writes to a person's own chat with the bot, without having been asked. */
export interface TeamsMessenger extends Messenger {
  /** Sends a message of any kind. */
  send(contact: Contact, message: Partial<Activity>): Promise<Delivery>;
}

/** Makes the messenger. Each call is one attempt; the outcome says what became of it. */
export function createMessenger(deps: {
  readonly connector: Connector;
  readonly renderer: CardRenderer;
  readonly clock: FeatureDeps['clock'];
  readonly organizationOf: FeatureDeps['organizationOf'];
  readonly policy: Policy;
}): TeamsMessenger {
  const { connector, renderer, clock, organizationOf, policy } = deps;

  async function conversationWith(contact: Contact): Promise<FoundConversation> {
    if (contact.conversationId !== undefined)
      return { outcome: 'found', conversationId: contact.conversationId };
    const { tenantId } = contact.person;
    const created = await connector.createConversation(contact.serviceUrl, {
      isGroup: false,
      bot: { id: contact.botId },
      members: [{ id: contact.userId }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    });
    if (created.ok) return { outcome: 'found', conversationId: created.id };
    // Asking again for the same 1:1 conversation gives the same one, so nothing about this failure is ambiguous.
    return created.outcome === 'ambiguous' ? { outcome: 'not-sent', reason: created.reason } : created;
  }

  async function send(contact: Contact, message: Partial<Activity>): Promise<Delivery> {
    const conversation = await conversationWith(contact);
    if (conversation.outcome !== 'found') return conversation;
    const { conversationId } = conversation;
    const sent = await connector.sendActivity(contact.serviceUrl, conversationId, {
      ...message,
      from: { id: contact.botId, name: 'Patkeeper' },
      recipient: { id: contact.userId, name: contact.name },
      conversation: { id: conversationId, isGroup: false, conversationType: 'personal', name: '' },
    });
    return sent.ok ? { outcome: 'sent', conversationId } : sent;
  }

  return {
    send,
    sendNotice: (contact, notice, token) =>
      send(contact, cardActivity(renderer, noticeCard(notice, token, clock.now(), organizationOf, policy))),
  };
}

/** A message that carries a card, with a line for notifications. */
export function cardActivity(renderer: CardRenderer, card: Card): Partial<Activity> {
  return { type: 'message', attachments: [renderer.render(card)], summary: card.data.summary };
}
