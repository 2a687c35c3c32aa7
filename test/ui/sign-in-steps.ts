import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { ChatPage, PersonName } from './chat-page.ts';

/** The button of a sign-in card, in a message or a window of the chat. */
export function signInButton(place: Locator): Locator {
  return place.getByRole('button', { name: 'Sign in', exact: true });
}

/** Types a command that is answered with a sign-in card; gives the card's button. */
export async function askToSignIn(chat: ChatPage, command: string): Promise<Locator> {
  const { card } = await chat.say(command);
  const button = signInButton(card);
  await button.waitFor();
  return button;
}

/** Presses a sign-in button; gives Entra's page in the window that opens. */
export async function openWindow({ page }: ChatPage, button: Locator): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()]);
  await popup.getByRole('button', { name: 'Cancel' }).waitFor();
  return popup;
}

/** Presses a sign-in button and signs in, in the window that opens, which closes by itself then. */
export async function signInBy(chat: ChatPage, button: Locator, who: PersonName = 'Ada Park'): Promise<void> {
  const popup = await openWindow(chat, button);
  await Promise.all([popup.waitForEvent('close'), chooseAccount(popup, who)]);
}

/** Chooses an account on Entra's page. */
export async function chooseAccount(popup: Page, who: PersonName): Promise<void> {
  await popup.getByRole('button', { name: `Sign in as ${who}` }).click();
}

/**
 * Waits until the bot has told of its first look at the person's tokens, which comes after every sign-in that follows a
 * sign-out: told later, it could be taken for the answer to something else.
 */
export async function untilStockTaken({ page }: ChatPage, times: number): Promise<void> {
  const told = page.locator('.message', { hasText: /You have \d+ tokens? in/ });
  await told.nth(times - 1).waitFor();
}

/** Signs in on the page that a dialog's link leads to; gives the code that it shows at its end. */
export async function fetchCode({ page, dialog }: ChatPage, who: PersonName = 'Ada Park'): Promise<string> {
  const link = dialog.card.getByRole('link', { name: 'Sign in', exact: true });
  const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  await chooseAccount(tab, who);
  const code = (await tab.locator('.code strong').textContent()) ?? '';
  assert.match(code, /^\w{4}-\w{4}$/);
  assert.equal(await tab.evaluate('window.opener'), null);
  await tab.close();
  return code;
}
