import assert from 'node:assert/strict';
import type { PushOutcome } from '../../../src/core/audit/collector.ts';
import { createPushing } from '../../../src/core/audit/pushing.ts';
import { createSealer, SEAL_EVERY_MS } from '../../../src/core/audit/sealing.ts';
import { recordSettings } from '../../../src/core/audit/settings-change.ts';
import { ada, eventOf, tokenOf } from '../../stores/fixtures.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, type FixedClock, HOUR, until } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

function setUp(answers: (numbers: readonly number[]) => Promise<PushOutcome>) {
  const clock = createFixedClock();
  const store = createFakeStore();
  const log = createSilentLog();
  const tries: (readonly number[])[] = [];
  const collector = {
    async send(events: readonly { readonly number: number }[]) {
      const numbers = events.map(({ number }) => number);
      tries.push(numbers);
      return answers(numbers);
    },
  };
  const pushingOf = (holder: string) =>
    createPushing({ store, collector, clock, log, holder, later: clock.later });
  const write = async (count: number) => {
    for (let index = 0; index < count; index += 1) await store.audit.record(eventOf(tokenOf(ada)));
    await store.audit.seal(clock.now());
  };
  return { clock, store, log, tries, pushingOf, write };
}

/** Resolves when everything was tried and nothing is left to hand over. */
function caughtUp(clock: FixedClock): Promise<void> {
  return until(() => {
    clock.advance(0);
    return clock.untilNextTimer() === 5_000;
  });
}

const taken = async (): Promise<PushOutcome> => ({ kind: 'taken' });

describe('pushing audit events', () => {
  it('hands over everything in order, a hundred at a time, and what comes later later', async () => {
    const { clock, tries, pushingOf, write } = setUp(taken);
    await write(250);
    const pushing = pushingOf('a');
    pushing.start();
    await caughtUp(clock);
    assert.deepEqual(
      tries.flat(),
      Array.from({ length: 250 }, (_, index) => index + 1),
    );
    assert.deepEqual(
      tries.map(({ length }) => length),
      [100, 100, 50],
    );
    await write(1);
    clock.advance(5_000);
    await until(() => tries.length === 4);
    assert.deepEqual(tries[3], [251]);
    pushing.stop();
  });

  it('loses nothing while the collector is away for a day, and says so once', async () => {
    let isAway = true;
    const { clock, log, tries, pushingOf, write } = setUp(async () =>
      isAway ? { kind: 'not-taken', reason: 'it answered 500' } : { kind: 'taken' },
    );
    await write(3);
    const pushing = pushingOf('a');
    pushing.start();
    for (const end = clock.now() + DAY; clock.now() < end; ) {
      await until(() => clock.waiting() === 1);
      clock.advance(clock.untilNextTimer() ?? 0);
    }
    await until(() => clock.waiting() === 1);
    assert.ok(tries.length > 250 && tries.every((numbers) => numbers.join() === '1,2,3'));
    isAway = false;
    await write(1);
    clock.advance(5 * 60_000);
    await caughtUp(clock);
    assert.deepEqual(tries.at(-1), [1, 2, 3, 4]);
    assert.equal(log.lines.filter(({ level }) => level === 'warn').length, 1);
    pushing.stop();
  });

  it('hands over fewer at a time to a collector that takes no more', async () => {
    const { clock, tries, pushingOf, write } = setUp(async (numbers) =>
      numbers.length > 30 ? { kind: 'too-large' } : { kind: 'taken' },
    );
    await write(40);
    const pushing = pushingOf('a');
    pushing.start();
    await caughtUp(clock);
    const sent = tries.filter(({ length }) => length <= 30).flat();
    assert.deepEqual(
      sent,
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    pushing.stop();
  });

  it('leaves it to one of several processes, until that one has died', async () => {
    let answer: (outcome: PushOutcome) => void = () => {};
    const { clock, tries, pushingOf, write } = setUp(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await write(1);
    pushingOf('died').start();
    await until(() => tries.length === 1);
    const other = pushingOf('other');
    other.start();
    await until(() => clock.waiting() === 1);
    assert.equal(tries.length, 1);
    for (let waited = 0; waited < 120_000; waited += 5_000) {
      clock.advance(5_000);
      await until(() => clock.waiting() === 1 || tries.length === 2);
    }
    await until(() => tries.length === 2);
    assert.deepEqual(tries[1], [1]);
    answer({ kind: 'taken' });
    other.stop();
  });
});

describe('sealing audit events', () => {
  it('seals what was written within half a minute, and tells the head once a day', async () => {
    const clock = createFixedClock();
    const store = createFakeStore();
    const log = createSilentLog();
    let made = 0;
    const newId = () => `made-${++made}`;
    const sealer = createSealer({ store, clock, log, newId, later: clock.later });
    await store.audit.record(eventOf(tokenOf(ada)));
    sealer.start();
    const heads = () => store.events.filter(({ action }) => action === 'head');
    for (const end = clock.now() + DAY + HOUR; clock.now() < end; ) {
      await until(() => clock.waiting() === 1);
      clock.advance(SEAL_EVERY_MS);
    }
    assert.equal(heads().length, 2);
    const first = heads()[0]?.detail ?? assert.fail();
    assert.match(first, /^1:[\w-]{43}$/);
    assert.equal(log.lines.filter((line) => JSON.stringify(line).includes(first)).length, 1);
    await sealer.stop();
    assert.equal(await store.audit.seal(clock.now()), undefined);
  });
});

describe('settings', () => {
  it('that changed before a start are recorded once, and none at the first', async () => {
    const store = createFakeStore();
    const clock = createFixedClock();
    const record = (settings: Record<string, string>) =>
      recordSettings({ store, settings, clock, newId: () => 'id' });
    await record({ PORT: '1', CACHE_KEY: 'set' });
    assert.deepEqual(store.events, []);
    const changed = { PORT: '2', GUESTS: 'allow' };
    await record(changed);
    await record(changed);
    assert.deepEqual(
      store.events.map(({ action, detail }) => [action, detail]),
      [['settings', 'CACHE_KEY: left out, before set; GUESTS: allow, before left out; PORT: 2, before 1']],
    );
  });
});
