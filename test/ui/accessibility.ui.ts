import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { sentencesOf } from '../../src/sentences/sentences.ts';
import { DESKTOP, launchBrowser, openPage } from './browser.ts';
import { openChat } from './chat-page.ts';
import { type ChildService, startChildService } from './child-service.ts';
import { confirmCopied, FORM_TITLE, openCreateDialog } from './create-dialog.ts';
import { findBarriers } from './find-barriers.ts';
import { type CardCanvas, openCardCanvas } from './gallery/card-canvas.ts';
import { contentsIn, galleryLanguages } from './gallery/sample-contents.ts';
import { DESKTOP_WAY } from './ways.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
/** A card of the page, and what its buttons are called. */
type Named = readonly [card: string, names: readonly string[]];

describe('every card, drawn as the local chat does', () => {
  let browser: Browser;
  let canvas: CardCanvas;
  before(async () => {
    browser = await launchBrowser();
    canvas = await openCardCanvas(browser);
  });
  after(() => browser?.close());

  it('gives no two buttons of a card one name', async () => {
    const look = { theme: 'light', width: 390, oldClient: false, rtl: false, lang: 'en' } as const;
    // The page of scopes has its button at the top and at the end.
    const cards = contentsIn(sentencesOf('en')).filter(({ name }) => name !== 'choose-scopes');
    await canvas.draw(cards, look);
    const named = (await canvas.page.evaluate(`[...document.querySelectorAll('section')].map(({ id }) =>
      [id, [...document.querySelectorAll('#' + id + ' button')].map((one) => one.ariaLabel)])`)) as Named[];
    const twice = named.flatMap(([card, names]) =>
      names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${card}: ${name}`),
    );
    assert.deepEqual(twice, []);
  });

  for (const { name, lang, rtl, contents } of galleryLanguages()) {
    // The data of the samples are English, so in other languages a button’s name differs from its tooltip here, as it never does in
    // a chat.
    for (const theme of name === 'en' || name === 'mirrored' ? THEMES : []) {
      it(`has no barrier in ${name}, ${theme}`, async () => {
        for (const oldClient of [false, true]) {
          await canvas.draw(contents(), { theme, width: 320, oldClient, rtl, lang });
          assert.deepEqual(await findBarriers(canvas.page), [], oldClient ? 'in an old client' : '');
        }
        assert.deepEqual(canvas.faults, []);
      });
    }

    it(`fits 320 pixels in ${name}`, async () => {
      await canvas.draw(contents(), { theme: 'light', width: 320, oldClient: false, rtl, lang });
      const wide = await canvas.page.evaluate(
        `[...document.querySelectorAll('section')].filter((one) => one.scrollWidth > one.clientWidth).map(({ id }) => id)`,
      );
      assert.deepEqual(wide, []);
    });
  }

  it('leaves lines of code in their order where words run from right to left, and choices apart from their boxes', async () => {
    const mirrored = galleryLanguages().find(({ name }) => name === 'mirrored');
    const look = { theme: 'light', width: 390, oldClient: false, rtl: true, lang: 'ar' } as const;
    await canvas.draw(mirrored?.contents() ?? [], look);
    const code = await canvas.page.evaluate(`[...document.querySelectorAll('#card-secret span')]
      .filter(({ style }) => style.fontFamily.includes('mono'))
      .map(({ parentElement }) => getComputedStyle(parentElement).direction)`);
    assert.deepEqual(code, Array(6).fill('ltr'));
    const gaps =
      (await canvas.page.evaluate(`[...document.querySelectorAll('input:is([type="radio"], [type="checkbox"])')]
      .filter((box) => box.offsetParent !== null)
      .map((box) => box.getBoundingClientRect().left - box.parentElement.querySelector('label').getBoundingClientRect().right)`)) as number[];
    assert.deepEqual([...new Set(gaps)], [12]);
  });
});

describe('the local chat’s page', () => {
  let browser: Browser;
  let service: ChildService;
  before(async () => {
    service = await startChildService();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.close();
  });

  for (const theme of THEMES) {
    it(`has no barrier in its ${theme} theme, with its panels open`, async () => {
      const { page, faults, close } = await openPage(browser, service.address, DESKTOP);
      await page.locator('.message .card').first().waitFor();
      await page.locator('#theme').selectOption(theme);
      assert.deepEqual(await findBarriers(page), [], 'the chat');
      for (const [button, panel] of [
        ['#clock-button', '#clock-panel'],
        ['#inspector-button', '#inspector'],
        ['#menu-button', '#chat-menu'],
        ['#plus', '#plus-menu'],
      ] as const) {
        await page.locator(button).click();
        await page.locator(panel).waitFor();
        assert.deepEqual(await findBarriers(page), [], panel);
        await page.keyboard.press('Escape');
      }
      assert.deepEqual(faults, []);
      await close();
    });
  }

  for (const [client, oldClient] of [
    ['a client of today', false],
    ['an old client', true],
  ] as const) {
    it(`has no barrier in any dialog, in ${client}`, async () => {
      const way = { ...DESKTOP_WAY, oldClient };
      const chat = await openChat(browser, service.address, 'Ada Park', way);
      const look = async (title: string) => {
        await chat.dialogTitled(title);
        for (const theme of THEMES) {
          await chat.page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
          assert.deepEqual(await findBarriers(chat.page), [], `${title}, ${theme}`);
        }
      };
      const name = `looked at by ${client}`;
      const form = await openCreateDialog(chat, name);
      await look(FORM_TITLE);
      await form.tick('Full access');
      await form.press('Create');
      await look('Full access');
      await form.press('Back');
      await chat.dialogTitled(FORM_TITLE);
      await form.tick('Let me choose the scopes');
      await form.press('Create');
      await look('Choose the scopes');
      await form.tick(/Read and write code:/);
      await form.press('Show');
      await form.sees('Included already: Read code.');
      await look('Choose the scopes');
      await form.card.getByRole('button', { name: 'Create', exact: true }).first().click();
      await look('Your new token');
      await confirmCopied(chat);
      await (await chat.message(new RegExp(`New token\\s*${name}`))).press('I didn’t copy it: new secret');
      await look('New secret');
      await chat.page.keyboard.press('Escape');
      await (await chat.say(`/pat rotate ${name}`)).press('Rotate');
      await look('New secret for a token');
      await chat.page.keyboard.press('Escape');
      await (await chat.say(`/pat show ${name}`)).press('Second reader');
      await look('Second reader');
      await chat.page.keyboard.press('Escape');
      await (await chat.say('/pat track something')).press('Remember a token');
      await look('Remember a token');
      assert.deepEqual(chat.faults, []);
      await chat.close();
    });
  }

  it('fits 320 pixels', async () => {
    const small = { viewport: { width: 320, height: 640 } };
    const { page, close, screenshot } = await openPage(browser, service.address, small);
    await page.locator('.message .card').first().waitFor();
    await screenshot('chat-320');
    const overflow = 'document.documentElement.scrollWidth - innerWidth';
    assert.equal(await page.evaluate(overflow), 0);
    for (const [button, panel] of [
      ['#clock-button', '#clock-panel'],
      ['#plus', '#plus-menu'],
    ] as const) {
      if (!(await page.locator(button).isVisible())) await page.locator('#tools-button').click();
      await page.locator(button).click();
      const box = await page.locator(panel).boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 320, panel);
      assert.ok(box.y >= 0 && box.y + box.height <= 640, panel);
      await screenshot(`chat-320${panel.replace('#', '-')}`);
      await page.keyboard.press('Escape');
    }
    assert.equal(await page.evaluate(overflow), 0);
    await close();
  });
});
