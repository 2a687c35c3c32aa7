import type { Contact } from '../../core/store/contacts.ts';
import type { Message } from '../channel/activity.ts';
import type { Turn, TurnDeps } from './turn.ts';

/** Sends to the actor's own chat from another one; false when that did not get through. */
export async function writeDirectly(turn: Turn, message: Message, deps: TurnDeps): Promise<boolean> {
  const contact = await knownContact(turn, deps);
  const delivery = await deps.messenger.send(contact, message);
  if (delivery.outcome === 'sent') {
    await rememberConversation(contact, delivery.conversationId, deps);
    return true;
  }
  const level = delivery.outcome === 'unreachable' ? 'info' : 'warn';
  deps.log[level]({ outcome: delivery.outcome, reason: delivery.reason }, 'direct answer not delivered');
  return false;
}

/** A chat that had to be asked for is known the next time. */
async function rememberConversation(contact: Contact, conversationId: string, deps: TurnDeps): Promise<void> {
  if (contact.conversationId === conversationId) return;
  try {
    await deps.store.contacts.save({ ...contact, conversationId });
  } catch (error) {
    deps.log.warn({ err: error }, 'a new chat could not be remembered');
  }
}

/** The contact with its conversation, if the store knows one; without the store a conversation is asked for again. */
async function knownContact(turn: Turn, deps: TurnDeps): Promise<Contact> {
  try {
    return (await deps.store.contacts.find(turn.contact.person)) ?? turn.contact;
  } catch (error) {
    deps.log.warn({ err: error }, 'contact not read, using the one of this turn');
    return turn.contact;
  }
}
