import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { DESKTOP, launchBrowser, openPage } from './browser.ts';
import { type ChildService, startChildService } from './child-service.ts';
import { findBarriers } from './find-barriers.ts';
import { type CardCanvas, openCardCanvas } from './gallery/card-canvas.ts';
import { galleryLanguages } from './gallery/sample-contents.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;

describe('every card, drawn as the local chat does', () => {
  let browser: Browser;
  let canvas: CardCanvas;
  before(async () => {
    browser = await launchBrowser();
    canvas = await openCardCanvas(browser);
  });
  after(() => browser?.close());

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

  it('fits 320 pixels', async () => {
    const small = { viewport: { width: 320, height: 640 } };
    const { page, close, screenshot } = await openPage(browser, service.address, small);
    await page.locator('.message .card').first().waitFor();
    await screenshot('chat-320');
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await close();
  });
});
