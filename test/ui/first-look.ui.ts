import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { DESKTOP, launchBrowser, openPage, PHONE } from './browser.ts';
import { type ChildService, startChildService } from './child-service.ts';

describe('the first look at the local chat', () => {
  let service: ChildService;
  let browser: Browser;
  before(async () => {
    service = await startChildService();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.close();
  });

  for (const [device, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`shows a welcome on a ${device} in ${colorScheme} colours, without a fault in the console`, async () => {
        const opened = await openPage(browser, service.address, { ...size, colorScheme });
        const { page, faults } = opened;
        await page.locator('.message .card').first().waitFor();
        await opened.screenshot(`first-look-${device}-${colorScheme}`);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.equal(overflow, 0);
        assert.deepEqual(faults, []);
        await opened.close();
      });
    }
  }

  it('suggests commands, takes one by keyboard and gets an answer', async () => {
    const { page, faults, close } = await openPage(browser, service.address);
    const box = page.getByRole('combobox', { name: 'Message' });
    await page.locator('.message .card').first().waitFor();
    await box.pressSequentially('/he');
    await page.getByRole('option', { name: /help/ }).waitFor();
    await box.press('Tab');
    assert.equal(await box.inputValue(), '/help');
    const before = await page.locator('.message:not(.mine)').count();
    await box.press('Enter');
    await page.locator('.message:not(.mine)').nth(before).waitFor();
    assert.deepEqual(faults, []);
    await close();
  });
});
