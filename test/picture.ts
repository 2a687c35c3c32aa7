// Draws the picture of the README from the gallery: the card of a reminder, as the local chat has it. `npm run picture` writes
// docs/card.png.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { sentencesOf } from '../src/sentences/sentences.ts';
import { launchBrowser } from './ui/browser.ts';
import { openCardCanvas } from './ui/gallery/card-canvas.ts';
import { contentsIn } from './ui/gallery/sample-contents.ts';

const PATH = fileURLToPath(new URL('../docs/card.png', import.meta.url));
const CARD = 'expiring-notice';
const LOOK = { theme: 'light', width: 640, oldClient: false, rtl: false, lang: 'en' } as const;

const browser = await launchBrowser();
try {
  const canvas = await openCardCanvas(browser, { deviceScaleFactor: 1.5 });
  await canvas.draw(
    contentsIn(sentencesOf('en')).filter(({ name }) => name === CARD),
    LOOK,
  );
  await canvas.page.locator(`#card-${CARD} .card`).screenshot({ path: PATH });
  if (canvas.faults.length > 0) {
    process.stdout.write(canvas.faults.join('\n'));
    process.exitCode = 1;
  }
} finally {
  await browser.close();
}
