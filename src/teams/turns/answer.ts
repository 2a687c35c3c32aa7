import type { Activity } from 'botbuilder';
import { isSignInNeeded } from '../../core/errors.ts';
import type { Contact } from '../../core/store/contacts.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { ownerOf } from '../../core/tokens/token.ts';
import { cardActivity } from '../cards/card-activity.ts';
import { messageCard } from '../cards/message-card.ts';
import { type Card, type ChatReply, type SignInAsk, toActor } from '../cards/reply.ts';
import { askToSignIn, signInActivity } from '../sign-in/ask.ts';
import type { InterruptedAction } from './interrupted.ts';
import { problemCard, problemOf } from './problem.ts';
import type { Turn, TurnDeps } from './turn.ts';

/** Time for the work of a turn; what is left of Teams' 10 seconds is for sending the answer. */
const WORK_MS = 4500;

/** What a turn answers in the chat: a card, or that the person has to sign in first. */
export type TurnReply = ChatReply | SignInAsk;

/** Answers in the chat; what only the actor may see goes to their own. */
export async function answer(turn: Turn, reply: TurnReply, deps: TurnDeps): Promise<void> {
  if (!('card' in reply)) {
    const told = await sendSignIn(turn, reply, deps);
    if (turn.personal) return;
    await turn.context.sendActivity(cardActivity(deps.renderer, told));
    return;
  }
  const card = reply.audience === 'everybody' ? reply.card : await showToActor(turn, reply.card, deps);
  const message = cardActivity(deps.renderer, card);
  try {
    await turn.context.sendActivity(message);
  } catch (error) {
    // Where Teams does not take an answer for one person, everybody must not see it instead.
    if (turn.personal || !turn.unseen || !(await writeDirectly(turn, message, deps))) throw error;
    deps.log.warn({ err: error }, 'an answer for one person was not taken, so it went to their own chat');
  }
}

/** Shows a card that only the actor may see: here if nobody else sees it, else in their own chat. Tells where it went. */
export async function showToActor(turn: Turn, card: Card, deps: TurnDeps): Promise<Card> {
  if (turn.unseen) return card;
  return (await writeDirectly(turn, cardActivity(deps.renderer, card), deps))
    ? messageCard('I have written to you directly', 'Your tokens are for your eyes only.')
    : couldNotWrite('Your tokens are for your eyes only.');
}

/** Sends the sign-in card to the actor's own chat. Tells so, for wherever the actor is looking. */
export async function sendSignIn(turn: Turn, ask: SignInAsk, deps: TurnDeps): Promise<Card> {
  const message = signInActivity(ask);
  if (turn.personal) await turn.context.sendActivity(message);
  else if (!(await writeDirectly(turn, message, deps))) return couldNotWrite('You have to sign in first.');
  return messageCard(
    turn.personal ? 'I sent you a sign-in card' : 'I have written to you directly',
    'Sign in there, and what you asked for goes on.',
  );
}

/** Does the work; when it needs a sign-in, keeps what was asked for and gives what asks the person to sign in. */
export async function orSignIn<T>(
  turn: Turn,
  deps: TurnDeps,
  work: () => Promise<T>,
  interruption: () => InterruptedAction,
): Promise<T | SignInAsk> {
  try {
    return await work();
  } catch (error) {
    if (!isSignInNeeded(error) || deps.signIn === undefined) throw error;
    const ask = await askToSignIn(error, turn.actor, deps.signIn);
    const challenged = error.signIn?.claims !== undefined;
    await deps.interrupted?.keep(ownerOf(turn.actor), { ...interruption(), challenged });
    return ask;
  }
}

/** Gives the work's reply, in time; what went wrong is a reply too. */
export async function orProblem(
  deps: TurnDeps,
  work: () => Promise<TurnReply>,
  onFailure: () => void = () => {},
): Promise<TurnReply> {
  try {
    return await withDeadline(work(), WORK_MS, deps.later);
  } catch (error) {
    onFailure();
    return toActor(problemCard(problemOf(error, deps.log)));
  }
}

/** Sends to the actor's own chat from another one; false when that did not get through. */
async function writeDirectly(turn: Turn, message: Partial<Activity>, deps: TurnDeps): Promise<boolean> {
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

function couldNotWrite(why: string): Card {
  return messageCard(
    'I could not write to you',
    `${why} Open a chat with me, say hello there, and try again.`,
    { color: 'warning' },
  );
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
