import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createSweeper } from '../../../src/core/sync/sweeper.ts';
import { NEVER } from '../../../src/core/sync/token-sync.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import { ownerOf, type PersonId } from '../../../src/core/tokens/token.ts';
import { saySignedOut } from '../../../src/sentences/say-news.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR, START, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, BOB } from '../samples.ts';

const OWNER = ownerOf(ADA);
const INTERVAL = 6 * HOUR;
const RETRY = HOUR / 4;

function setUp({ random = (): number => 0.5, concurrency = 4 } = {}) {
  const clock = createFixedClock();
  const store = createFakeStore();
  const log = createSilentLog();
  const wake = sinon.fake();
  const sync = {
    sync: sinon.stub<[PersonId], Promise<void>>().resolves(),
    refresh: sinon.stub<[PersonId], Promise<undefined>>().resolves(),
  };
  const deps = { clock, store, sync, log, wake, intervalMs: INTERVAL, later: clock.later };
  const sweeper = createSweeper({ ...deps, random, concurrency });
  const nextAt = async (person = OWNER) => (await store.watches.find(person))?.nextAt;
  const told = async () =>
    (await store.listNotices(OWNER, '')).map(({ kind, detail = '' }) => ({
      kind,
      detail: saySignedOut(detail, sentencesOf('en')),
    }));
  return { clock, store, log, wake, sync, sweeper, nextAt, told };
}

describe('the sweep', () => {
  it('looks at people who signed in together at times a tenth apart from the interval, by chance', async () => {
    for (const [chance, after] of [
      [0, 0.9 * INTERVAL],
      [0.25, 0.95 * INTERVAL],
      [1, 1.1 * INTERVAL],
    ] as const) {
      const { sweeper, nextAt } = setUp({ random: () => chance });
      await sweeper.watch(OWNER);
      assert.equal(await sweeper.runOnce(), 1);
      assert.equal(await nextAt(), START + after);
    }
  });

  it('draws the chance anew for each look', async () => {
    const chances = [0, 1];
    const { sweeper, nextAt } = setUp({ random: () => chances.shift() ?? assert.fail('one look too many') });
    await sweeper.watch(OWNER);
    await sweeper.watch(ownerOf(BOB));
    assert.equal(await sweeper.runOnce(), 2);
    const both = [await nextAt(), await nextAt(ownerOf(BOB))];
    assert.deepEqual(both, [START + 0.9 * INTERVAL, START + 1.1 * INTERVAL]);
  });

  it('looks at no more people at a time than it may', async () => {
    const { sweeper, sync, store } = setUp({ concurrency: 2 });
    const people = ['a', 'b', 'c', 'd', 'e'].map((objectId) => ({ ...OWNER, objectId }));
    for (const person of people) await sweeper.watch(person);
    let running = 0;
    let most = 0;
    sync.sync.callsFake(async () => {
      running += 1;
      most = Math.max(most, running);
      await store.check();
      running -= 1;
    });
    assert.equal(await sweeper.runOnce(), 5);
    assert.equal(most, 2);
  });

  it('holds a person for five minutes, so that another process takes over after a crash and not before', async () => {
    const { sweeper, sync, nextAt } = setUp();
    await sweeper.watch(OWNER);
    let held: number | undefined;
    sync.sync.callsFake(async () => {
      held = await nextAt();
    });
    await sweeper.runOnce();
    assert.equal(held, START + HOUR / 12);
  });

  it('says in the log why a look failed, and tries again in a quarter of an hour', async () => {
    const { sweeper, sync, log, nextAt, told, wake } = setUp();
    const err = new PatkeeperError('unreachable.azure-devops');
    sync.sync.rejects(err);
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    assert.equal(await nextAt(), START + RETRY);
    assert.deepEqual(
      log.lines.map(({ level, fields }) => ({ level, fields })),
      [{ level: 'warn', fields: { err, person: OWNER } }],
    );
    assert.deepEqual(await told(), []);
    sinon.assert.notCalled(wake);
  });

  it('continues with the others, and says so in the log, when the next look can’t be written', async () => {
    const { sweeper, store, sync, log, nextAt } = setUp({ concurrency: 1 });
    await sweeper.watch(OWNER);
    await sweeper.watch(ownerOf(BOB));
    const settle = store.watches.settle;
    const full = new PatkeeperError('store-unavailable');
    store.watches.settle = async (watch, at) => {
      if (watch.person.objectId === OWNER.objectId) throw full;
      await settle(watch, at);
    };
    assert.equal(await sweeper.runOnce(), 2);
    sinon.assert.calledTwice(sync.sync);
    assert.deepEqual([await nextAt(), await nextAt(ownerOf(BOB))], [START + HOUR / 12, START + INTERVAL]);
    // The look that is done and the retry that can't be written either are two lines.
    assert.deepEqual(
      log.lines.map(({ level, fields }) => ({ level, fields })),
      [
        { level: 'warn', fields: { err: full, person: OWNER } },
        { level: 'warn', fields: { err: full } },
      ],
    );
  });
});

describe('a sweep that is told to sign in again', () => {
  it('tells the person once, wakes the dispatcher, and never looks again', async () => {
    const { sweeper, sync, told, wake, nextAt, clock, log } = setUp();
    sync.sync.rejects(signInNeeded());
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    const [notice, ...more] = await told();
    assert.equal(notice?.kind, 'signed-out');
    assert.match(notice.detail, /sign-in has ended.*\/pat signin/);
    assert.deepEqual(more, []);
    sinon.assert.calledOnce(wake);
    assert.equal(await nextAt(), NEVER);
    assert.deepEqual(log.lines, []);
    clock.advance(365 * DAY);
    assert.equal(await sweeper.runOnce(), 0);
  });

  it('says that Azure DevOps asks for it when it does', async () => {
    const { sweeper, sync, told } = setUp();
    sync.sync.rejects(signInNeeded('{"access_token":{}}'));
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    const [notice] = await told();
    assert.match(notice?.detail ?? '', /Azure DevOps asks you to sign in once more/);
  });

  it('tells nothing to a person who has signed out or in again during the look', async () => {
    for (const meanwhile of ['out', 'in'] as const) {
      const { sweeper, store, sync, told, wake, clock, nextAt } = setUp();
      await sweeper.watch(OWNER);
      sync.sync.onFirstCall().callsFake(async () => {
        clock.advance(1);
        if (meanwhile === 'out') await store.watches.delete(OWNER);
        else await sweeper.watch(OWNER);
        throw signInNeeded();
      });
      await sweeper.runOnce();
      assert.deepEqual(await told(), [], meanwhile);
      sinon.assert.notCalled(wake);
      // Whoever signed in again is looked at in the same run.
      assert.equal(await nextAt(), meanwhile === 'out' ? undefined : START + 1 + INTERVAL);
    }
  });
});

describe('the sweeper of a process', () => {
  it('looks every half minute for who is due, and at once when it is woken or somebody signs in', async () => {
    const { sweeper, store, clock, sync } = setUp();
    const claims = sinon.spy(store.watches, 'claimDue');
    sweeper.start();
    await until(() => clock.waiting() === 1);
    sinon.assert.calledOnceWithMatch(claims, { now: START, leaseMs: HOUR / 12, limit: 4 });
    assert.equal(clock.untilNextTimer(), 30_000);
    clock.advance(30_000);
    await until(() => clock.waiting() === 1);
    sinon.assert.calledTwice(claims);
    sweeper.wake();
    await until(() => claims.callCount === 3);
    await until(() => clock.waiting() === 1);
    await sweeper.watch(OWNER);
    await until(() => sync.sync.called);
    await sweeper.stop();
  });

  it('continues when nobody can be looked at, and says so in the log', async () => {
    const { sweeper, store, clock, log, sync } = setUp();
    await sweeper.watch(OWNER);
    const claim = store.watches.claimDue;
    const err = new PatkeeperError('store-unavailable');
    store.watches.claimDue = async () => {
      throw err;
    };
    sweeper.start();
    await until(() => clock.waiting() === 1);
    assert.deepEqual(
      log.lines.map(({ level, fields }) => ({ level, fields })),
      [{ level: 'warn', fields: { err } }],
    );
    store.watches.claimDue = claim;
    clock.advance(30_000);
    await until(() => sync.sync.called);
    await sweeper.stop();
  });

  it('begins nothing after its stop, and works after another start', async () => {
    const { sweeper, clock, sync } = setUp();
    sweeper.start();
    await until(() => clock.waiting() === 1);
    await sweeper.stop();
    assert.equal(clock.waiting(), 0);
    await sweeper.watch(OWNER);
    assert.equal(await sweeper.runOnce(), 0);
    sweeper.start();
    await until(() => sync.sync.called);
    await sweeper.stop();
  });
});
