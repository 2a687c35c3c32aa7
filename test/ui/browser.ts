import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SCREENSHOTS = fileURLToPath(new URL('screenshots/', import.meta.url));
/** Everything here happens on this machine; what takes longer does not come. */
const PATIENCE_MS = 20_000;

export const DESKTOP = { viewport: { width: 1280, height: 860 } };
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Starts the Chromium named by CHROMIUM_PATH, or the machine's own, without a window. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error('No Chromium found. Install it, or name it in CHROMIUM_PATH.');
  }
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath, args: [...args, ...quiet] });
}

/** A page of its own, with the faults that its console shows: script errors, policy violations, failed loads. */
export interface WatchedPage {
  readonly page: Page;
  readonly faults: readonly string[];
  /** Drops the faults so far that match: those that a test brings about, as by stopping the service. */
  forgive(expected: RegExp): void;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens an address in a fresh browser context. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = DESKTOP,
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (entry) => {
    if (entry.type() === 'error' || entry.type() === 'warning') faults.push(entry.text());
  });
  await page.goto(url);
  return {
    page,
    faults,
    forgive(expected) {
      const others = faults.filter((fault) => !expected.test(fault));
      faults.splice(0, faults.length, ...others);
    },
    screenshot: async (name) => void (await page.screenshot({ path: `${SCREENSHOTS}${name}.png` })),
    close: () => context.close(),
  };
}
