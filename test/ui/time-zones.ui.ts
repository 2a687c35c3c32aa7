import assert from 'node:assert/strict';
import type { Browser, Route } from 'playwright-core';
import { DAY } from '../support/fixed-clock.ts';
import { launchBrowser } from './browser.ts';
import { type ChatPage, openChat } from './chat-page.ts';
import { type ChildService, startChildService } from './child-service.ts';
import { confirmCopied, openCreateDialog, readSecret } from './create-dialog.ts';
import { DESKTOP_WAY } from './ways.ts';

/** People in two places, how each writes the last minute of a day, and what that minute is in UTC, as English people write it. */
const PLACES = [
  { person: 'Ada Park', zone: 'Asia/Tokyo', locale: 'ja-JP', time: '23:59', utc: '14:59', daysLater: 0 },
  {
    person: 'Ben Ito',
    zone: 'America/Los_Angeles',
    locale: 'en-US',
    time: '11:59 PM',
    utc: '',
    daysLater: 1,
  },
] as const;

describe('the day of a person', () => {
  let browser: Browser;
  let service: ChildService;
  const chats: ChatPage[] = [];
  /** Chosen once: the tests may run over midnight. */
  const lastDay = new Date(Date.now() + 30 * DAY).toISOString().slice(0, 10);
  before(async () => {
    service = await startChildService();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.close();
  });

  for (const { person, zone, locale, time, utc, daysLater } of PLACES)
    it(`is that of ${zone} in the form, on the card and in the reminder`, async () => {
      const chat = await openChat(browser, service.address, person, DESKTOP_WAY);
      chats.push(chat);
      await chat.setTeams(zone, locale);
      const day = dayIn(lastDay, locale);
      const form = await openCreateDialog(chat, 'here');
      // Nobody has to be told of UTC whose own day it is.
      assert.doesNotMatch(await form.text(), /UTC/);
      await form.fill('date', lastDay);
      await form.press('Create');
      await readSecret(chat);
      await confirmCopied(chat);
      const card = await chat.say('/pat show here');
      await card.sees(new RegExp(`${day}, ${time}`));
      await chat.look(`day-of-${zone.replace('/', '-')}`);
      // The same instant, as somebody in London reads it in winter.
      await chat.setTeams('UTC', 'en-GB');
      const elsewhere = new Date(Date.parse(lastDay) + daysLater * DAY).toISOString().slice(0, 10);
      await (await chat.say('/pat show here')).sees(
        new RegExp(`${dayIn(elsewhere, 'en-GB')}, ${utc === '' ? '0[67]:59' : utc}`),
      );
      await chat.setTeams(zone, locale);
      await chat.say('/pat list');
    });

  it('is the one in which each is reminded', async () => {
    const [first] = chats;
    await first?.say('/pat clock +600h');
    for (const [index, { locale, time }] of PLACES.entries()) {
      const reminder = await chats[index]?.message('here expires in');
      await reminder?.sees(new RegExp(`${dayIn(lastDay, locale)}, ${time}`));
    }
    for (const { faults } of chats) assert.deepEqual(faults, []);
  });

  it('is that of the last zone and language, also where the first of two choices is slow to arrive', async () => {
    const [, ben] = chats;
    assert.ok(ben);
    let release = (): void => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hold = (route: Route) => both.then(() => route.continue());
    await ben.page.route('**/local/reader', hold, { times: 1 });
    await ben.setTeams('Asia/Tokyo', 'en-GB');
    release();
    const elsewhere = new Date(Date.parse(lastDay) + DAY).toISOString().slice(0, 10);
    await (await ben.say('/pat show here')).sees(new RegExp(`${dayIn(elsewhere, 'en-GB')}, 16:59`));
  });
});

/** A day as people of a locale read it in our English messages. */
function dayIn(day: string, locale: string): string {
  const dates = locale.startsWith('en') ? locale : 'en-GB';
  const format = new Intl.DateTimeFormat(dates, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return format.format(new Date(day)).replace('Sept', 'Sep');
}
