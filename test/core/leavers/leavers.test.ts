import assert from 'node:assert/strict';
import { isMassLeave } from '../../../src/core/leavers/mass-leave.ts';
import { BOB } from '../samples.ts';
import { createLeaverWorld, personNumber } from './leaver-world.ts';

const ANN = personNumber(1);

describe('somebody who leaves', () => {
  for (const why of ['disabled', 'deleted'] as const)
    it(`has their tokens refused once their account is ${why}, and nobody else’s; administrators get one list`, async () => {
      const { watch, say, giveToken, now, news, store, clock } = createLeaverWorld();
      const [one, two, other] = [await giveToken(ANN), await giveToken(ANN), await giveToken(BOB)];
      say(ANN, why);
      await watch.look();
      await watch.look();
      assert.equal((await now(one))?.refusedSince, clock.now());
      assert.equal((await now(two))?.refusedSince, clock.now());
      assert.equal((await now(other))?.refusedSince, undefined);
      assert.deepEqual(news, [{ kind: 'left', people: [{ person: ANN, why, tokens: 2 }] }]);
      const written = store.events.filter(({ action }) => action === 'leave');
      assert.deepEqual(
        written.map(({ owner, place }) => [owner, place]),
        [[ANN, 'directory']],
      );
    });

  it('is written and told of once when two processes notice it at the same time', async () => {
    const { watch, watchOf, say, giveToken, now, news, store } = createLeaverWorld();
    const token = await giveToken(ANN);
    say(ANN, 'disabled');
    await Promise.all([watch.look(), watchOf().look()]);
    assert.notEqual((await now(token))?.refusedSince, undefined);
    assert.equal(store.events.filter(({ action }) => action === 'leave').length, 1);
    assert.deepEqual(news, [{ kind: 'left', people: [{ person: ANN, why: 'disabled', tokens: 1 }] }]);
  });

  it('has not left when an administrator says so, even if they are held at that moment', async () => {
    const { watch, say, giveToken, now, stateOf, leavers, store } = createLeaverWorld();
    const token = await giveToken(ANN);
    say(ANN, 'disabled');
    const held = { state: 'held', why: 'disabled', at: 1 } as const;
    await store.accounts.leave({ person: ANN, now: 1, leaving: held, tokens: 'keep' });
    const [agreed] = await Promise.all([leavers.agree('all'), leavers.spare(ANN), watch.look()]);
    assert.deepEqual(agreed, []);
    assert.equal(await stateOf(ANN), 'spared');
    assert.equal((await now(token))?.refusedSince, undefined);
  });

  it('has not left when an administrator says so, even if another one agreed a moment before', async () => {
    const { say, giveToken, now, stateOf, leavers, store } = createLeaverWorld();
    const token = await giveToken(ANN);
    say(ANN, 'disabled');
    const held = { state: 'held', why: 'disabled', at: 1 } as const;
    await store.accounts.leave({ person: ANN, now: 1, leaving: held, tokens: 'keep' });
    const { find } = store.accounts;
    store.accounts.find = async (person) => {
      const read = await find(person);
      store.accounts.find = find;
      assert.deepEqual(await leavers.agree('all'), [ANN]);
      return read;
    };
    assert.equal(await leavers.spare(ANN), true);
    assert.equal(await stateOf(ANN), 'spared');
    assert.equal((await now(token))?.refusedSince, undefined);
  });

  it('is refused by what provisioning says, too, with no directory', async () => {
    const { watch, provisioning, giveToken, now } = createLeaverWorld({ asksDirectory: false });
    const token = await giveToken(ANN);
    await provisioning.create(ANN.objectId, { userName: 'ann@example.org', isActive: true });
    await watch.look();
    assert.equal((await now(token))?.refusedSince, undefined);
    await provisioning.change(ANN.objectId.toUpperCase(), { isActive: false });
    await watch.look();
    assert.notEqual((await now(token))?.refusedSince, undefined);
  });

  it('is refused when provisioning has deleted them', async () => {
    const { watch, provisioning, giveToken, now, news } = createLeaverWorld({ asksDirectory: false });
    const token = await giveToken(ANN);
    await provisioning.create(ANN.objectId, { userName: 'ann@example.org', isActive: true });
    assert.equal(await provisioning.remove(ANN.objectId), true);
    await watch.look();
    assert.notEqual((await now(token))?.refusedSince, undefined);
    assert.deepEqual(news, [{ kind: 'left', people: [{ person: ANN, why: 'deleted', tokens: 1 }] }]);
  });

  it('has what they made since refused by the next look, without another list', async () => {
    const { watch, say, giveToken, now, news } = createLeaverWorld();
    await giveToken(ANN);
    say(ANN, 'disabled');
    await watch.look();
    const late = await giveToken(ANN);
    await watch.look();
    assert.notEqual((await now(late))?.refusedSince, undefined);
    assert.equal(news.length, 1);
  });

  it('has their tokens revoked after the grace, not before, whether they are back or not', async () => {
    const { watch, say, giveToken, now, clock, DAY, store } = createLeaverWorld();
    const token = await giveToken(ANN);
    say(ANN, 'disabled');
    await watch.look();
    say(ANN, 'active');
    clock.advance(DAY - 1);
    await watch.look();
    assert.equal((await now(token))?.revokedAt, undefined);
    clock.advance(1);
    await watch.look();
    assert.equal((await now(token))?.revokedAt, clock.now());
    assert.ok(store.events.some(({ action, tokenId }) => action === 'revoke' && tokenId === token.id));
  });

  it('never gets back by themselves what they had, and what they make when they are back works', async () => {
    const { watch, say, giveToken, now, stateOf } = createLeaverWorld();
    const before = await giveToken(ANN);
    say(ANN, 'disabled');
    await watch.look();
    say(ANN, 'active');
    await watch.look();
    assert.equal(await stateOf(ANN), 'returned');
    const after = await giveToken(ANN);
    await watch.look();
    assert.notEqual((await now(before))?.refusedSince, undefined);
    assert.equal((await now(after))?.refusedSince, undefined);
  });

  it('works again when an administrator says that they have not left, until they leave again', async () => {
    const { watch, say, giveToken, now, leavers, stateOf } = createLeaverWorld();
    const token = await giveToken(ANN);
    say(ANN, 'disabled');
    await watch.look();
    assert.equal(await leavers.spare(ANN), true);
    await watch.look();
    assert.equal((await now(token))?.refusedSince, undefined);
    assert.equal(await stateOf(ANN), 'spared');
    say(ANN, 'active');
    await watch.look();
    say(ANN, 'disabled');
    await watch.look();
    assert.notEqual((await now(token))?.refusedSince, undefined);
    assert.equal(await leavers.spare(BOB), false);
  });

  it('works again when an administrator says after their return that it was a mistake', async () => {
    const { watch, say, giveToken, now, leavers, stateOf } = createLeaverWorld();
    const token = await giveToken(ANN);
    say(ANN, 'disabled');
    await watch.look();
    say(ANN, 'active');
    await watch.look();
    assert.deepEqual(
      (await leavers.list()).map(({ leaving, refused }) => [leaving.state, refused]),
      [['returned', 1]],
    );
    assert.equal(await leavers.spare(ANN), true);
    await watch.look();
    assert.equal((await now(token))?.refusedSince, undefined);
    assert.equal(await stateOf(ANN), undefined);
  });

  it('is forgotten after their return when nothing of theirs is refused any more, and counts anew when they leave again', async () => {
    const { watch, say, giveToken, now, stateOf, clock, news, DAY } = createLeaverWorld();
    await giveToken(ANN);
    say(ANN, 'disabled');
    await watch.look();
    say(ANN, 'active');
    await watch.look();
    const fresh = await giveToken(ANN);
    say(ANN, 'disabled');
    await watch.look();
    assert.notEqual((await now(fresh))?.refusedSince, undefined);
    assert.equal(news.length, 2);
    say(ANN, 'active');
    await watch.look();
    clock.advance(DAY);
    await watch.look();
    await watch.look();
    assert.equal(await stateOf(ANN), undefined);
  });

  it('stays refused as long as one of two sources says that they are gone', async () => {
    const { watch, say, giveToken, provisioning, stateOf } = createLeaverWorld();
    await giveToken(ANN);
    await provisioning.create(ANN.objectId, { userName: 'ann@example.org', isActive: false });
    await watch.look();
    assert.equal(await stateOf(ANN), 'refused');
    await provisioning.change(ANN.objectId, { isActive: true });
    say(ANN, 'disabled');
    await watch.look();
    assert.equal(await stateOf(ANN), 'refused');
    say(ANN, 'active');
    await watch.look();
    assert.equal(await stateOf(ANN), 'returned');
  });
});

describe('many who leave at once', () => {
  it('are too many above twenty, or above a tenth of those with tokens where that is more than three', () => {
    const cases: [leaving: number, withTokens: number, expected: boolean][] = [
      [20, 1_000, false],
      [21, 1_000, true],
      [3, 3, false],
      [4, 39, true],
      [4, 40, false],
      [5, 40, true],
    ];
    for (const [leaving, withTokens, expected] of cases)
      assert.equal(isMassLeave(leaving, withTokens), expected, `${leaving} of ${withTokens}`);
  });

  it('are held, all of them, and nothing is refused until an administrator agrees', async () => {
    const { watch, say, crowd, news, store, leavers, clock } = createLeaverWorld();
    const people = await crowd(400);
    const gone = people.slice(0, 30);
    for (const person of gone) say(person, 'disabled');
    await watch.look();
    await watch.look();
    const usable = async () =>
      (await store.accounts.listHolders(clock.now())).filter((one) => one.usable > 0);
    assert.equal((await usable()).length, 400);
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['held'],
    );
    const [first, ...others] = gone;
    assert.ok(first !== undefined);
    assert.deepEqual(await leavers.agree([first]), [first]);
    assert.equal((await usable()).length, 399);
    assert.deepEqual(await leavers.agree('all'), others);
    assert.equal((await usable()).length, 370);
  });

  it('are held too when they come one after the other within the hour, and what was refused stays so', async () => {
    const { watch, say, crowd, store, clock, MINUTE } = createLeaverWorld();
    const people = await crowd(400);
    for (const person of people.slice(0, 25)) {
      say(person, 'disabled');
      await watch.look();
      clock.advance(MINUTE);
    }
    const states = (await store.accounts.listLeaving()).map(({ leaving }) => leaving?.state);
    assert.deepEqual(states, [...Array<string>(20).fill('refused'), ...Array<string>(5).fill('held')]);
  });

  it('are held too when those before them are back already, because the tokens of these stay refused', async () => {
    const { watch, say, crowd, store, stateOf, clock, MINUTE, HOUR } = createLeaverWorld();
    const people = await crowd(400);
    for (let from = 0; from < 60; from += 20) {
      const some = people.slice(from, from + 20);
      for (const person of some) say(person, 'disabled');
      await watch.look();
      for (const person of some) say(person, 'active');
      await watch.look();
      clock.advance(MINUTE);
    }
    const states = (await store.accounts.listLeaving()).map(({ leaving }) => leaving?.state);
    assert.deepEqual(states, Array<string>(20).fill('returned'));
    clock.advance(HOUR);
    // Long gone, or back: neither counts when others leave later.
    for (const person of people.slice(100, 120)) say(person, 'disabled');
    await watch.look();
    clock.advance(HOUR);
    for (const person of people.slice(100, 120)) say(person, 'active');
    await watch.look();
    const late = people[200] ?? ANN;
    say(late, 'disabled');
    await watch.look();
    assert.equal(await stateOf(late), 'refused');
  });

  it('don’t count for longer than an hour, nor once an administrator has agreed', async () => {
    const { watch, say, crowd, leavers, stateOf, clock, HOUR } = createLeaverWorld();
    const people = await crowd(400);
    const [late, later] = [personNumber(300), personNumber(301)];
    for (const person of people.slice(0, 30)) say(person, 'disabled');
    await watch.look();
    await leavers.agree('all');
    say(late, 'disabled');
    await watch.look();
    assert.equal(await stateOf(late), 'refused');
    for (const person of people.slice(30, 60)) say(person, 'disabled');
    await watch.look();
    clock.advance(HOUR);
    say(later, 'disabled');
    await watch.look();
    assert.equal(await stateOf(later), 'refused');
    assert.equal(await stateOf(personNumber(31)), 'held');
  });

  it('are let go when their accounts are active again, as after a mended scope filter', async () => {
    const { watch, say, crowd, leavers } = createLeaverWorld();
    const people = await crowd(60);
    for (const person of people) say(person, 'disabled');
    await watch.look();
    assert.equal((await leavers.list()).length, 60);
    for (const person of people) say(person, 'active');
    await watch.look();
    assert.deepEqual(await leavers.list(), []);
  });
});
