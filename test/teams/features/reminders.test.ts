import assert from 'node:assert/strict';
import { noticesForNew } from '../../../src/core/notices/notices.ts';
import { sentencesFor } from '../../../src/sentences/sentences.ts';
import { noticeCard } from '../../../src/teams/features/notice-card.ts';
import { answerReminder, setReminders, showReminders } from '../../../src/teams/features/reminders.ts';
import { sampleContact } from '../../core/samples.ts';
import { ADA, BEN, createFeatureWorld, dataOf } from '../../support/feature-world.ts';
import { DAY } from '../../support/fixed-clock.ts';

const FIELDS = { besides: '', from: 'none', until: 'none' };
const BACK = { words: '', state: 'active', page: 0 } as const;

async function setUp() {
  const world = createFeatureWorld();
  await world.store.contacts.save(sampleContact(ADA, { zone: 'Europe/Berlin' }));
  const set = async (some: Partial<typeof FIELDS>) =>
    dataOf('reminders', await setReminders({ ...FIELDS, ...some }, ADA, world.deps));
  const kept = async () => (await world.store.contacts.find(ADA))?.reminders;
  return { ...world, set, kept };
}

describe('the card about reminders', () => {
  it('says what applies while nothing is chosen', async () => {
    const { deps } = await setUp();
    const data = dataOf('reminders', await showReminders(ADA, deps));
    assert.deepEqual(data.now, ['I remind you 7 days before a token ends.', 'You have no quiet hours.']);
    assert.deepEqual([data.besides, data.from, data.until, data.news], ['', 'none', 'none', '']);
    assert.equal(data.hours.length, 25);
  });

  it('keeps what was chosen, and says what applies from then on, in the person’s zone', async () => {
    const { set, kept, deps } = await setUp();
    const data = await set({ besides: 'month,day', from: '20', until: '7' });
    assert.deepEqual(await kept(), { month: true, day: true, quiet: { from: 20, until: 7 } });
    assert.deepEqual(data.now, [
      'I remind you 30 days, 7 days and 1 day before a token ends.',
      'From 20:00 to 07:00 (Europe/Berlin) I only write what can’t wait.',
    ]);
    const american = { ...deps, sentences: sentencesFor({ locale: 'en-US', zone: 'UTC' }) };
    const again = dataOf('reminders', await showReminders(ADA, american));
    assert.match(again.now[1] ?? '', /From 8:00 PM to 7:00 AM/);
    assert.deepEqual([again.besides, again.from, again.until], ['month,day', '20', '7']);
  });

  it('takes everything back', async () => {
    const { set, kept } = await setUp();
    await set({ besides: 'day', from: '0', until: '5' });
    assert.deepEqual(await kept(), { day: true, quiet: { from: 0, until: 5 } });
    await set({});
    assert.equal(await kept(), undefined);
  });

  it('keeps nothing of half or impossible quiet hours, and what was typed stays', async () => {
    const { set, kept } = await setUp();
    for (const [from, until, says] of [
      ['20', 'none', /both hours/],
      ['', '7', /both hours/],
      ['7', '7', /must be different/],
      ['24', '7', /both hours/],
    ] as const) {
      const data = await set({ besides: 'month', from, until });
      assert.match(data.news, says);
      assert.deepEqual([data.newsColor, data.besides, data.from], ['attention', 'month', from]);
    }
    assert.equal(await kept(), undefined);
  });

  it('says that the hours are those of UTC where the zone isn’t known', async () => {
    const { deps, store } = await setUp();
    await store.contacts.save(sampleContact(BEN));
    const fields = { besides: '', from: '22', until: '6' };
    const data = dataOf('reminders', await setReminders(fields, BEN, deps));
    assert.match(data.now[1] ?? '', /\(UTC\).*I don’t know your time zone yet/);
  });
});

describe('“Got it” on a reminder', () => {
  it('names the end that the card speaks of, and the card says what comes of it', async () => {
    const { create, store, deps, clock } = await setUp();
    const tokenId = await create('laptop', { lifespan: '90' });
    const token = await store.tokens.find(ADA, tokenId);
    assert.ok(token);
    clock.set(token.validTo - 7 * DAY);
    const [, notice] = noticesForNew(token);
    assert.ok(notice);
    const { organizationOf, sentences, tokenService } = deps;
    for (const kind of ['expiring', 'expiring-month', 'expiring-day'] as const) {
      const card = noticeCard(
        { ...notice, kind },
        token,
        clock.now(),
        organizationOf,
        tokenService.policy,
        sentences,
      );
      assert.equal(dataOf('expiring-notice', card).end, token.validTo);
    }
    const done = dataOf(
      'token',
      await answerReminder({ tokenId, back: BACK, end: token.validTo }, ADA, deps),
    );
    assert.match(done.news, /I won’t remind you of this end again/);
    const old = dataOf('token', await answerReminder({ tokenId, back: BACK, end: 1 }, ADA, deps));
    assert.match(old.news, /another end/);
  });

  it('does nothing when another person presses it', async () => {
    const { create, store, deps } = await setUp();
    const tokenId = await create('laptop');
    const { validTo = 0 } = (await store.tokens.find(ADA, tokenId)) ?? {};
    await assert.rejects(answerReminder({ tokenId, back: BACK, end: validTo }, BEN, deps), {
      code: 'not-found',
    });
    assert.equal((await store.tokens.find(ADA, tokenId))?.answeredEnd, undefined);
  });
});
