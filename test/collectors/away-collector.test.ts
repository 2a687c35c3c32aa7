import assert from 'node:assert/strict';
import { createPushing } from '../../src/core/audit/pushing.ts';
import { ada, eventOf, tokenOf } from '../stores/fixtures.ts';
import { openedLowdbStore } from '../stores/lowdb/opened-lowdb-store.ts';
import type { OpenedStore } from '../stores/opened-store.ts';
import { openedPostgresStore } from '../stores/postgres/opened-postgres-store.ts';
import { createFixedClock, DAY, type FixedClock, HOUR } from '../support/fixed-clock.ts';
import { type LoopbackCertificate, makeLoopbackCertificate } from '../support/loopback-certificate.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { type CollectorKind, type FakeCollector, startFakeCollector } from './fake-collector.ts';

const STORES = { lowdb: () => openedLowdbStore(), postgres: () => openedPostgresStore() };
/** A day in the big runs. */
const GONE_MS = process.env['REPLICAS'] === 'full' ? DAY : 3 * HOUR;
const KINDS: readonly CollectorKind[] = ['https', 'syslog+tls'];

/** Waits for another process; the test's own time limit ends the wait. */
async function soon(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

let certificate: LoopbackCertificate;
before(async () => {
  certificate = await makeLoopbackCertificate();
});

for (const [name, openStore] of Object.entries(STORES))
  for (const kind of KINDS)
    describe(`audit events of ${name} for a collector by ${kind} that stalls, fails, is gone and comes back`, function () {
      this.timeout(60_000);
      let opened: OpenedStore;
      let collector: FakeCollector;
      let clock: FixedClock;
      let written = 0;

      before(async () => {
        opened = await openStore();
        collector = await startFakeCollector(kind, certificate);
        clock = createFixedClock();
        written = 0;
      });
      after(async () => {
        await collector?.goAway();
        await opened?.close();
      });

      async function write(count: number): Promise<void> {
        const { audit } = opened.store;
        for (let index = 0; index < count; index += 1)
          await audit.record(eventOf(tokenOf(ada, { name: 'a {"b":1} 12 <c> \uFEFF' }), { at: clock.now() }));
        await audit.seal(clock.now());
        written += count;
      }

      /** The next batch is sent at once. */
      const caughtUp = (isSo: () => boolean) =>
        soon(() => {
          clock.advance(0);
          return isSo();
        });

      /** Time passes: each attempt that comes due meanwhile is made, and events are written all the time. */
      async function pass(ms: number): Promise<void> {
        for (const end = clock.now() + ms; clock.now() < end; ) {
          await soon(() => clock.waiting() > 0);
          clock.advance(Math.min(clock.untilNextTimer() ?? 0, end - clock.now()));
        }
        await soon(() => clock.waiting() > 0);
      }

      it('all arrive, in order, at least once, and nobody who writes one waits for it', async () => {
        const { store } = opened;
        const log = createSilentLog();
        const pushingOf = (holder: string) =>
          createPushing({ store, collector: collector.client, clock, log, holder, later: clock.later });
        const pushing = pushingOf('a');
        await write(110);
        pushing.start();
        await caughtUp(() => collector.taken.length === 110);

        collector.mood = 'stalls';
        await write(3);
        await soon(() => clock.waiting() > 0);
        clock.advance(5_000);
        await soon(() => collector.pending() === 1);
        await write(3);
        assert.equal(collector.pending(), 1, 'the events were written after the attempt, not during it');
        collector.letGo();
        collector.patienceMs = 50;
        await pass(HOUR);
        assert.equal(collector.taken.length, 110);

        collector.mood = 'fails';
        collector.patienceMs = 10_000;
        await write(3);
        await pass(HOUR);
        assert.equal(collector.taken.length, 110);

        collector.mood = 'forgets-to-say';
        await write(3);
        await pass(10 * 60_000);
        assert.ok(collector.taken.length > 130, 'it got some of them twice');

        await collector.goAway();
        await write(3);
        await pass(GONE_MS);
        await collector.comeBack();
        collector.mood = 'takes';
        await write(10);
        await pass(5 * 60_000);
        await caughtUp(() => collector.taken.includes(written));

        const firsts = [...new Set(collector.taken)];
        assert.deepEqual(
          firsts,
          Array.from({ length: written }, (_, index) => index + 1),
        );
        const [told, again] = ['warn', 'info'].map((level) =>
          log.lines.filter((line) => line.level === level),
        );
        assert.deepEqual([told?.length, again?.length], [1, 1]);
        pushing.stop();

        // A process that starts later continues where that one was.
        const before = collector.taken.length;
        clock.advance(HOUR);
        const next = pushingOf('b');
        await write(1);
        next.start();
        await caughtUp(() => collector.taken.length > before);
        assert.deepEqual(collector.taken.slice(before), [written]);
        next.stop();
      });
    });
