import { holdsSecret } from '../../core/secrets/secret-forms.ts';
import { ownerOf } from '../../core/tokens/token.ts';
import { toActor } from '../cards/reply.ts';
import type { InvokeResponse } from '../channel/activity.ts';
import { welcome } from '../features/help.ts';
import { secretTyped } from '../features/secret-typed.ts';
import { runCardAction } from './actions.ts';
import { answer } from './answer.ts';
import { commandLines } from './command-lists.ts';
import { interruptedButton, interruptedCommand } from './interrupted.ts';
import { keepsName, parseCommand } from './parse-command.ts';
import { runCommand } from './run-command.ts';
import { confirmAndContinue } from './sign-in-turns.ts';
import type { Turn, TurnDeps } from './turn.ts';

/** A typed text: does what it asks for and answers in the chat. */
export async function onText(turn: Turn, deps: TurnDeps): Promise<undefined> {
  const text = turn.activity.text ?? '';
  const command = parseCommand(text, deps.sentences);
  if (command.name === 'signin' && command.code !== '' && deps.signIn !== undefined) {
    return confirmAndContinue(command.code, turn, deps, deps.signIn);
  }
  const isSecret = holdsSecret(text) && !keepsName(command);
  const task = {
    run: async () =>
      isSecret ? toActor(secretTyped(deps.sentences)) : runCommand(command, turn.actor, deps, turn.unseen),
    interrupted: () => interruptedCommand(command),
  };
  await answer(turn, task, deps);
}

/** A card's button: `Action.Execute`, or a message of a client without that. */
export function onButton(
  verb: unknown,
  data: unknown,
  turn: Turn,
  deps: TurnDeps,
): Promise<InvokeResponse | undefined> {
  const task = {
    run: async () => toActor(await runCardAction(verb, data, turn.actor, deps)),
    interrupted: () => interruptedButton(verb, data),
  };
  return answer(turn, task, deps);
}

/** The bot was added to a chat or removed from it. */
export async function onInstallation(turn: Turn, deps: TurnDeps): Promise<undefined> {
  const { contact, activity, personal, actor } = turn;
  if (activity.action === 'remove') {
    if (personal) await leave(turn, deps);
    return;
  }
  await deps.store.contacts.save(contact);
  if (personal) {
    await deps.store.contacts.setReachable(contact.person, deps.clock.now());
    deps.wake();
  }
  if (activity.action === 'add')
    await answer(turn, welcome(personal ? actor.name : '', commandLines(deps), deps.sentences), deps);
}

/** Who removed the bot is not acted for any more: nothing of their sign-ins is kept. */
async function leave({ actor, contact }: Turn, deps: TurnDeps): Promise<void> {
  await deps.store.contacts.setUnreachable(contact.person, 'the bot was removed');
  await deps.signIn?.forget(ownerOf(actor));
}
