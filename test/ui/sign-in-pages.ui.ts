import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { PatkeeperError } from '../../src/core/errors.ts';
import { createAuthPages } from '../../src/http/sign-in-pages/routes.ts';
import { openServers } from '../http/opened-servers.ts';
import { launchBrowser, openPage } from './browser.ts';
import { findBarriers } from './find-barriers.ts';

/** What each page is called, in the languages that we speak. */
const TITLES = {
  en: { code: 'Almost signed in', failure: 'You aren’t signed in' },
  de: { code: 'Fast angemeldet', failure: 'Du bist nicht angemeldet' },
} as const;

describe('the sign-in pages, in a browser', () => {
  const servers = openServers();
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  /** Starts the pages as the bot has them; a sign-in ends with a code, or fails. */
  async function start(): Promise<string> {
    const pages = createAuthPages({
      signIn: {
        begin: async () => {
          throw new PatkeeperError('not-found.sign-in');
        },
        finish: async () => 'WXYZ-2345',
      },
      messageOrigins: () => [],
      log: servers.log,
    });
    return (await servers.start({ pages })).url;
  }

  for (const [language, titles] of Object.entries(TITLES))
    for (const colorScheme of ['light', 'dark'] as const)
      it(`speak the language of the browser without a barrier, also on a small phone: ${language}, ${colorScheme}`, async () => {
        const url = await start();
        const small = { viewport: { width: 320, height: 568 }, colorScheme, locale: `${language}-CH` };
        for (const [path, title] of [
          ['/auth/callback?code=c&state=s', titles.code],
          ['/auth/start?state=s', titles.failure],
        ] as const) {
          const { page, screenshot, close } = await openPage(browser, url + path, small);
          await page.getByRole('heading', { name: title, level: 1 }).waitFor();
          assert.equal(await page.evaluate('document.documentElement.lang'), language);
          assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
          await screenshot(`sign-in-${language}-${colorScheme}-${title.replaceAll(' ', '-')}`);
          // The page forbids scripts from elsewhere, axe among them, so it is looked at as a copy.
          const html = await page.content();
          const style = await (await fetch(`${url}/auth/page.css`)).text();
          const copy = await page.context().newPage();
          await copy.setContent(html.replace(/<(?:link|script)[^>]*>(?:<\/script>)?/g, ''));
          await copy.addStyleTag({ content: style });
          assert.deepEqual(await findBarriers(copy), []);
          await close();
        }
      });
});
