import assert from 'node:assert/strict';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, BOB } from '../samples.ts';
import { setUpLadder } from './ladder-world.ts';

const END = START + 40 * DAY;
const BOTH = { month: true, day: true };

describe('the reminders of a token', () => {
  it('are the one of seven days where nobody chose another, and then the administrators’ list', async () => {
    const { addToken, until, told, lists } = await setUpLadder();
    await addToken({ validTo: END });
    await until(END + DAY);
    assert.deepEqual(told(), ['Ada Lovelace expiring 168']);
    assert.deepEqual(
      lists.flat().map(({ tokenName, ownerName, isUnreachable }) => [tokenName, ownerName, isUnreachable]),
      [['token-1', 'Ada Lovelace', false]],
    );
  });

  it('come 30 days, 7 days and 1 day before the end, each once and to the minute, where their owner chose so', async () => {
    const { addToken, until, told, store, newWatch, watch } = await setUpLadder();
    await store.contacts.setReminders(ADA, BOTH);
    await addToken({ validTo: END });
    // Several replicas look, and one of them again after a restart.
    await until(END - 5 * DAY, [watch, newWatch(), newWatch()]);
    await until(END, [newWatch(), newWatch()]);
    assert.deepEqual(told(), [
      'Ada Lovelace expiring-month 720',
      'Ada Lovelace expiring 168',
      'Ada Lovelace expiring-day 24',
    ]);
  });

  it('are those that their owner chose by the time that they are due, also for a token from before', async () => {
    const { addToken, until, told, store } = await setUpLadder();
    await addToken({ validTo: END });
    await until(END - 3 * DAY);
    await store.contacts.setReminders(ADA, BOTH);
    await until(END);
    assert.deepEqual(told(), ['Ada Lovelace expiring 168', 'Ada Lovelace expiring-day 24']);
  });

  it('are not more than a short life has time for', async () => {
    const { addToken, until, told, store } = await setUpLadder();
    await store.contacts.setReminders(ADA, BOTH);
    await addToken({ id: 'month', validTo: START + 30 * DAY });
    await until(START + 30 * DAY);
    assert.deepEqual(told(), ['Ada Lovelace expiring 168', 'Ada Lovelace expiring-day 24']);
    await addToken({ id: 'week', createdAt: START + 30 * DAY, validTo: START + 37 * DAY });
    await until(START + 37 * DAY);
    assert.deepEqual(told().slice(2), ['Ada Lovelace expiring 24']);
  });

  it('stop with “Got it”, of that end and to everybody, and start again with a new end', async () => {
    const { addToken, until, told, store, service, lists, clock, find } = await setUpLadder();
    await store.contacts.setReminders(ADA, BOTH);
    await addToken({ validTo: END });
    await until(END - 29 * DAY);
    await service.answerReminder(ADA, 'token-1', END);
    await until(END - HOUR);
    assert.deepEqual([told(), lists], [['Ada Lovelace expiring-month 720'], []]);
    const later = END + 31 * DAY;
    await store.tokens.change({
      owner: ADA,
      tokenId: 'token-1',
      now: clock.now(),
      set: { validTo: later, renewedAt: clock.now() },
      notices: [],
      dropOpenNotices: 'the token was renewed',
      event: { id: 'renewed', at: clock.now(), action: 'renew', actor: ADA, place: '', owner: ADA },
    });
    assert.equal((await find('token-1')).answeredEnd, END);
    await until(later);
    assert.deepEqual(told().slice(1), ['Ada Lovelace expiring-month 720', 'Ada Lovelace expiring-day 24']);
  });

  it('of 30 days is not made up for when nothing ran for a week, and the one of seven days is', async () => {
    const { addToken, until, told, store, clock } = await setUpLadder();
    await store.contacts.setReminders(ADA, BOTH);
    await addToken({ validTo: END });
    await until(END - 31 * DAY);
    clock.set(END - 20 * DAY);
    await until(END - 8 * DAY);
    clock.set(END - 6 * DAY);
    await until(END - 2 * DAY);
    assert.deepEqual(told(), ['Ada Lovelace expiring 144']);
  });

  it('wait for the morning of their owner, and the one of seven days does not', async () => {
    const { addToken, until, told, store } = await setUpLadder();
    // 09:30 UTC is 01:30 in Los Angeles.
    const contact = await store.contacts.find(ADA);
    assert.ok(contact);
    await store.contacts.save({ ...contact, zone: 'America/Los_Angeles' });
    await store.contacts.setReminders(ADA, { ...BOTH, quiet: { from: 20, until: 7 } });
    await addToken({ validTo: END });
    await until(END);
    assert.deepEqual(told(), [
      'Ada Lovelace expiring-month 714.5',
      'Ada Lovelace expiring 168',
      'Ada Lovelace expiring-day 18.5',
    ]);
  });
});

describe('an end that nobody answers', () => {
  it('is told to the second reader on the last day, once, and not to the administrators', async () => {
    const { addToken, until, told, service, lists, store, find } = await setUpLadder();
    await addToken({ validTo: END });
    await service.setReader(ADA, 'token-1', BOB.objectId);
    await until(END);
    assert.deepEqual(told(), ['Bob reader-asked 960', 'Ada Lovelace expiring 168', 'Bob reader-ends 24']);
    assert.deepEqual(lists, []);
    assert.equal((await find('token-1')).escalatedEnd, END);
    assert.match(store.events.at(-1)?.detail ?? '', /did not answer .* its second reader was told/);
  });

  it('is told at once when the reminder can’t reach the owner', async () => {
    const { addToken, until, told, service, store } = await setUpLadder();
    await addToken({ validTo: END });
    await service.setReader(ADA, 'token-1', BOB.objectId);
    await until(START + DAY);
    await store.contacts.setUnreachable(ADA, 'blocked');
    await until(END);
    assert.deepEqual(told(), ['Bob reader-asked 960', 'Bob reader-ends 168']);
  });

  it('is told to the administrators when the second reader declined, left or can’t be reached', async () => {
    for (const how of ['declined', 'left', 'unreachable'] as const) {
      const { addToken, until, told, service, store, lists, clock } = await setUpLadder();
      await addToken({ validTo: END });
      await service.setReader(ADA, 'token-1', BOB.objectId);
      await until(START + DAY);
      if (how === 'declined') await service.declineReader(BOB, ADA.objectId, 'token-1');
      if (how === 'unreachable') await store.contacts.setUnreachable(BOB, 'blocked');
      if (how === 'left')
        await store.accounts.leave({
          person: { tenantId: BOB.tenantId, objectId: BOB.objectId },
          now: clock.now(),
          leaving: { state: 'refused', why: 'disabled', at: clock.now() },
          tokens: 'refuse',
        });
      await until(END);
      assert.ok(!told().some((line) => line.includes('reader-ends')), how);
      assert.deepEqual(
        lists.map((list) => list.map(({ tokenName }) => tokenName)),
        [['token-1']],
        how,
      );
    }
  });

  it('gives one list for all that end within the same hours', async () => {
    const { addToken, until, lists } = await setUpLadder();
    for (let i = 0; i < 5; i += 1) await addToken({ id: `t-${i}`, validTo: END + i * HOUR });
    await until(END + DAY);
    assert.equal(lists.flat().length, 5);
    assert.ok(lists.length <= 2, String(lists.length));
  });

  it('is nobody’s business when the token is renewed, replaced, revoked or its owner has left', async () => {
    const { addToken, until, told, lists, service, clock, store } = await setUpLadder();
    await addToken({ id: 'left', validTo: END, digest: { selector: 's', digest: 'd', pepper: 1 } });
    await addToken({ id: 'revoked', validTo: END });
    await addToken({ id: 'replaced', validTo: END });
    for (const id of ['left', 'revoked', 'replaced']) await service.setReader(ADA, id, BOB.objectId);
    await until(END - 2 * DAY);
    const change = (tokenId: string, set: Parameters<typeof store.tokens.change>[0]['set']) =>
      store.tokens.change({
        owner: ADA,
        tokenId,
        now: clock.now(),
        set,
        notices: [],
        dropOpenNotices: 'over',
        event: { id: tokenId, at: clock.now(), action: 'revoke', actor: ADA, place: '', owner: ADA },
      });
    await change('revoked', { revokedAt: clock.now() });
    await change('replaced', {
      rotation: { state: 'overlap', startedAt: START, successorId: 'x', lastValidTo: END, endsItself: false },
    });
    await store.accounts.leave({
      person: { tenantId: ADA.tenantId, objectId: ADA.objectId },
      now: clock.now(),
      leaving: { state: 'refused', why: 'disabled', at: clock.now() },
      tokens: 'refuse',
    });
    await until(END);
    assert.ok(!told().some((line) => line.includes('reader-ends')));
    assert.deepEqual(lists, []);
  });

  it('is not told any more when the owner answers while the message waits for the morning', async () => {
    const { addToken, until, told, service, store, clock } = await setUpLadder();
    await store.contacts.setReminders(BOB, { quiet: { from: 8, until: 20 } });
    await addToken({ validTo: END });
    await service.setReader(ADA, 'token-1', BOB.objectId);
    await until(END - DAY + 2 * HOUR);
    await service.answerReminder(ADA, 'token-1', END);
    assert.ok(clock.now() < END);
    await until(END);
    assert.ok(!told().some((line) => line.includes('reader-ends')));
  });

  it('is told to nobody who is the second reader no more when the message that waited goes out', async () => {
    const { addToken, until, told, service, store } = await setUpLadder();
    await store.contacts.setReminders(BOB, { quiet: { from: 8, until: 20 } });
    await addToken({ validTo: END });
    await service.setReader(ADA, 'token-1', BOB.objectId);
    await until(START + HOUR);
    await service.setReader(ADA, 'token-1', undefined);
    await until(START + 2 * DAY);
    assert.deepEqual(told(), []);
    await service.setReader(ADA, 'token-1', BOB.objectId);
    await until(END - DAY + HOUR);
    await service.setReader(ADA, 'token-1', undefined);
    await until(END);
    assert.deepEqual(told(), ['Bob reader-asked 901.5', 'Ada Lovelace expiring 168']);
  });
});
