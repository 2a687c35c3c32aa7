import type { Card, DialogReply } from '../cards/reply.ts';
import { whoamiCommand } from '../features/account.ts';
import type { ActionEntry } from '../features/action-entry.ts';
import { adminListActions } from '../features/admin-list.ts';
import { adminMembersActions } from '../features/admin-members.ts';
import { adminMessageActions } from '../features/admin-messages.ts';
import { adminCommand, adminOverviewActions } from '../features/admin-overview.ts';
import { adminRevokeActions } from '../features/admin-revoke.ts';
import { adminSignInActions } from '../features/admin-sign-in.ts';
import { adminDialogActions } from '../features/admin-whose.ts';
import { auditActions, auditCommand } from '../features/audit.ts';
import { checkMessageDialogActions } from '../features/check-message.ts';
import { clockCommand } from '../features/clock.ts';
import type { CommandEntry } from '../features/command-entry.ts';
import { createDialogActions, newCommand } from '../features/create.ts';
import { createLikeDialogActions } from '../features/create-like.ts';
import { cutOverActions } from '../features/cut-over.ts';
import { deadUseActions } from '../features/dead-use.ts';
import { helpCommand } from '../features/help.ts';
import { idleActions } from '../features/idle.ts';
import { languageActions, languageCommand } from '../features/language.ts';
import { listActions, listCommand } from '../features/list.ts';
import { messagesActions } from '../features/messages.ts';
import { newPlaceActions } from '../features/new-place.ts';
import { newSecretDialogActions } from '../features/new-secret.ts';
import { reminderActions, remindersCommand } from '../features/reminders.ts';
import { renewActions, renewCommand } from '../features/renew.ts';
import { replaceDialogActions } from '../features/replace.ts';
import { revokeActions, revokeCommand } from '../features/revoke.ts';
import { revokeAllActions, revokeAllCommand } from '../features/revoke-all.ts';
import { rotateActions, rotateCommand, rotateDialogActions } from '../features/rotate-entries.ts';
import { secondReaderActions, secondReaderDialogActions } from '../features/second-reader.ts';
import { showActions, showCommand } from '../features/show.ts';
import { signInActions, signInCommand } from '../features/sign-in.ts';
import { signOutActions, signOutCommand } from '../features/sign-out.ts';
import { trackActions, trackCommand, trackDialogActions } from '../features/track.ts';
import { trackAppActions } from '../features/track-app.ts';
import { whyActions, whyCommand } from '../features/why.ts';

/** Every command, in the order of the help card and of Teams' list. The entry of each lies beside what it runs. */
export const COMMANDS = [
  helpCommand,
  newCommand,
  listCommand,
  showCommand,
  renewCommand,
  rotateCommand,
  revokeCommand,
  revokeAllCommand,
  whyCommand,
  trackCommand,
  remindersCommand,
  signInCommand,
  signOutCommand,
  whoamiCommand,
  languageCommand,
  auditCommand,
  clockCommand,
  adminCommand,
] as const;

/** What the buttons on cards do; the answer takes the card's place. */
export const CARD_ACTIONS = {
  ...listActions,
  ...showActions,
  ...whyActions,
  ...messagesActions,
  ...renewActions,
  ...revokeActions,
  ...rotateActions,
  ...cutOverActions,
  ...trackActions,
  ...trackAppActions,
  ...reminderActions,
  ...secondReaderActions,
  ...deadUseActions,
  ...idleActions,
  ...newPlaceActions,
  ...revokeAllActions,
  ...signInActions,
  ...signOutActions,
  ...languageActions,
  ...auditActions,
  ...adminOverviewActions,
  ...adminListActions,
  ...adminMembersActions,
  ...adminMessageActions,
  ...adminRevokeActions,
  ...adminSignInActions,
} satisfies Record<string, ActionEntry<Card>>;

/** What opens and submits dialogs do; the answer is the dialog's next page. */
export const DIALOG_ACTIONS = {
  ...createDialogActions,
  ...createLikeDialogActions,
  ...rotateDialogActions,
  ...newSecretDialogActions,
  ...replaceDialogActions,
  ...trackDialogActions,
  ...secondReaderDialogActions,
  ...checkMessageDialogActions,
  ...adminDialogActions,
} satisfies Record<string, ActionEntry<DialogReply>>;

type Typed<E> = E extends CommandEntry<infer N, infer A> ? { readonly name: N } & Readonly<A> : never;

/** What a typed text asks for: the name of a command and its argument. */
export type Command = Typed<(typeof COMMANDS)[number]>;

/** The commands as those see them who treat all alike; each is run with the argument that it has read. */
export const ENTRIES: readonly CommandEntry<Command['name'], object>[] = COMMANDS;

/** The entry of a command. Throws `RangeError` for a name that no command has. */
export function entryOf({ name }: Pick<Command, 'name'>): CommandEntry<Command['name'], object> {
  const entry = ENTRIES.find((one) => one.name === name);
  if (entry === undefined) throw new RangeError('There is no such command.');
  return entry;
}
