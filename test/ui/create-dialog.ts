import assert from 'node:assert/strict';
import type { ChatPage } from './chat-page.ts';
import type { CardView } from './view-card.ts';

/** What a built-in secret looks like. */
export const SECRET = /^pkt_[0-9A-Za-z]{61}$/;

export const FORM_TITLE = 'New personal access token';

/** Types `/pat new` and opens the dialog. */
export async function openCreateDialog(chat: ChatPage, name: string): Promise<CardView> {
  const offer = await chat.say(`/pat new ${name}`);
  await offer.press('Create a token');
  return chat.dialogTitled(FORM_TITLE);
}

/** Waits for the dialog's last page and reads the secret on it, which must look like this. */
export async function readSecret(chat: ChatPage, looks = SECRET): Promise<string> {
  const page = await chat.dialogTitled('Your new token');
  await page.sees('You won’t see it again');
  const secret = await page.field('secret').inputValue();
  assert.match(secret, looks);
  return secret;
}

/** Copies all of the secret's field by keyboard; gives what is on the clipboard then. */
export async function copySecret({ dialog, page }: ChatPage): Promise<string> {
  await page.context().grantPermissions(['clipboard-read']);
  const field = dialog.field('secret');
  await field.press('ControlOrMeta+A');
  await field.press('ControlOrMeta+C');
  return String(await page.evaluate('navigator.clipboard.readText()'));
}

/** Leaves the dialog's last page by its button. */
export async function confirmCopied(chat: ChatPage): Promise<void> {
  await chat.dialog.press('Done, I’ve copied it');
  await chat.dialogClosed();
}

/** Creates a token by typing and clicking; gives the notice of it. */
export async function createToken(
  chat: ChatPage,
  name: string,
  { lifespan = '90 days' }: { lifespan?: string } = {},
): Promise<CardView> {
  const form = await openCreateDialog(chat, name);
  await form.fill('lifespan', lifespan);
  await form.press('Create');
  await readSecret(chat);
  await confirmCopied(chat);
  return chat.message(new RegExp(`New token\\s*${name}`));
}
