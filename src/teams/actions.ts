import type { z } from 'zod';
import { PatkeeperError } from '../core/errors.ts';
import type { Actor } from '../core/token.ts';
import {
  backToForm,
  openCreate,
  signInForForm,
  submitForm,
  submitFullAccess,
  submitScopes,
} from './features/create.ts';
import type { FeatureDeps } from './features/feature-deps.ts';
import { list } from './features/list.ts';
import { askRenew, renew } from './features/renew.ts';
import { askRevoke, revoke } from './features/revoke.ts';
import { askRevokeAll, revokeAll } from './features/revoke-all.ts';
import {
  backToRotate,
  extendOverlap,
  openRotate,
  submitRotate,
  submitRotateScopes,
} from './features/rotate.ts';
import { show } from './features/show.ts';
import { signIn } from './features/sign-in.ts';
import { signOut } from './features/sign-out.ts';
import { openTrack, recognize, submitTrack } from './features/track.ts';
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
  revokeAllInput,
  rotateBackInput,
  rotateFormInput,
  rotateScopesInput,
  signInInput,
  trackFormInput,
} from './inputs.ts';
import type { Card, DialogReply } from './reply.ts';

/** The verb of the button that closes a dialog; it needs nothing done. */
export const CLOSE = 'close';

/** What a button does with its data, in two steps: a button that waits for a sign-in keeps what was read. */
interface Action<R> {
  read(data: unknown): unknown;
  run(data: unknown, actor: Actor, deps: FeatureDeps): Promise<R>;
}

/** What the buttons on cards do; the answer takes the card's place. */
export const CARD_VERBS = {
  list: action(listOrSignInInput, list),
  show: action(aboutTokenInput, show),
  'renew.ask': action(aboutTokenInput, askRenew),
  renew: action(renewInput, renew),
  'revoke.ask': action(aboutTokenInput, askRevoke),
  revoke: action(aboutTokenInput, revoke),
  'rotate.finish': action(aboutTokenInput, revoke),
  'rotate.extend': action(extendInput, extendOverlap),
  'found.mine': action(aboutTokenInput, recognize),
  'revoke-all.ask': action(backInput, askRevokeAll),
  'revoke-all': action(revokeAllInput, revokeAll),
  'sign-in': action(signInInput, signIn),
  'sign-out': action(noInput, signOut),
} satisfies Record<string, Action<Card>>;

/** What opens and submits dialogs do; the answer is the dialog's next page. */
export const DIALOG_VERBS = {
  'create.open': action(openCreateInput, openCreate),
  'create.submit': action(createFormInput, submitForm),
  'create.scopes': action(chosenScopesInput, submitScopes),
  'create.full-access': action(laterPageInput, submitFullAccess),
  'create.back': action(laterPageInput, backToForm),
  'create.sign-in': action(createFormInput, signInForForm),
  'rotate.open': action(openRotateInput, openRotate),
  'rotate.submit': action(rotateFormInput, submitRotate),
  'rotate.scopes': action(rotateScopesInput, submitRotateScopes),
  'rotate.back': action(rotateBackInput, backToRotate),
  'track.open': action(openTrackInput, openTrack),
  'track.submit': action(trackFormInput, submitTrack),
  [CLOSE]: action(noInput, async () => 'close' as const),
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

/** A client that can't open dialogs sends their buttons like any other. */
function noDialogs(): PatkeeperError {
  return new PatkeeperError(
    'invalid-input',
    'This app can’t open a dialog from a card. Use “New token” behind the + of the message box, or a newer Teams.',
  );
}

function action<I, R>(
  schema: z.ZodType<I>,
  run: (input: I, actor: Actor, deps: FeatureDeps) => Promise<R>,
): Action<R> {
  return {
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
