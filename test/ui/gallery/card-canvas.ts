import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildPrograms } from '../../support/build-programs.ts';
import { openPage } from '../browser.ts';
import type { SampleContent } from './sample-contents.ts';

/** How cards are drawn: the theme of the local chat, the width of the chat in pixels, and what the client is like. */
export interface Look {
  readonly theme: 'light' | 'dark' | 'contrast';
  readonly width: number;
  readonly oldClient: boolean;
  readonly rtl: boolean;
  /** The language of the cards, as HTML names it. */
  readonly lang: string;
}

/** A page that draws cards as the local chat does, without a service. */
export interface CardCanvas {
  readonly page: Page;
  readonly faults: readonly string[];
  /** Draws these cards, one below another. Each is a `section` with the card's name as its id. */
  draw(cards: readonly SampleContent[], look: Look): Promise<void>;
  close(): Promise<void>;
}

const ORIGIN = 'http://gallery.invalid';
const STYLES = ['base', 'cards', 'dialog'];
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cards</title>
${STYLES.map((name) => `<link rel="stylesheet" href="/${name}.css">`).join('')}
<script src="/adaptivecards.js"></script>
<script type="module">
import { renderCard, setUpRenderer } from '/renderer.js';
setUpRenderer();
window.drawCards = (cards, { theme, width, oldClient, rtl, lang }) => {
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.lang = lang;
  root.dir = rtl ? 'rtl' : 'ltr';
  const main = document.querySelector('main');
  main.style.width = width + 'px';
  main.replaceChildren(...cards.map(({ name, content }) => {
    const section = document.createElement('section');
    section.id = 'card-' + name;
    section.setAttribute('aria-label', name);
    section.append(renderCard(content, { oldClient, onAction: async () => {} }));
    return section;
  }));
};
</script>
<style>main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; padding: 12px; box-sizing: border-box } h1 { font-size: 14px }</style>
</head><body><main></main></body></html>`;

/** Opens the page; it loads the built page's own files from the disk, and nothing from anywhere else. */
export async function openCardCanvas(
  browser: Browser,
  { deviceScaleFactor = 1 }: { readonly deviceScaleFactor?: number } = {},
): Promise<CardCanvas> {
  const files = join(buildPrograms().folder, 'src/local/page');
  const screen = { viewport: { width: 1280, height: 900 }, deviceScaleFactor };
  const opened = await openPage(browser, 'about:blank', screen);
  const { page } = opened;
  await page.route(`${ORIGIN}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const type = TYPES[/[a-z]+$/.exec(name)?.[0] ?? ''];
    if (type === undefined) return route.fulfill({ contentType: 'text/html', body: name === '' ? PAGE : '' });
    return route.fulfill({ contentType: type, body: await readFile(join(files, name)) });
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction('window.drawCards !== undefined');
  return {
    page,
    faults: opened.faults,
    async draw(cards, look) {
      await page.evaluate(`window.drawCards(${JSON.stringify(cards)}, ${JSON.stringify(look)})`);
    },
    close: opened.close,
  };
}
