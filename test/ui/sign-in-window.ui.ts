import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { CHATS } from '../../src/local/directory.ts';
import { textAt, valueAt } from '../../src/local/json.ts';
import { createLocalWorld, type LocalWorld } from '../local/local-world.ts';
import { DESKTOP, launchBrowser, openPage, PHONE, type WatchedPage } from './browser.ts';
import { builtPage } from './built-page.ts';
import { type SignInSite, startSignInSite } from './sign-in-site.ts';

const OAUTH_CARD = 'application/vnd.microsoft.card.oauth';
const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';
const DONE = { status: 200 };

describe('the local chat’s sign-in', () => {
  let browser: Browser;
  let world: LocalWorld;
  let site: SignInSite;
  let opened: WatchedPage;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    world = await createLocalWorld({ page: builtPage() });
    site = await startSignInSite(world.url);
    opened = await openPage(browser, world.url, DESKTOP);
    page = opened.page;
    await page.getByText('Personal chat of Ada Park').waitFor();
  });
  afterEach(async () => {
    assert.deepEqual(opened.faults, []);
    await opened.close();
    await site.close();
    await world.close();
  });

  async function post(attachment: { contentType: string; content: unknown }, chat = 0): Promise<void> {
    const id = encodeURIComponent(CHATS[chat]?.conversationId ?? '');
    await world.connector('POST', `/${id}/activities`, { type: 'message', attachments: [attachment] });
  }

  /** The bot asks to sign in; gives the card. */
  async function askToSignIn(value = site.startUrl): Promise<Locator> {
    const before = await page.locator('.sign-in').count();
    const tokenExchangeResource = { id: '1', uri: 'api://bot' };
    const buttons = [{ type: 'signin', title: 'Sign in', value }];
    const text = 'Sign in first. I’ll then continue with your request.';
    await post({
      contentType: OAUTH_CARD,
      content: { text, connectionName: '', tokenExchangeResource, buttons },
    });
    await page.locator('.sign-in').nth(before).waitFor();
    const id = await page.locator('.message:has(.sign-in)').last().getAttribute('data-message');
    return page.locator(`[data-message="${id}"]`);
  }

  /** Presses something that opens a window; gives its page. */
  async function windowOf(button: Locator): Promise<Page> {
    const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()]);
    await popup.waitForLoadState();
    return popup;
  }

  const signInButton = (card: Locator): Locator => card.getByRole('button', { name: 'Sign in' });
  const states = (): unknown[] =>
    world.got('invoke').map(({ name, value }) => [name, valueAt(value, 'state')]);
  /** Finishes in the window; it is closed then. */
  async function press(popup: Page, id: 'finish' | 'fail'): Promise<void> {
    await Promise.all([popup.waitForEvent('close'), popup.locator(`#${id}`).click()]);
  }

  it('opens the page in a window of its own and brings the bot the code of it', async () => {
    const card = await askToSignIn();
    await opened.screenshot('sign-in-card');
    const popup = await windowOf(signInButton(card));
    assert.equal(popup.url(), site.startUrl);
    await card.getByText('Finish signing in in the window that opened.').waitFor();
    await press(popup, 'finish');
    await card.locator('.note:empty').waitFor({ state: 'attached' });
    assert.deepEqual(states(), [['signin/verifyState', 'BCDF-2345']]);
    const [invoke] = world.got('invoke');
    assert.equal(textAt(invoke, 'conversation', 'id'), CHATS[0]?.conversationId);
  });

  it('brings the code in the name of who pressed, whatever they look at by then', async () => {
    const card = await askToSignIn();
    const popup = await windowOf(signInButton(card));
    await page.locator('.person', { hasText: 'Ben Ito' }).click();
    await page.getByText('Personal chat of Ben Ito').waitFor();
    const heard = new Promise<void>((resolve) => {
      world.onActivity = ({ type }) => {
        if (type === 'invoke') resolve();
        return DONE;
      };
    });
    await press(popup, 'finish');
    await heard;
    const [invoke] = world.got('invoke');
    assert.equal(textAt(invoke, 'from', 'name'), 'Ada Park');
    assert.equal(textAt(invoke, 'conversation', 'id'), CHATS[0]?.conversationId);
  });

  it('shows that the sign-in is under way, and what went wrong with it', async () => {
    const card = await askToSignIn();
    let answer = (_status: number): void => {};
    world.onActivity = ({ type }) =>
      type === 'invoke'
        ? new Promise((resolve) => {
            answer = (status) => resolve({ status });
          })
        : DONE;
    await press(await windowOf(signInButton(card)), 'finish');
    await card.getByText('Signing in…').waitFor();
    assert.equal(await card.locator('.sign-in').getAttribute('aria-busy'), 'true');
    answer(412);
    await card.getByText('This sign-in wasn’t enough. Press the button to sign in again.').waitFor();
    assert.equal(await card.locator('.sign-in').getAttribute('aria-busy'), null);
  });

  it('tells the bot that the window was closed, and can be tried again', async () => {
    const card = await askToSignIn();
    await (await windowOf(signInButton(card))).close();
    await card.locator('.note:empty').waitFor({ state: 'attached' });
    await press(await windowOf(signInButton(card)), 'finish');
    await card.locator('.note:empty').waitFor({ state: 'attached' });
    assert.deepEqual(states(), [
      ['signin/verifyState', 'CancelledByUser'],
      ['signin/verifyState', 'BCDF-2345'],
    ]);
  });

  it('says why the page gave no code', async () => {
    const card = await askToSignIn();
    await press(await windowOf(signInButton(card)), 'fail');
    await card.getByText('You aren’t signed in. The page says: another account.').waitFor();
    assert.deepEqual(states(), []);
  });

  it('comes to the front instead of opening twice', async () => {
    const card = await askToSignIn();
    const popup = await windowOf(signInButton(card));
    await signInButton(card).click();
    await press(popup, 'finish');
    await card.locator('.note:empty').waitFor({ state: 'attached' });
    assert.equal(page.context().pages().length, 1);
    assert.deepEqual(states(), [['signin/verifyState', 'BCDF-2345']]);
  });

  it('believes no other page that the window shows on its way', async () => {
    const card = await askToSignIn();
    const popup = await windowOf(signInButton(card));
    await popup.locator('#elsewhere').click();
    await popup.waitForFunction("document.title === 'Elsewhere'");
    await popup.getByRole('link', { name: 'Back' }).click();
    await press(popup, 'finish');
    await card.locator('.note:empty').waitFor({ state: 'attached' });
    assert.deepEqual(states(), [['signin/verifyState', 'BCDF-2345']]);
  });

  it('believes no other window', async () => {
    const card = await askToSignIn();
    const popup = await windowOf(signInButton(card));
    const other = await askToSignIn(`${site.startUrl}?state=2`);
    await press(await windowOf(signInButton(other)), 'finish');
    await other.locator('.note:empty').waitFor({ state: 'attached' });
    assert.deepEqual(states(), [['signin/verifyState', 'BCDF-2345']]);
    await press(popup, 'finish');
    await card.locator('.note:empty').waitFor({ state: 'attached' });
    assert.equal(states().length, 2);
  });

  it('says so when there is nothing to open', async () => {
    const card = await askToSignIn('ms-settings:about');
    await signInButton(card).click();
    await card.getByText('This button leads nowhere that can be opened.').waitFor();
    assert.equal(page.context().pages().length, 1);
  });

  it('says so when the browser blocks the window', async () => {
    const card = await askToSignIn();
    await page.evaluate('window.open = () => null');
    await signInButton(card).click();
    await card.getByText('The browser blocked the sign-in window.').waitFor();
  });

  describe('behind the +', () => {
    const signedIn = ({ value }: { value?: unknown }): boolean => textAt(value, 'state') === 'BCDF-2345';
    const asks = (type: string) => ({
      status: 200,
      body: {
        composeExtension: {
          type,
          suggestedActions: { actions: [{ type: 'openUrl', title: 'Sign in', value: site.startUrl }] },
        },
      },
    });

    async function choose(command: string): Promise<void> {
      await page.getByRole('button', { name: 'App commands' }).click();
      await page.locator('#plus-menu').getByRole('button', { name: command }).click();
    }

    for (const type of ['auth', 'silentAuth']) {
      it(`comes before a search that asks for it by ${type}, and the search goes on`, async () => {
        const found = { composeExtension: { type: 'message', text: 'You have no tokens yet.' } };
        world.onActivity = (activity) => {
          if (activity['type'] !== 'invoke') return DONE;
          return signedIn(activity) ? { status: 200, body: found } : asks(type);
        };
        await choose('My tokens');
        const search = page.locator('#search');
        await search.getByText('Sign in first.').waitFor();
        await opened.screenshot(`sign-in-search-${type}`);
        await press(await windowOf(signInButton(search)), 'finish');
        await search.getByText('You have no tokens yet.').waitFor();
        assert.deepEqual(states(), [
          ['composeExtension/query', undefined],
          ['composeExtension/query', 'BCDF-2345'],
        ]);
      });
    }

    it('comes before a dialog, which opens then', async () => {
      const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'The form' }] };
      const value = { title: 'New token', card: { contentType: ADAPTIVE_CARD, content: card } };
      world.onActivity = (activity) => {
        if (activity['type'] !== 'invoke') return DONE;
        return signedIn(activity)
          ? { status: 200, body: { task: { type: 'continue', value } } }
          : asks('auth');
      };
      await choose('New token');
      const dialog = page.locator('#dialog');
      await dialog.getByText('Sign in first.').waitFor();
      await opened.screenshot('sign-in-dialog');
      await (await windowOf(signInButton(dialog))).close();
      await dialog.locator('.note:empty').waitFor({ state: 'attached' });
      await press(await windowOf(signInButton(dialog)), 'finish');
      await dialog.getByText('The form').waitFor();
      assert.deepEqual(
        states().map((state) => (state as unknown[])[1]),
        [undefined, 'CancelledByUser', 'BCDF-2345'],
      );
    });
  });

  describe('and a button that opens a page', () => {
    const openUrl = (url: string) => ({
      contentType: ADAPTIVE_CARD,
      content: {
        type: 'AdaptiveCard',
        version: '1.5',
        body: [{ type: 'TextBlock', text: 'More about it' }],
        actions: [{ type: 'Action.OpenUrl', title: 'Open', url }],
      },
    });

    it('opens it in a tab that can’t reach back into the chat', async () => {
      await post(openUrl(site.startUrl));
      const [tab] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Open', exact: true }).click(),
      ]);
      await tab.getByText('alone').waitFor();
    });

    it('opens nothing but web pages, and says so', async () => {
      await post(openUrl('ms-settings:about'));
      await page.getByRole('link', { name: 'Open', exact: true }).click();
      await page.getByText('This button’s address can’t be opened').waitFor();
      assert.equal(page.context().pages().length, 1);
    });
  });

  it('fits a phone', async () => {
    await askToSignIn();
    const phone = await openPage(browser, world.url, PHONE);
    await phone.page.locator('.sign-in').waitFor();
    await phone.screenshot('sign-in-card-phone');
    assert.equal(await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await phone.close();
  });
});
