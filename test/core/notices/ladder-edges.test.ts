import assert from 'node:assert/strict';
import sinon from 'sinon';
import { readAboutOwner } from '../../../src/core/notices/ladder.ts';
import type { Actor } from '../../../src/core/tokens/token.ts';
import { DAY, HOUR, START, until as untilSo } from '../../support/fixed-clock.ts';
import { ADA, BOB } from '../samples.ts';
import { setUpLadder } from './ladder-world.ts';

const END = START + 40 * DAY;
const BOTH = { month: true, day: true };
const STRANGER: Actor = { ...ADA, objectId: 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee', name: 'Eve' };
const READER = { objectId: BOB.objectId, name: 'Bob', declined: [] };

describe('the watch of reminders', () => {
  it('sees to all tokens of a day, however many there are, and tells the dispatcher of each', async () => {
    const { addToken, watch, store, clock, wake } = await setUpLadder();
    await store.contacts.setReminders(ADA, BOTH);
    const find = sinon.spy(store.contacts, 'find');
    for (let n = 0; n < 250; n += 1) await addToken({ id: `token-${n}`, validTo: END });
    clock.set(END - 30 * DAY);
    find.resetHistory();
    await watch.runOnce();
    const owed = await store.notices.list({ owner: ADA, limit: 9999 });
    assert.equal(owed.filter(({ kind }) => kind === 'expiring-month').length, 250);
    assert.equal(wake.callCount, 250);
    sinon.assert.calledOnce(find);
  });

  it('looks once an hour in all replicas together', async () => {
    const { watch, newWatch, store, clock } = await setUpLadder();
    const find = sinon.spy(store.oversight, 'findTokens');
    await watch.runOnce();
    const { callCount } = find;
    clock.advance(HOUR / 2);
    for (const replica of [newWatch(), watch]) await replica.runOnce();
    assert.equal(find.callCount, callCount);
    clock.advance(HOUR / 2);
    await newWatch().runOnce();
    assert.equal(find.callCount, 2 * callCount);
  });

  it('looks again an hour later when the store does not answer, which is logged', async () => {
    const { watch, store, clock, log } = await setUpLadder();
    const away = new Error('away');
    sinon.stub(store.oversight, 'findTokens').rejects(away);
    watch.start();
    await untilSo(() => clock.untilNextTimer() === HOUR);
    await watch.stop();
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields]),
      [['warn', { err: away }]],
    );
  });

  it('makes up for a reminder of one day within twelve hours, and not later', async () => {
    for (const [hoursLeft, told] of [
      [13, ['Ada Lovelace expiring-day 13']],
      [11, []],
    ] as const) {
      const world = await setUpLadder();
      await world.store.contacts.setReminders(ADA, { day: true });
      await world.addToken({ validTo: END });
      await world.until(END - 2 * DAY);
      world.clock.set(END - hoursLeft * HOUR);
      const before = world.told().length;
      await world.watch.runOnce();
      await world.dispatcher.runOnce();
      assert.deepEqual(world.told().slice(before), told);
    }
  });

  it('owes no reminder of an end that its owner knows, nor one that is weeks away', async () => {
    const { addToken, watch, store, clock, service } = await setUpLadder();
    await store.contacts.setReminders(ADA, BOTH);
    await addToken({ id: 'known', validTo: END });
    await addToken({ id: 'open', validTo: END });
    await service.answerReminder(ADA, 'known', END);
    clock.set(END - 30 * DAY);
    await watch.runOnce();
    const chosen = async (id: string) =>
      (await store.listNotices(ADA, id)).map(({ kind }) => kind).filter((kind) => /month|day/.test(kind));
    assert.deepEqual([await chosen('known'), await chosen('open')], [[], ['expiring-month']]);
  });
});

describe('word to a second reader', () => {
  it('names the owner, and says whether they can’t be reached, and the dispatcher is told', async () => {
    for (const isUnreachable of [false, true]) {
      const { addToken, watch, store, clock, wake } = await setUpLadder();
      await addToken({ validTo: END, reader: READER });
      if (isUnreachable) await store.contacts.setUnreachable(ADA, 'blocked');
      clock.set(END - DAY);
      await watch.runOnce();
      const [word, ...more] = await store.listNotices(BOB, 'token-1');
      assert.deepEqual(more, []);
      assert.deepEqual(readAboutOwner(word ?? assert.fail()), {
        owner: ADA.objectId,
        ownerName: ADA.name,
        isUnreachable,
      });
      sinon.assert.calledOnce(wake);
      assert.equal(store.events.filter(({ place }) => place === 'reminders').length, 1);
    }
  });

  it('waits in a short life until the owner had twelve hours to answer', async () => {
    const { addToken, until, told } = await setUpLadder();
    await addToken({ validTo: START + 5 * DAY, reader: READER });
    await until(START + 5 * DAY);
    assert.deepEqual(told(), ['Ada Lovelace expiring 24', 'Bob reader-ends 12']);
  });

  it('comes without a name where the bot has never met the owner', async () => {
    const { addToken, watch, store, clock } = await setUpLadder();
    await addToken({ validTo: END, reader: READER }, STRANGER);
    const find = store.contacts.find;
    store.contacts.find = async (person) =>
      person.objectId === STRANGER.objectId ? undefined : find(person);
    clock.set(END - DAY);
    await watch.runOnce();
    const [word] = await store.listNotices(BOB, 'token-1');
    assert.deepEqual(readAboutOwner(word ?? assert.fail()), {
      owner: STRANGER.objectId,
      ownerName: '',
      isUnreachable: true,
    });
  });
});

describe('the list of the administrators', () => {
  it('has tokens whose second reader the bot has never met, or whose leaving is being decided', async () => {
    const { addToken, watch, store, clock, lists } = await setUpLadder();
    await addToken({ id: 'unmet', validTo: END, reader: { ...READER, objectId: STRANGER.objectId } });
    await addToken({ id: 'leaving', validTo: END, reader: READER });
    await store.accounts.leave({
      person: { tenantId: BOB.tenantId, objectId: BOB.objectId },
      now: START,
      leaving: { state: 'held', why: 'disabled', at: START },
      tokens: 'keep',
    });
    clock.set(END - DAY);
    await watch.runOnce();
    assert.deepEqual(
      lists.flat().map(({ tokenId }) => tokenId),
      ['leaving', 'unmet'],
    );
  });

  it('says whose owners can’t be reached, each token once', async () => {
    const { addToken, watch, store, clock, lists } = await setUpLadder();
    await addToken({ id: 'of-ada', validTo: END });
    await addToken({ id: 'of-bob', validTo: END }, BOB);
    await store.contacts.setUnreachable(BOB, 'blocked');
    clock.set(END - DAY);
    await watch.runOnce();
    assert.deepEqual(
      lists.map((list) =>
        list.map(({ tokenId, ownerName, isUnreachable }) => [tokenId, ownerName, isUnreachable]),
      ),
      [
        [
          ['of-ada', 'Ada Lovelace', false],
          ['of-bob', 'Bob', true],
        ],
      ],
    );
  });

  it('is sent every six hours at most, and has then what ends meanwhile', async () => {
    const { addToken, watch, clock, lists } = await setUpLadder();
    for (const hours of [0, 1, 5]) await addToken({ id: `in-${hours}`, validTo: END + hours * HOUR });
    clock.set(END - DAY);
    for (let hour = 0; hour <= 6; hour += 1) {
      await watch.runOnce();
      assert.equal(lists.length, hour < 6 ? 1 : 2, `after ${hour} hours`);
      clock.advance(HOUR);
    }
    assert.deepEqual(
      lists.map((list) => list.map(({ tokenId }) => tokenId)),
      [['in-0'], ['in-1', 'in-5']],
    );
  });
});
