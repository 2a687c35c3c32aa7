import { withDeadline } from '../core/deadline.ts';
import type { Contact } from '../core/ports.ts';
import { runCardAction } from './actions.ts';
import { parseCommand } from './commands.ts';
import { welcome } from './features/help.ts';
import { messageCard } from './features/message-card.ts';
import { runCommand } from './features/run-command.ts';
import { cardActivity } from './messenger.ts';
import { problemCard, problemOf } from './problem.ts';
import { type Card, type ChatReply, toActor } from './reply.ts';
import { rememberContact, type Turn, type TurnDeps } from './turn.ts';

/** Time for the work of a turn; what is left of Teams' 10 seconds is for sending the answer. */
const WORK_MS = 4500;

/** A typed text: does what it asks for and answers in the chat. */
export async function onText(turn: Turn, deps: TurnDeps): Promise<void> {
  const { text } = turn.context.activity;
  const reply = await orProblem(deps, async () => {
    await rememberContact(turn, deps);
    return runCommand(parseCommand(text ?? ''), turn.actor, deps, turn.personal);
  });
  await answer(turn, reply, deps);
}

/** A button that came as a message, from a client without `Action.Execute`: its answer replaces the card it was on. */
export async function onSubmit(turn: Turn, deps: TurnDeps): Promise<void> {
  const { value } = turn.context.activity as { value: Record<string, unknown> };
  let failed = false;
  const reply = await orProblem(
    deps,
    async () => {
      await rememberContact(turn, deps);
      return toActor(await runCardAction(value['verb'], value, turn.actor, deps));
    },
    () => {
      failed = true;
    },
  );
  const cardId = turn.context.activity.replyToId;
  // A failure leaves the card alone: it may belong to somebody else, and its buttons are still good.
  if (failed || !turn.personal || !cardId) return answer(turn, reply, deps);
  await replaceCard(turn, cardId, reply, deps);
}

/** The bot was added to a chat or removed from it. */
export async function onInstallation(turn: Turn, deps: TurnDeps): Promise<void> {
  const { contact, context, personal, actor } = turn;
  if (context.activity.action === 'remove') {
    if (personal) await deps.store.setUnreachable(contact.person, 'the bot was removed');
    return;
  }
  await deps.store.saveContact(contact);
  if (personal) {
    await deps.store.setReachable(contact.person, deps.clock.now());
    deps.wake();
  }
  if (context.activity.action === 'add') await answer(turn, welcome(personal ? actor.name : ''), deps);
}

/** Shows a card that only the actor may see: here if this is their own chat, else there. Tells where it went. */
export async function showToActor(turn: Turn, card: Card, deps: TurnDeps): Promise<Card> {
  if (turn.personal) return card;
  const contact = await knownContact(turn, deps);
  const delivery = await deps.messenger.sendCard(contact, card);
  if (delivery.outcome !== 'sent') {
    deps.log.warn({ outcome: delivery.outcome, reason: delivery.reason }, 'direct answer not delivered');
    return messageCard(
      'I could not write to you',
      'Your tokens are for your eyes only. Open a chat with Patkeeper, say hello there, and try again.',
      { color: 'warning' },
    );
  }
  return messageCard('I have written to you directly', 'Your tokens are for your eyes only.');
}

/** The contact with its conversation, if the store knows one; without the store a conversation is asked for again. */
async function knownContact(turn: Turn, deps: TurnDeps): Promise<Contact> {
  try {
    return (await deps.store.findContact(turn.contact.person)) ?? turn.contact;
  } catch (error) {
    deps.log.warn({ err: error }, 'contact not read, using the one of this turn');
    return turn.contact;
  }
}

async function answer(turn: Turn, reply: ChatReply, deps: TurnDeps): Promise<void> {
  const card = reply.audience === 'everybody' ? reply.card : await showToActor(turn, reply.card, deps);
  await turn.context.sendActivity(cardActivity(deps.renderer, card));
}

async function replaceCard(turn: Turn, cardId: string, reply: ChatReply, deps: TurnDeps): Promise<void> {
  try {
    await turn.context.updateActivity({ ...cardActivity(deps.renderer, reply.card), id: cardId });
  } catch (error) {
    deps.log.warn({ err: error }, 'card could not be replaced, sending a new one');
    await answer(turn, reply, deps);
  }
}

async function orProblem(
  deps: TurnDeps,
  work: () => Promise<ChatReply>,
  onFailure: () => void = () => {},
): Promise<ChatReply> {
  try {
    return await withDeadline(work(), WORK_MS, deps.later);
  } catch (error) {
    onFailure();
    return toActor(problemCard(problemOf(error, deps.log)));
  }
}
