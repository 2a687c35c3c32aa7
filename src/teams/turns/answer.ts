import { isSignInNeeded } from '../../core/errors.ts';
import { ownerOf } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { cardActivity } from '../cards/card-activity.ts';
import { objectOf } from '../cards/invoke-value.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card, ChatReply, SignInAsk } from '../cards/reply.ts';
import type { InvokeResponse } from '../channel/activity.ts';
import { Blocked } from '../channel/blocked.ts';
import { askToSignIn, signInActivity } from '../sign-in/ask.ts';
import type { InterruptedAction } from './interrupted.ts';
import { problemReply } from './problem.ts';
import { respondInTime } from './respond-in-time.ts';
import { inTime, type Turn, type TurnDeps } from './turn.ts';
import { writeDirectly } from './write-directly.ts';

/** What a turn does to have something to answer. */
export interface Task {
  run(): Promise<ChatReply>;
  /** What is kept of it where the person has to sign in first. */
  interrupted(): InterruptedAction;
}

type Reply = ChatReply | SignInAsk;

/**
 * Answers a turn with a reply, or with that of a task: in the response if a button's request waits for it, in the place of the
 * card if its button came as a message, else by a message. What only the actor may see goes to their own chat; a sign-in that
 * the task needs is asked for, and what went wrong is told. Gives the response, where there is one.
 */
export async function answer(
  turn: Turn,
  given: ChatReply | Task,
  deps: TurnDeps,
): Promise<InvokeResponse | undefined> {
  const work = async (): Promise<Reply> => ('run' in given ? orSignIn(turn, given, deps) : given);
  if (turn.inResponse) {
    const respond = async () => responseOf(turn, await work(), deps);
    return respondInTime(turn, deps, respond, ({ sentence }) => deps.responses.sentence(sentence));
  }
  if (!('run' in given)) await send(turn, given, deps);
  else {
    const done = await inTime(turn, deps, work).catch((error: unknown) => ({ error }));
    // A failure leaves the card alone: it may belong to somebody else, and its buttons are still good.
    if ('error' in done) await send(turn, problemReply(done.error, deps), deps);
    else await replaceOrSend(turn, done, deps);
  }
  return undefined;
}

/** Does the work; when it needs a sign-in, keeps what was asked for and gives what asks the person to sign in. */
async function orSignIn(turn: Turn, task: Task, deps: TurnDeps): Promise<Reply> {
  try {
    return await task.run();
  } catch (error) {
    if (!isSignInNeeded(error) || deps.signIn === undefined) throw error;
    const ask = await askToSignIn(error, turn.actor, deps.signIn, deps.sentences);
    const challenged = error.signIn?.claims !== undefined;
    await deps.interrupted?.keep(ownerOf(turn.actor), { ...task.interrupted(), challenged });
    return ask;
  }
}

/** A button's response: the card that takes its card's place, or a sentence. */
async function responseOf(turn: Turn, reply: Reply, deps: TurnDeps): Promise<InvokeResponse> {
  // The card that was pressed stays as it is: the person may not want to sign in.
  if (!('card' in reply)) return deps.responses.sentence((await askInChat(turn, reply, deps)).data.summary);
  const card = await showToActor(turn, reply.card, deps);
  return turn.unseen ? deps.responses.card(card) : deps.responses.sentence(card.data.summary);
}

async function replaceOrSend(turn: Turn, reply: Reply, deps: TurnDeps): Promise<void> {
  const { type, value, replyToId } = turn.activity;
  const isButton = type === 'message' && 'verb' in objectOf(value);
  if (!isButton || !replyToId || !turn.unseen || !('card' in reply)) return send(turn, reply, deps);
  try {
    await turn.chat.replace(replyToId, cardActivity(deps.renderer, reply.card));
  } catch (error) {
    if (error instanceof Blocked) throw error;
    deps.log.warn({ err: error }, 'card could not be replaced, sending a new one');
    await send(turn, reply, deps);
  }
}

async function send(turn: Turn, reply: Reply, deps: TurnDeps): Promise<void> {
  if (!('card' in reply)) {
    const told = await askInChat(turn, reply, deps);
    if (!turn.personal) await turn.chat.send(cardActivity(deps.renderer, told));
    return;
  }
  const card = reply.audience === 'everybody' ? reply.card : await showToActor(turn, reply.card, deps);
  const message = cardActivity(deps.renderer, card);
  try {
    await turn.chat.send(message);
  } catch (error) {
    // Where Teams does not take an answer for one person, everybody must not see it instead.
    if (turn.personal || !turn.unseen || !(await writeDirectly(turn, message, deps))) throw error;
    deps.log.warn({ err: error }, 'an answer for one person was not taken, so it went to their own chat');
  }
}

/** Shows a card that only the actor may see: here if nobody else sees it, else in their own chat. Tells where it went. */
async function showToActor(turn: Turn, card: Card, deps: TurnDeps): Promise<Card> {
  if (turn.unseen) return card;
  const { say } = deps.sentences;
  return (await writeDirectly(turn, cardActivity(deps.renderer, card), deps))
    ? messageCard(say('reply.direct.title'), say('reply.direct.private'))
    : couldNotWrite(say('reply.direct.private'), deps.sentences);
}

/** Sends the sign-in card to the actor's own chat. Tells so, for wherever the actor is looking. */
async function askInChat(turn: Turn, ask: SignInAsk, deps: TurnDeps): Promise<Card> {
  const { sentences } = deps;
  const { say } = sentences;
  const message = signInActivity(ask, sentences);
  if (turn.personal) await turn.chat.send(message);
  else if (!(await writeDirectly(turn, message, deps)))
    return couldNotWrite(say('reply.direct.signInFirst'), sentences);
  const title = turn.personal ? say('reply.direct.signInSent') : say('reply.direct.title');
  return messageCard(title, say('reply.direct.signInThere'));
}

function couldNotWrite(why: string, { say }: Sentences): Card {
  const text = `${why} ${say('reply.direct.openChat')}`;
  return messageCard(say('reply.direct.failed'), text, { color: 'warning' });
}
