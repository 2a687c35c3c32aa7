import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { Json } from '../cards/invoke-value.ts';
import type { Card, DialogReply } from '../cards/reply.ts';
import { type ActionEntry, view } from '../features/action-entry.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { noInput, typedText } from '../features/input-fields.ts';
import { CARD_ACTIONS, DIALOG_ACTIONS } from './feature-table.ts';
import { openSuggestion } from './open-suggestion.ts';

/** The verb of the button that closes a dialog; it needs nothing done. */
export const CLOSE = 'close';

/** What the buttons on cards do by their verbs: those of the features, and the guess at a command. */
export const CARD_VERBS = {
  ...CARD_ACTIONS,
  suggestion: view(z.object({ command: typedText }), openSuggestion),
} satisfies Record<string, ActionEntry<Card>>;

/** What opens and submits dialogs do by their verbs: those of the features, and closing. */
export const DIALOG_VERBS = {
  ...DIALOG_ACTIONS,
  [CLOSE]: view(noInput, async () => 'close' as const),
} satisfies Record<string, ActionEntry<DialogReply>>;

/** Runs the card action that a button's verb names. */
export function runCardAction(verb: unknown, data: unknown, actor: Actor, deps: FeatureDeps): Promise<Card> {
  // Of a dialog of administration nobody is told that it is there.
  const isTold = typeof verb === 'string' && !verb.startsWith('admin.');
  if (isTold && Object.hasOwn(DIALOG_VERBS, verb)) throw noDialogs();
  return lookUp<ActionEntry<Card>>(CARD_VERBS, verb).run(data, actor, deps);
}

/** Runs the dialog action that a button's verb names. */
export function runDialogAction(
  verb: unknown,
  data: unknown,
  actor: Actor,
  deps: FeatureDeps,
): Promise<DialogReply> {
  return lookUp<ActionEntry<DialogReply>>(DIALOG_VERBS, verb).run(data, actor, deps);
}

/** The data of a card's button as its action understands it, without anything else that came along. */
export function interruptedInput(verb: unknown, data: unknown): unknown {
  return lookUp<ActionEntry<Card>>(CARD_VERBS, verb).read(data);
}

/** What a page whose work failed offers to send again: the same, without a secret that was typed. */
export function dataToTryAgain(asked: Json): Json {
  const { verb } = asked;
  const table: Readonly<Record<string, ActionEntry<DialogReply>>> = DIALOG_VERBS;
  const again = typeof verb === 'string' && Object.hasOwn(table, verb) ? table[verb]?.again : undefined;
  return again === undefined ? asked : { verb: again };
}

const CHANGING_VERBS: ReadonlySet<unknown> = new Set(
  Object.entries<ActionEntry<unknown>>({ ...CARD_VERBS, ...DIALOG_VERBS }).flatMap(([verb, { changes }]) =>
    changes ? [verb] : [],
  ),
);

/** Whether the action that a button's verb names changes something; false for a verb that is not known. */
export function changesSomething(verb: unknown): boolean {
  return CHANGING_VERBS.has(verb);
}

/** A client that can't open dialogs sends their buttons like any other. */
function noDialogs(): PatkeeperError {
  return new PatkeeperError('invalid-input.no-dialogs');
}

function lookUp<A>(table: Readonly<Record<string, A>>, verb: unknown): A {
  const found = typeof verb === 'string' && Object.hasOwn(table, verb) ? table[verb] : undefined;
  if (found === undefined) throw new PatkeeperError('invalid-input.button-unknown');
  return found;
}
