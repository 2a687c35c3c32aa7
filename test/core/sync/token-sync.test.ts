import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createSweeper } from '../../../src/core/sync/sweeper.ts';
import { createTokenSync } from '../../../src/core/sync/token-sync.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import { ownerOf, type PersonId } from '../../../src/core/tokens/token.ts';
import type { ListedToken, Listing } from '../../../src/core/tokens/token-authority.ts';
import { sayStock } from '../../../src/sentences/say-news.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR, START, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, assertRefused, BOB, listed } from '../samples.ts';
import { createFakeAuthority } from '../tokens/service-setup.ts';

const OWNER = ownerOf(ADA);

function setUp({ concurrency = 4 } = {}) {
  const clock = createFixedClock();
  const store = createFakeStore();
  const log = createSilentLog();
  const wake = sinon.fake();
  const list = sinon.stub<[PersonId], Promise<Listing>>();
  const answer = (...tokens: ListedToken[]) => list.resolves({ tokens, complete: ['contoso'] });
  answer(listed(1), listed(2, { validTo: START + 3 * DAY }));
  const authority = { ...createFakeAuthority('azure-devops'), list };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const sync = createTokenSync({ clock, store, authorities: [authority], log, wake, newId });
  const sweeper = createSweeper({
    clock,
    store,
    sync,
    log,

    wake,
    intervalMs: 6 * HOUR,
    later: clock.later,
    random: () => 0.5,
    concurrency,
  });
  const messages = async () => {
    const due = await store.notices.claimDue({ now: clock.now(), leaseMs: 1, limit: 100 });
    return due.map(({ kind, detail }) =>
      detail === undefined ? kind : `${kind}: ${sayStock(detail, sentencesOf('en'))}`,
    );
  };
  return { clock, store, log, wake, list, answer, authority, sync, sweeper, messages };
}

describe('looking at tokens that were made elsewhere', () => {
  it('takes stock at first: one message, and a reminder for each', async () => {
    const { sweeper, store, messages } = setUp();
    await sweeper.watch(OWNER);
    assert.equal(await sweeper.runOnce(), 1);
    assert.equal((await store.tokens.list(OWNER)).length, 2);
    const [first, ...others] = await messages();
    assert.match(
      first ?? '',
      /^stock: You have 2 tokens in contoso that were not created here.* 1 of them ends within seven days/,
    );
    assert.deepEqual(others, []);
    assert.deepEqual((await store.watches.find(OWNER))?.stocked, ['contoso']);
  });

  it('takes stock at the first look in the background, of what the person has listed before too', async () => {
    const { sync, sweeper, answer, messages, clock } = setUp();
    clock.advance(HOUR);
    await sync.sync(OWNER);
    answer(listed(1), listed(2), listed(3));
    await sync.sync(OWNER);
    assert.deepEqual(await messages(), []);
    answer(listed(1), listed(3), listed(4));
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    const [stock, ...others] = await messages();
    assert.match(stock ?? '', /^stock: You have 3 tokens in contoso that were not created here/);
    assert.deepEqual(others, []);
  });

  it('owes the reminders of what an administrator’s look had found before, once', async () => {
    const { sync, sweeper, store, answer, messages, clock } = setUp();
    const known = listed(1, { validTo: START + 30 * DAY });
    answer(known);
    await sync.sync(OWNER);
    const [token] = await store.tokens.list(OWNER);
    assert.ok(token !== undefined);
    const { id: _, ...found } = token;
    // As a look of administration keeps it: without a message owed.
    const other = { ...found, id: 'seen', owner: ownerOf(BOB) };
    const event = { id: 'event', at: START, action: 'find', actor: OWNER, place: 'x', owner: OWNER } as const;
    const now = clock.now();
    const owner = ownerOf(BOB);
    await store.watches.syncTokens({
      owner,
      now,
      found: [{ token: other, notices: [], event }],
      changes: [],
      notices: [],
    });
    await sweeper.watch(owner);
    await sweeper.runOnce();
    await sync.sync(owner);
    clock.advance(23 * DAY);
    const reminders = (await messages()).filter((kind) => kind === 'expiring');
    assert.equal(reminders.length, 2, 'one for each of the two people');
  });

  it('announces what was made while the person was signed out, and takes stock of what is new to it', async () => {
    const { sync, sweeper, list, clock, messages } = setUp();
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    list.rejects(signInNeeded());
    clock.advance(6 * HOUR);
    await sweeper.runOnce();
    await messages();
    const elsewhere = listed(9, { organization: 'fabrikam' });
    list.resolves({ tokens: [listed(1), listed(2), elsewhere], complete: ['contoso', 'fabrikam'] });
    await sync.sync(OWNER);
    list.resolves({
      tokens: [listed(1), listed(2), listed(3), elsewhere],
      complete: ['contoso', 'fabrikam'],
    });
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    const told = (await messages()).sort();
    assert.match(told[1] ?? '', /^stock: You have 1 token in fabrikam that was not created here/);
    assert.deepEqual([told[0], told.length], ['found', 2]);
  });

  it('sees at once who becomes due while others are looked at', async () => {
    const { sweeper, list } = setUp();
    await sweeper.watch(OWNER);
    const looked: string[] = [];
    list.callsFake(async ({ objectId }) => {
      looked.push(objectId);
      if (looked.length === 1) await sweeper.watch(ownerOf(BOB));
      return { tokens: [], complete: [] };
    });
    sweeper.start();
    await until(() => looked.length === 2);
    await sweeper.stop();
    assert.deepEqual(looked, [ADA.objectId, BOB.objectId]);
  });

  it('begins with nobody else once it is to stop', async () => {
    const { sweeper, clock, list } = setUp({ concurrency: 1 });
    await sweeper.watch(OWNER);
    clock.advance(1);
    await sweeper.watch(ownerOf(BOB));
    const looks: ((listing: Listing) => void)[] = [];
    list.callsFake(() => new Promise((resolve) => looks.push(resolve)));
    sweeper.start();
    await until(() => looks.length === 1);
    const stopped = sweeper.stop();
    looks[0]?.({ tokens: [], complete: [] });
    await stopped;
    sinon.assert.calledOnceWithExactly(list, OWNER);
    assert.equal(clock.waiting(), 0);
  });

  it('announces a token that appears later, once', async () => {
    const { sweeper, clock, answer, messages } = setUp();
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    await messages();
    answer(listed(1), listed(2), listed(3));
    clock.advance(6 * HOUR);
    assert.equal(await sweeper.runOnce(), 1);
    assert.deepEqual(
      (await messages()).filter((one) => one === 'found'),
      ['found'],
    );
    clock.advance(6 * HOUR);
    await sweeper.runOnce();
    assert.deepEqual((await messages()).filter((one) => one === 'found').length <= 1, true);
  });

  it('tells of many new tokens together', async () => {
    const { sweeper, clock, answer, messages } = setUp();
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    await messages();
    answer(...Array.from({ length: 40 }, (_, number) => listed(number + 1)));
    clock.advance(6 * HOUR);
    await sweeper.runOnce();
    const told = await messages();
    assert.equal(told.filter((one) => one === 'found').length, 10);
    assert.ok(told.some((one) => one.startsWith('stock: 28 more tokens were created elsewhere')));
  });

  it('looks at a person every six hours, and at nobody who has not asked for it', async () => {
    const { sweeper, sync, clock, list, store } = setUp();
    await sync.sync(ownerOf(BOB));
    assert.equal(await store.watches.find(BOB), undefined);
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    list.resetHistory();
    clock.advance(6 * HOUR - 1);
    assert.equal(await sweeper.runOnce(), 0);
    clock.advance(1);
    assert.equal(await sweeper.runOnce(), 1);
    sinon.assert.calledOnceWithExactly(list, OWNER);
  });

  it('says once that it can not look any more when the sign-in has ended', async () => {
    const { sweeper, clock, list, messages } = setUp();
    await sweeper.watch(OWNER);
    await sweeper.runOnce();
    await messages();
    list.rejects(signInNeeded());
    clock.advance(6 * HOUR);
    await sweeper.runOnce();
    const told = await messages();
    assert.equal(told.filter((one) => one.startsWith('signed-out')).length, 1);
    clock.advance(30 * DAY);
    assert.equal(await sweeper.runOnce(), 0);
  });

  it('comes back in a quarter of an hour after a failure', async () => {
    const { sweeper, clock, list } = setUp();
    await sweeper.watch(OWNER);
    list.rejects(new PatkeeperError('unreachable.azure-devops'));
    assert.equal(await sweeper.runOnce(), 1);
    clock.advance(15 * 60_000);
    assert.equal(await sweeper.runOnce(), 1);
    sinon.assert.calledTwice(list);
  });

  it('gives up a person who has signed out meanwhile', async () => {
    const { sweeper, store, list } = setUp();
    await sweeper.watch(OWNER);
    list.callsFake(async () => {
      await store.watches.delete(OWNER);
      throw signInNeeded();
    });
    await sweeper.runOnce();
    assert.equal(await store.watches.find(OWNER), undefined);
  });

  it('takes no token for gone that only one of two lists has skipped', async () => {
    const { sync, store, list, clock } = setUp();
    clock.advance(HOUR);
    await sync.sync(OWNER);
    list.onCall(1).resolves({ tokens: [listed(1)], complete: ['contoso'] });
    await sync.sync(OWNER);
    assert.ok((await store.tokens.list(OWNER)).every(({ revokedAt }) => revokedAt === undefined));
    list.resolves({ tokens: [listed(1)], complete: ['contoso'] });
    await sync.sync(OWNER);
    assert.equal((await store.tokens.list(OWNER)).filter((one) => one.revokedAt !== undefined).length, 1);
  });

  it('leaves a trace of everything that was found, changed or gone there', async () => {
    const { sync, store, answer, clock } = setUp();
    await sync.sync(OWNER);
    clock.advance(HOUR);
    answer(listed(1, { scopes: ['vso.build'] }));
    await sync.sync(OWNER);
    const traces = store.events.map(({ action, actor, owner, place, tokenName, detail }) => {
      assert.deepEqual([actor, owner, place], [OWNER, OWNER, 'sync']);
      return `${action} ${tokenName}: ${detail}`;
    });
    assert.deepEqual(traces, [
      'find token 1: in contoso, made elsewhere',
      'find token 2: in contoso, made elsewhere',
      'renew token 1: changed elsewhere: scopes',
      'revoke token 2: it is gone at its authority',
    ]);
  });

  it('tells an authority once more about an earlier end that a crash kept from it', async () => {
    const { sync, store, authority, answer } = setUp();
    answer(listed(1));
    await sync.sync(OWNER);
    const [token] = await store.tokens.list(OWNER);
    assert.ok(token);
    const rotation = {
      state: 'overlap',
      startedAt: START,
      successorId: 'x',
      lastValidTo: token.validTo,
      endsItself: true,
    } as const;
    await store.tokens.change({
      owner: OWNER,
      tokenId: token.id,
      now: START,
      set: { rotation, validTo: START + DAY },
      notices: [],
      dropOpenNotices: '',
      event: store.events[0] ?? assert.fail(),
    });
    await sync.sync(OWNER);
    sinon.assert.calledOnceWithMatch(authority.renew, OWNER, { id: token.id }, START + DAY);
  });
});

describe('refreshing for somebody who waits', () => {
  it('asks once for clicks within half a minute, and once for several at the same time', async () => {
    const { sync, list, clock } = setUp();
    await Promise.all([sync.refresh(OWNER), sync.refresh(OWNER)]);
    await sync.refresh(OWNER);
    sinon.assert.calledOnce(list);
    clock.advance(30_000);
    await sync.refresh(OWNER);
    sinon.assert.calledTwice(list);
  });

  it('gives what went wrong, and never fails', async () => {
    const { sync, list } = setUp();
    list.rejects(signInNeeded());
    assert.equal((await sync.refresh(OWNER))?.code, 'sign-in-needed');
    list.rejects(new Error('odd'));
    assert.equal((await sync.refresh(OWNER))?.code, 'unreachable');
    await assertRefused('sign-in-needed', () => {
      list.rejects(signInNeeded());
      return sync.sync(OWNER);
    });
  });
});
