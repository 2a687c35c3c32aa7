import { holdsSecret } from '../../core/secrets/secret-forms.ts';
import { ownerOf } from '../../core/tokens/token.ts';
import { cardActivity } from '../cards/card-activity.ts';
import { record } from '../cards/invoke-value.ts';
import { type ChatReply, toActor } from '../cards/reply.ts';
import { Blocked } from '../channel/blocked.ts';
import { welcome } from '../features/help.ts';
import { secretTyped } from '../features/secret-typed.ts';
import { runCardAction } from './actions.ts';
import { answer, orProblem, orSignIn, type TurnReply } from './answer.ts';
import { commandLines } from './command-lists.ts';
import { interruptedButton, interruptedCommand } from './interrupted.ts';
import { keepsName, parseCommand } from './parse-command.ts';
import { runCommand } from './run-command.ts';
import { confirmAndGoOn } from './sign-in-turns.ts';
import { rememberContact, type Turn, type TurnDeps } from './turn.ts';

/** A typed text: does what it asks for and answers in the chat. */
export async function onText(turn: Turn, deps: TurnDeps): Promise<void> {
  const text = turn.context.activity.text ?? '';
  const command = parseCommand(text);
  if (command.name === 'signin' && command.code !== '' && deps.signIn !== undefined) {
    return confirmAndGoOn(command.code, turn, deps, deps.signIn);
  }
  const reply = await orProblem(deps, async () => {
    await rememberContact(turn, deps);
    return orSignIn(
      turn,
      deps,
      async () =>
        holdsSecret(text) && !keepsName(command)
          ? toActor(secretTyped())
          : runCommand(command, turn.actor, deps, turn.unseen),
      () => interruptedCommand(command),
    );
  });
  await answer(turn, reply, deps);
}

/** A button that came as a message, from a client without `Action.Execute`: its answer replaces the card it was on. */
export async function onSubmit(turn: Turn, deps: TurnDeps): Promise<void> {
  const value = record(turn.context.activity.value);
  const { verb } = value;
  let failed = false;
  const reply = await orProblem(
    deps,
    async () => {
      await rememberContact(turn, deps);
      return orSignIn(
        turn,
        deps,
        async () => toActor(await runCardAction(verb, value, turn.actor, deps)),
        () => interruptedButton(verb, value),
      );
    },
    () => {
      failed = true;
    },
  );
  const cardId = turn.context.activity.replyToId;
  // A failure leaves the card alone: it may belong to somebody else, and its buttons are still good.
  if (failed || !isCard(reply) || !turn.unseen || !cardId) return answer(turn, reply, deps);
  await replaceCard(turn, cardId, reply, deps);
}

/** The bot was added to a chat or removed from it. */
export async function onInstallation(turn: Turn, deps: TurnDeps): Promise<void> {
  const { contact, context, personal, actor } = turn;
  if (context.activity.action === 'remove') {
    if (personal) await leave(turn, deps);
    return;
  }
  await deps.store.contacts.save(contact);
  if (personal) {
    await deps.store.contacts.setReachable(contact.person, deps.clock.now());
    deps.wake();
  }
  if (context.activity.action === 'add')
    await answer(turn, welcome(personal ? actor.name : '', commandLines(deps)), deps);
}

/** Who removed the bot is not acted for any more: nothing of their sign-ins is kept. */
async function leave({ actor, contact }: Turn, deps: TurnDeps): Promise<void> {
  await deps.store.contacts.setUnreachable(contact.person, 'the bot was removed');
  await deps.signIn?.forget(ownerOf(actor));
}

async function replaceCard(turn: Turn, cardId: string, reply: ChatReply, deps: TurnDeps): Promise<void> {
  try {
    await turn.context.updateActivity({ ...cardActivity(deps.renderer, reply.card), id: cardId });
  } catch (error) {
    if (error instanceof Blocked) throw error;
    deps.log.warn({ err: error }, 'card could not be replaced, sending a new one');
    await answer(turn, reply, deps);
  }
}

function isCard(reply: TurnReply): reply is ChatReply {
  return 'card' in reply;
}
