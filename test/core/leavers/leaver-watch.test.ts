import assert from 'node:assert/strict';
import { until } from '../../support/fixed-clock.ts';
import { createLeaverWorld, personNumber } from './leaver-world.ts';

const ANN = personNumber(1);

describe('the watch over those who leave', () => {
  it('refuses nobody because the directory doesn’t answer, and tells administrators after an hour, once a day', async () => {
    const { watch, giveToken, now, directory, news, clock, say, HOUR, DAY, MINUTE } = createLeaverWorld();
    const token = await giveToken(ANN);
    const since = clock.now();
    say(ANN, 'disabled');
    directory.failure = new Error('no answer in time');
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await watch.look();
      clock.advance(MINUTE);
    }
    assert.deepEqual(news, []);
    await watch.look();
    clock.advance(HOUR);
    await watch.look();
    assert.deepEqual(news, [{ kind: 'silent', since }]);
    assert.equal((await now(token))?.refusedSince, undefined);
    clock.advance(DAY);
    await watch.look();
    assert.equal(news.length, 2);
    delete directory.failure;
    await watch.look();
    assert.equal((await now(token))?.refusedSince, clock.now());
  });

  it('is not silent while provisioning is heard of', async () => {
    const { watch, directory, news, clock, HOUR } = createLeaverWorld();
    directory.failure = new Error('no answer in time');
    await watch.look();
    clock.advance(HOUR - 1);
    watch.heard();
    clock.advance(2);
    await watch.look();
    assert.deepEqual(news, []);
  });

  it('lets nobody back while the directory doesn’t answer', async () => {
    const { watch, giveToken, directory, provisioning, stateOf } = createLeaverWorld();
    await giveToken(ANN);
    await provisioning.create(ANN.objectId, { userName: 'ann@example.org', isActive: false });
    await watch.look();
    await provisioning.change(ANN.objectId, { isActive: true });
    directory.failure = new Error('no answer in time');
    await watch.look();
    assert.equal(await stateOf(ANN), 'refused');
  });

  it('looks five times within the promised time, and of several processes one looks in each turn', async () => {
    const { watchOf, directory, clock, MINUTE } = createLeaverWorld();
    let looks = 0;
    directory.look = async () => {
      looks += 1;
      return () => 'active';
    };
    const watches = [watchOf(), watchOf(), watchOf()];
    for (const watch of watches) watch.start();
    await until(() => clock.waiting() === 3);
    assert.equal(looks, 1);
    for (let turn = 2; turn <= 6; turn += 1) {
      clock.advance(MINUTE);
      await until(() => clock.waiting() === 3);
      assert.equal(looks, turn);
    }
    await Promise.all(watches.map((watch) => watch.stop()));
    assert.equal(clock.waiting(), 0);
  });

  it('goes on after a turn that failed', async () => {
    const { watch, store, giveToken, say, now, clock, MINUTE } = createLeaverWorld();
    const token = await giveToken(ANN);
    say(ANN, 'disabled');
    const { listHolders } = store.accounts;
    store.accounts.listHolders = async () => {
      throw new Error('away');
    };
    watch.start();
    await until(() => clock.waiting() === 1);
    store.accounts.listHolders = listHolders;
    clock.advance(MINUTE);
    await until(() => clock.waiting() === 1);
    assert.notEqual((await now(token))?.refusedSince, undefined);
    await watch.stop();
  });
});
