import type { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { Card, DialogReply } from '../cards/reply.ts';
import {
  backToForm,
  openCreate,
  signInForForm,
  submitForm,
  submitFullAccess,
  submitScopes,
} from '../features/create.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { list } from '../features/list.ts';
import { askRenew, renew } from '../features/renew.ts';
import { makeNext, openReplace, submitReplace } from '../features/replace.ts';
import { askRevoke, revoke } from '../features/revoke.ts';
import { askRevokeAll, revokeAll } from '../features/revoke-all.ts';
import {
  backToRotate,
  extendOverlap,
  openRotate,
  submitRotate,
  submitRotateScopes,
} from '../features/rotate.ts';
import { show } from '../features/show.ts';
import { signIn } from '../features/sign-in.ts';
import { signOut } from '../features/sign-out.ts';
import { openSuggestion } from '../features/suggestion.ts';
import { openTrack, recognize, submitTrack } from '../features/track.ts';
import {
  aboutTokenInput,
  backInput,
  chosenScopesInput,
  createFormInput,
  extendInput,
  laterPageInput,
  listOrSignInInput,
  noInput,
  openCreateInput,
  openRotateInput,
  openTrackInput,
  readInput,
  renewInput,
  replaceFormInput,
  replaceNextInput,
  revokeAllInput,
  rotateBackInput,
  rotateFormInput,
  rotateScopesInput,
  signInInput,
  suggestionInput,
  trackFormInput,
} from './inputs.ts';

/** The verb of the button that closes a dialog; it needs nothing done. */
export const CLOSE = 'close';

/** What a button does with its data, in two steps: a button that waits for a sign-in keeps what was read. */
interface Action<R> {
  /** Whether doing it twice would do more than doing it once, or answer otherwise. */
  readonly changes: boolean;
  read(data: unknown): unknown;
  run(data: unknown, actor: Actor, deps: FeatureDeps): Promise<R>;
}

/** What the buttons on cards do; the answer takes the card's place. */
export const CARD_VERBS = {
  list: view(listOrSignInInput, list),
  show: view(aboutTokenInput, show),
  'renew.ask': view(aboutTokenInput, askRenew),
  renew: change(renewInput, renew),
  'revoke.ask': view(aboutTokenInput, askRevoke),
  revoke: change(aboutTokenInput, revoke),
  'rotate.finish': change(aboutTokenInput, revoke),
  'rotate.extend': change(extendInput, extendOverlap),
  'found.mine': change(aboutTokenInput, recognize),
  'revoke-all.ask': view(backInput, askRevokeAll),
  'revoke-all': change(revokeAllInput, revokeAll),
  suggestion: view(suggestionInput, openSuggestion),
  'sign-in': change(signInInput, signIn),
  'sign-out': change(noInput, signOut),
} satisfies Record<string, Action<Card>>;

/** What opens and submits dialogs do; the answer is the dialog's next page. */
export const DIALOG_VERBS = {
  'create.open': view(openCreateInput, openCreate),
  'create.submit': change(createFormInput, submitForm),
  'create.scopes': change(chosenScopesInput, submitScopes),
  'create.full-access': change(laterPageInput, submitFullAccess),
  'create.back': view(laterPageInput, backToForm),
  'create.sign-in': change(createFormInput, signInForForm),
  'rotate.open': view(openRotateInput, openRotate),
  'rotate.submit': change(rotateFormInput, submitRotate),
  'rotate.scopes': change(rotateScopesInput, submitRotateScopes),
  'rotate.back': view(rotateBackInput, backToRotate),
  'replace.open': view(openRotateInput, openReplace),
  'replace.submit': change(replaceFormInput, submitReplace),
  'replace.next': change(replaceNextInput, makeNext),
  'track.open': view(openTrackInput, openTrack),
  'track.submit': change(trackFormInput, submitTrack),
  [CLOSE]: view(noInput, async () => 'close' as const),
} satisfies Record<string, Action<DialogReply>>;

/** Runs the card action that a button's verb names. */
export function runCardAction(verb: unknown, data: unknown, actor: Actor, deps: FeatureDeps): Promise<Card> {
  if (typeof verb === 'string' && Object.hasOwn(DIALOG_VERBS, verb)) throw noDialogs();
  return lookUp<Action<Card>>(CARD_VERBS, verb).run(data, actor, deps);
}

/** Runs the dialog action that a button's verb names. */
export function runDialogAction(
  verb: unknown,
  data: unknown,
  actor: Actor,
  deps: FeatureDeps,
): Promise<DialogReply> {
  return lookUp<Action<DialogReply>>(DIALOG_VERBS, verb).run(data, actor, deps);
}

/** The data of a card's button as its action understands it, without anything else that came along. */
export function interruptedInput(verb: unknown, data: unknown): unknown {
  return lookUp<Action<Card>>(CARD_VERBS, verb).read(data);
}

/** Whether the action that a button's verb names changes something; false for a verb that is not known. */
export function changesSomething(verb: unknown): boolean {
  if (typeof verb !== 'string') return false;
  const table: Readonly<Record<string, Action<unknown>>> = { ...CARD_VERBS, ...DIALOG_VERBS };
  return Object.hasOwn(table, verb) && table[verb]?.changes === true;
}

/** A client that can't open dialogs sends their buttons like any other. */
function noDialogs(): PatkeeperError {
  return new PatkeeperError(
    'invalid-input',
    'This app can’t open a dialog from a card. Use “New token” behind the + of the message box, or a newer Teams.',
  );
}

type Run<I, R> = (input: I, actor: Actor, deps: FeatureDeps) => Promise<R>;

/** An action that only shows something. */
function view<I, R>(schema: z.ZodType<I>, run: Run<I, R>): Action<R> {
  return action(schema, run, false);
}

/** An action that changes something. */
function change<I, R>(schema: z.ZodType<I>, run: Run<I, R>): Action<R> {
  return action(schema, run, true);
}

function action<I, R>(schema: z.ZodType<I>, run: Run<I, R>, changes: boolean): Action<R> {
  return {
    changes,
    read: (data) => readInput(schema, data),
    run: async (data, actor, deps) => run(readInput(schema, data), actor, deps),
  };
}

function lookUp<A>(table: Readonly<Record<string, A>>, verb: unknown): A {
  const found = typeof verb === 'string' && Object.hasOwn(table, verb) ? table[verb] : undefined;
  if (found === undefined) {
    throw new PatkeeperError(
      'invalid-input',
      'This button is not known here. Type /pat help to see what you can do.',
    );
  }
  return found;
}
