// Draws every card with its sample in every language, theme and width, with the official renderer and the local chat's host
// configuration. `npm run gallery` writes the pictures and one page of them, gallery/index.html. A part of a picture's name
// (`npm run gallery -- dark-390`) draws only those looks that have it.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './ui/browser.ts';
import { openCardCanvas } from './ui/gallery/card-canvas.ts';
import { galleryLanguages } from './ui/gallery/sample-contents.ts';

const FOLDER = fileURLToPath(new URL('../gallery/', import.meta.url));
const THEMES = ['light', 'dark', 'contrast'] as const;
const WIDTHS = [320, 390, 900];
const [wanted = ''] = process.argv.slice(2);

const browser = await launchBrowser();
const sections: string[] = [];
let pictures = 0;
try {
  const canvas = await openCardCanvas(browser);
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER);
  for (const { name: language, lang, rtl, contents } of galleryLanguages()) {
    const cards = contents();
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        for (const oldClient of [false, true]) {
          const look = `${language}-${theme}-${width}${oldClient ? '-old' : ''}`;
          // What an old client shows depends on neither language nor theme.
          if (!look.includes(wanted) || (oldClient && (language !== 'en' || theme !== 'light'))) continue;
          await canvas.draw(cards, { theme, width, oldClient, rtl, lang });
          sections.push(`<h2 id="${look}">${look}</h2><div>`);
          for (const { name } of cards) {
            const file = `${look}-${name}.png`;
            await canvas.page.locator(`#card-${name}`).screenshot({ path: FOLDER + file });
            sections.push(
              `<figure><figcaption>${name}</figcaption><img src="${file}" alt="${file}" loading="lazy"></figure>`,
            );
            pictures += 1;
          }
          sections.push('</div>');
        }
      }
    }
  }
  await writeFile(`${FOLDER}index.html`, pageOf(sections));
  process.stdout.write(`gallery/index.html shows ${pictures} pictures.\n${canvas.faults.join('\n')}`);
  if (canvas.faults.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
}

function pageOf(parts: readonly string[]): string {
  const style =
    'body{font:14px sans-serif;margin:16px}div{display:flex;flex-wrap:wrap;gap:16px;align-items:start}figure{margin:0}figcaption{color:#666}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Cards</title><style>${style}</style>${parts.join('\n')}</html>`;
}
