// Takes the picture of the README in a real browser: the card of a reminder in the local chat. `npm run picture` writes docs/card.png.
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './ui/browser.ts';
import { openChat } from './ui/chat-page.ts';
import { startChildService } from './ui/child-service.ts';
import { createToken } from './ui/create-dialog.ts';
import type { Way } from './ui/ways.ts';

const PATH = fileURLToPath(new URL('../docs/card.png', import.meta.url));
const NAME = 'build agent';
const WAY: Way = {
  title: 'the picture of the README',
  name: 'picture',
  screen: { viewport: { width: 1100, height: 860 }, deviceScaleFactor: 1.5, colorScheme: 'light' },
  phone: false,
  oldClient: false,
  submits: false,
  settings: {},
};

const service = await startChildService({ BUILTIN_ORGANIZATIONS: 'internal=Internal' });
const browser = await launchBrowser();
try {
  const chat = await openChat(browser, service.address, 'Ada Park', WAY);
  await chat.goTo('Patkeeper');
  await createToken(chat, NAME, { lifespan: '30 days' });
  await chat.say('/pat clock +552h');
  const { card, sees } = await chat.message(`${NAME} expires in 7 days`);
  await sees('Revoke');
  await card.screenshot({ path: PATH });
} finally {
  await browser.close();
  await service.close();
}
