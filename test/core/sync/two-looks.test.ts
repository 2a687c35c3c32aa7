import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createSweeper } from '../../../src/core/sync/sweeper.ts';
import { createTokenSync } from '../../../src/core/sync/token-sync.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import { ownerOf, type PersonId } from '../../../src/core/tokens/token.ts';
import type { Listing } from '../../../src/core/tokens/token-authority.ts';
import { sayStock } from '../../../src/sentences/say-news.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, HOUR, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, listed } from '../samples.ts';
import { createFakeAuthority } from '../tokens/service-setup.ts';

const OWNER = ownerOf(ADA);

function listing(...numbers: readonly number[]): Listing {
  const tokens = numbers.map((number) => listed(number));
  return { tokens, complete: ['contoso'] };
}

/** Two processes on one store; lists are answered when a test says so. */
async function setUp() {
  const clock = createFixedClock();
  const store = createFakeStore();
  const log = createSilentLog();
  const wake = sinon.fake();
  let ids = 0;
  const asked: { answer(listed: Listing): void; fail(error: Error): void }[] = [];
  const list = (_person: PersonId): Promise<Listing> =>
    new Promise((answer, fail) => {
      asked.push({ answer, fail });
    });
  const authority = { ...createFakeAuthority('azure-devops'), list };
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const start = () => {
    const sync = createTokenSync({ clock, store, authorities: [authority], log, wake, newId });
    return { sync, sweeper: createSweeper({ clock, store, sync, log, wake, intervalMs: 6 * HOUR }) };
  };
  const [first, second] = [start(), start()];
  await first.sweeper.watch(OWNER);
  const askedFor = (count: number) => until(() => asked.length === count);
  const messages = async () =>
    (await store.listNotices(OWNER, '')).map(({ detail = '' }) => sayStock(detail, sentencesOf('en')));
  return { clock, store, first, second, asked, askedFor, messages };
}

describe('two looks at one person at once', () => {
  it('take stock once, and what only the later one saw is news', async () => {
    const { first, second, store, asked, askedFor, messages } = await setUp();
    const looks = [first.sync.sync(OWNER), second.sync.sync(OWNER)];
    await askedFor(2);
    asked[0]?.answer(listing(1, 2));
    asked[1]?.answer(listing(1, 2, 3));
    await askedFor(3);
    asked[2]?.answer(listing(1, 2, 3));
    await Promise.all(looks);
    const told = await messages();
    assert.deepEqual([told.length, told[0]?.slice(0, 29)], [1, 'You have 2 tokens in contoso ']);
    const tokens = await store.tokens.list(OWNER);
    const owed = await Promise.all(tokens.map(({ id }) => store.listNotices(OWNER, id)));
    assert.equal(owed.flat().filter(({ kind }) => kind === 'found').length, 1);
    assert.deepEqual(
      store.events.map(({ action, tokenId }) => `${action} ${tokenId}`).sort(),
      tokens.map(({ id }) => `find ${id}`).sort(),
    );
  });

  it('leave one trace of what both found when nobody is watched', async () => {
    const { first, second, store, asked, askedFor } = await setUp();
    await store.watches.delete(OWNER);
    const looks = [first.sync.sync(OWNER), second.sync.sync(OWNER)];
    await askedFor(2);
    for (const { answer } of asked) answer(listing(1));
    await Promise.all(looks);
    assert.deepEqual([(await store.tokens.list(OWNER)).length, store.events.length], [1, 1]);
  });
});

describe('a look during which the person', () => {
  it('signs out tells them nothing, and does not watch them again', async () => {
    for (const end of ['answer', 'fail'] as const) {
      const { first, store, asked, askedFor, messages } = await setUp();
      const run = first.sweeper.runOnce();
      await askedFor(1);
      await store.watches.delete(OWNER);
      if (end === 'fail') asked[0]?.fail(signInNeeded());
      else asked[0]?.answer(listing(1));
      await run;
      assert.deepEqual(await messages(), [], end);
      assert.equal(await store.watches.find(OWNER), undefined, end);
    }
  });

  it('signs in again is followed by another at once, without word that the sign-in has ended', async () => {
    const { first, second, store, clock, asked, askedFor, messages } = await setUp();
    const run = first.sweeper.runOnce();
    await askedFor(1);
    clock.advance(1000);
    await second.sweeper.watch(OWNER);
    asked[0]?.fail(signInNeeded());
    await askedFor(2);
    asked[1]?.answer(listing(1));
    assert.equal(await run, 2);
    assert.match((await messages()).join(), /^You have 1 token in contoso/);
    assert.deepEqual((await store.watches.find(OWNER))?.stocked, ['contoso']);
  });
});
