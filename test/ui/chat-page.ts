import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, type WatchedPage } from './browser.ts';
import { type CardView, viewCard } from './view-card.ts';
import type { Way } from './ways.ts';

/** The last one is there where administration is on. */
export type PersonName = 'Ada Park' | 'Ben Ito' | 'Cleo Ruiz';
export type ChatName = 'Patkeeper' | 'Release crew';

/** The local chat's page, in the words of a person who uses it. */
export interface ChatPage extends Pick<WatchedPage, 'faults' | 'forgive' | 'close'> {
  readonly page: Page;
  /** The card in the dialog that is open. */
  readonly dialog: CardView;
  readonly messageBox: Locator;
  /** The line that says what stands in the way. */
  readonly banner: Locator;
  /** Chooses who to be, and which chat to read. */
  become(person: PersonName, chat?: ChatName): Promise<void>;
  goTo(chat: ChatName): Promise<void>;
  /** Sends a message, and gives the card that the bot answers with. */
  say(text: string): Promise<CardView>;
  /** The latest message with this text, once it is there. */
  message(text: string | RegExp): Promise<CardView>;
  /** All cards in the chat that is open. */
  cards(): Locator;
  /** What stands below a card: the answer of a button that left the card alone. */
  noteBelow(card: CardView): Locator;
  dialogTitled(title: string): Promise<CardView>;
  dialogClosed(): Promise<void>;
  /** Runs one of the commands behind the + of the message box. */
  plus(command: 'New token' | 'My tokens'): Promise<void>;
  /** Presses a button of the tools in the head of the page. */
  tool(name: 'Clock' | 'Inspector'): Promise<void>;
  useOldClient(): Promise<void>;
  /** Sets the time zone and the language of the person's Teams. */
  setTeams(zone: string, locale: string): Promise<void>;
  /** Adds the bot to the chat, or removes it. */
  chatMenu(entry: RegExp): Promise<void>;
  /** Takes a screenshot, and holds that nothing is too wide, nor the page too high. */
  look(name: string): Promise<void>;
}

/**
 * The parts of the page that are wider inside than outside, rows of buttons among them; the page itself must not be higher than
 * its window either.
 */
const OVERFLOWS = `[
  ...['html', '#messages', '#search', '#dialog', '#dialog-body'].map((part) => [part, document.querySelector(part)]),
  ...[...document.querySelectorAll('.ac-actionSet')].map((row) => [row.textContent, row.parentElement]),
].filter(([name, { scrollWidth, clientWidth, scrollHeight, clientHeight }]) =>
  scrollWidth > clientWidth || (name === 'html' && scrollHeight > clientHeight)
).map(([name]) => name)`;

/** Opens the local chat as someone, in that person's own chat with the bot. */
export async function openChat(
  browser: Browser,
  url: string,
  person: PersonName,
  way: Way,
): Promise<ChatPage> {
  const opened = await openPage(browser, url, way.screen);
  const { page } = opened;
  const messageBox = page.getByRole('combobox', { name: 'Message' });
  const dialog = page.locator('#dialog');

  /** On a phone the tools are folded away. */
  async function foldTools(): Promise<void> {
    if (way.phone) await page.getByRole('button', { name: 'Tools', exact: true }).click();
  }

  async function showChats(): Promise<void> {
    if (await page.locator('#chats').isVisible()) return;
    await page.getByRole('button', { name: 'Chats', exact: true }).click();
  }

  async function cardOf(message: Locator): Promise<CardView> {
    await message.waitFor();
    // By its id, because the message stays the same when its card is replaced.
    const id = await message.getAttribute('data-message');
    return viewCard(page.locator(`[data-message="${id}"] .card`));
  }

  async function goTo(chat: ChatName): Promise<void> {
    await showChats();
    await page.locator('.chat-row', { has: page.locator(`.name:text-is("${chat}")`) }).click();
    await page.getByRole('heading', { name: chat, level: 2 }).waitFor();
  }

  const chat: ChatPage = {
    page,
    faults: opened.faults,
    forgive: opened.forgive,
    close: opened.close,
    messageBox,
    banner: page.locator('#banner'),
    dialog: viewCard(dialog.locator('.card')),
    goTo,
    async become(name, place = 'Patkeeper') {
      await showChats();
      // The radio button itself is drawn invisible; people press its label.
      await page.locator('.person', { hasText: name }).click();
      await goTo(place);
      if (place === 'Patkeeper') await page.getByText(`Personal chat of ${name}`).waitFor();
    },
    async say(text) {
      const mine = page.locator('.message.mine');
      const before = await mine.count();
      await messageBox.fill(text);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      const answers = 'xpath=following-sibling::li[@data-message and not(contains(@class, "mine"))]';
      return cardOf(mine.nth(before).locator(answers).first());
    },
    message: (text) => cardOf(page.locator('.message', { hasText: text }).last()),
    cards: () => page.locator('.message .card'),
    noteBelow: ({ card }) => page.locator('.message', { has: card }).locator('.note'),
    async dialogTitled(title) {
      await dialog.getByRole('heading', { name: title, exact: true }).first().waitFor();
      await chat.dialog.card.waitFor();
      return chat.dialog;
    },
    dialogClosed: () => dialog.waitFor({ state: 'hidden' }),
    async plus(command) {
      await page.getByRole('button', { name: 'App commands' }).click();
      await page.locator('#plus-menu').getByRole('button', { name: command }).click();
    },
    async tool(name) {
      await foldTools();
      await page.locator('#tools').getByRole('button', { name }).click();
      if (name === 'Inspector') await foldTools();
    },
    async useOldClient() {
      await foldTools();
      await page.getByLabel('Old client').check();
      await foldTools();
    },
    async setTeams(zone, locale) {
      await chat.tool('Clock');
      await page.getByRole('combobox', { name: 'Time zone' }).selectOption(zone);
      await page.getByRole('combobox', { name: 'Language' }).selectOption(locale);
      await page.keyboard.press('Escape');
    },
    async chatMenu(entry) {
      await page.getByRole('button', { name: 'Chat menu' }).click();
      await page.locator('#chat-menu').getByRole('button', { name: entry }).click();
    },
    async look(name) {
      await opened.screenshot(`${way.name}-${name}`);
      assert.deepEqual(await page.evaluate(OVERFLOWS), [], `something does not fit: ${name}`);
    },
  };

  await page.locator('.message').first().waitFor();
  if (person !== 'Ada Park') await chat.become(person);
  if (way.oldClient) await chat.useOldClient();
  await page.locator('.message .card').first().waitFor();
  return chat;
}
