import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type ChatPage, openChat } from './chat-page.ts';
import { type ChildService, startChildService } from './child-service.ts';
import { confirmCopied, createToken, FORM_TITLE, openCreateDialog, readSecret } from './create-dialog.ts';
import { DESKTOP_WAY } from './ways.ts';

/** Counts what people do from now on: clicks of theirs, and keys without those that are held down beside others. */
const COUNT = `
  window.effort = { clicks: 0, keys: 0 };
  addEventListener('click', (event) => { if (event.isTrusted && event.detail > 0) window.effort.clicks += 1; }, true);
  addEventListener('keydown', ({ key, isTrusted }) => {
    if (isTrusted && !['Shift', 'Control', 'Meta', 'Alt'].includes(key)) window.effort.keys += 1;
  }, true);
`;

describe('the effort of a person', () => {
  let browser: Browser;
  let service: ChildService;
  let chat: ChatPage;
  before(async () => {
    service = await startChildService();
    browser = await launchBrowser();
    chat = await openChat(browser, service.address, 'Ada Park', DESKTOP_WAY);
    await chat.page.evaluate(COUNT);
  });
  after(async () => {
    await browser?.close();
    await service?.close();
  });

  async function spent(work: () => Promise<void>): Promise<{ clicks: number; keys: number }> {
    await chat.page.evaluate('window.effort.clicks = window.effort.keys = 0');
    await work();
    return (await chat.page.evaluate('window.effort')) as { clicks: number; keys: number };
  }

  /** The number of clicks on cards; that on the button that sends a message is none of theirs. */
  async function clicksOf(messages: number, work: () => Promise<void>): Promise<number> {
    return (await spent(work)).clicks - messages;
  }

  it('is three clicks to create a token', async () => {
    const clicks = await clicksOf(1, async () => {
      await (await openCreateDialog(chat, 'three clicks')).press('Create');
      await readSecret(chat);
      await confirmCopied(chat);
    });
    assert.equal(clicks, 3);
  });

  it('is two clicks to renew a token from its card', async () => {
    await createToken(chat, 'to renew');
    const clicks = await clicksOf(1, async () => {
      const card = await chat.say('/pat show to renew');
      await card.press('Renew');
      await card.sees('Renew to renew?');
      await card.press('Renew');
      await card.sees(/^Renewed/);
    });
    assert.equal(clicks, 2);
  });

  it('is two clicks to revoke a token from its card', async () => {
    await createToken(chat, 'to revoke');
    const clicks = await clicksOf(1, async () => {
      const card = await chat.say('/pat show to revoke');
      await card.press('Revoke');
      await card.press('Revoke it');
      await card.sees('Programs that still use it are refused from now on.');
    });
    assert.equal(clicks, 2);
  });

  for (const command of ['show', 'rotate'])
    it(`is three clicks to rotate a token after /pat ${command}`, async () => {
      await createToken(chat, `to rotate after ${command}`);
      const clicks = await clicksOf(1, async () => {
        await (await chat.say(`/pat ${command} to rotate after ${command}`)).press('Rotate');
        await (await chat.dialogTitled('New secret for a token')).press('Rotate');
        await readSecret(chat);
        await confirmCopied(chat);
      });
      assert.equal(clicks, 3);
    });

  it('is at most 20 keys beside the name to create a token by keyboard alone', async () => {
    const { page, dialog, messageBox } = chat;
    const name = 'by keyboard';
    await messageBox.focus();
    const before = await page.locator('.message:not(.mine)').count();
    const { clicks, keys } = await spent(async () => {
      await page.keyboard.type(`new ${name}`);
      await page.keyboard.press('Enter');
      await page.locator('.message:not(.mine)').nth(before).locator('.card').waitFor();
      // Back from the message box: the last button of the last card is the nearest.
      await untilFocused('Create a token', 'Shift+Tab');
      await page.keyboard.press('Enter');
      await chat.dialogTitled(FORM_TITLE);
      assert.equal(await dialog.field('name').inputValue(), name);
      await untilFocused('Create', 'Tab');
      await page.keyboard.press('Enter');
      const secret = await readSecret(chat);
      await page.context().grantPermissions(['clipboard-read']);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.press('ControlOrMeta+C');
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), secret);
      await page.keyboard.press('Escape');
      await chat.dialogClosed();
    });
    assert.equal(clicks, 0);
    assert.ok(keys - name.length <= 20, `${keys - name.length} keys`);
  });

  it('is at most twelve stops by keyboard on the page of scopes', async () => {
    const { page } = chat;
    const form = await openCreateDialog(chat, 'stops');
    await form.tick('Let me choose the scopes');
    await form.press('Create');
    await chat.dialogTitled('Choose the scopes');
    await page.locator('#dialog-close').focus();
    let stops = 0;
    do {
      await page.keyboard.press('Tab');
      stops += 1;
      assert.ok(stops <= 12, 'more than twelve stops');
    } while ((await page.evaluate('document.activeElement?.textContent?.trim()')) !== 'Back');
    await page.keyboard.press('Escape');
  });

  async function untilFocused(button: string, key: string): Promise<void> {
    for (let presses = 0; presses < 12; presses += 1) {
      if ((await chat.page.evaluate('document.activeElement?.textContent?.trim()')) === button) return;
      await chat.page.keyboard.press(key);
    }
    assert.fail(`${button} is not within 12 stops`);
  }
});
