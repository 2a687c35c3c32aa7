import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { DESKTOP, launchBrowser, openPage } from './browser.ts';
import { type ChildService, startChildService } from './child-service.ts';

/** What the console says of a service that is not there, or that wants another key. */
const SHUT_OUT = /net::ERR_|401 \(Unauthorized\)/;

describe('the key of the local chat, in a browser', () => {
  let service: ChildService;
  let browser: Browser;
  before(async () => {
    service = await startChildService({ LOCAL_KEY: '' });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.close();
  });

  const welcome = (page: Page) => page.locator('.message .card').first().waitFor();
  const keyOf = (address: string) => new URL(address).searchParams.get('key') ?? '';

  it('is gone from the address, from what other pages are told and from what scripts see', async () => {
    const { page, faults, close } = await openPage(browser, service.address, DESKTOP);
    await welcome(page);
    assert.match(page.url(), /^http:\/\/127\.0\.0\.1:\d+\/#ada\/ada$/);
    const seen = await page.evaluate(
      '[document.cookie, document.referrer, location.href, history.length].join()',
    );
    assert.ok(!String(seen).includes(keyOf(service.address)));
    await page.reload();
    await welcome(page);
    assert.deepEqual(faults, []);
    await close();
  });

  it('is asked for where a browser does not have it', async () => {
    const { page, close } = await openPage(browser, service.url, DESKTOP);
    await page.getByRole('heading', { name: 'Open the address in the terminal' }).waitFor();
    await close();
  });

  it('is a new one after a restart: the old page says so, and works again once the new address was opened', async () => {
    const old = await openPage(browser, service.address, DESKTOP);
    await welcome(old.page);
    const before = keyOf(service.address);
    await service.restart();
    assert.notEqual(keyOf(service.address), before);
    const banner = old.page.locator('#banner');
    await banner.filter({ hasText: 'Open the address in the terminal' }).waitFor();
    await old.screenshot('started-again');
    const fresh = await old.page.context().newPage();
    await fresh.goto(service.address);
    await welcome(fresh);
    await old.page.evaluate("window.dispatchEvent(new Event('focus'))");
    await banner.waitFor({ state: 'hidden' });
    await old.page.getByRole('combobox', { name: 'Message' }).fill('/pat help');
    await old.page.getByRole('combobox', { name: 'Message' }).press('Enter');
    await fresh.getByText('What can I do for you?').first().waitFor();
    old.forgive(SHUT_OUT);
    assert.deepEqual(old.faults, []);
    await old.close();
  });
});
