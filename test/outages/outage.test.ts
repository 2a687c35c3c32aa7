import assert from 'node:assert/strict';
import { openedLowdbStore } from '../stores/lowdb/opened-lowdb-store.ts';
import { openedPostgresStore } from '../stores/postgres/opened-postgres-store.ts';
import { DAY, HOUR, START } from '../support/fixed-clock.ts';
import { type Away, createOutageWorld, type OutageWorld } from './outage-world.ts';

const MINUTE = 60_000;

const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): Away =>
  () =>
    new Response(body, { status, headers });
const breaking =
  (code: string): Away =>
  () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  };

/** Nothing of these was taken, whatever Teams thinks of it. */
const NOT_TAKEN: Readonly<Record<string, Away>> = {
  refused: breaking('ECONNREFUSED'),
  'no-name': breaking('ENOTFOUND'),
  'bad-certificate': breaking('CERT_HAS_EXPIRED'),
  'status-302': answering(302, { Location: 'http://127.0.0.1/elsewhere' }),
  'status-401': answering(401),
  'status-403': answering(403),
  'status-404': answering(404, {}, '{"error":{"code":"ConversationNotFound"}}'),
  'status-412': answering(412),
  'status-429': answering(429, { 'Retry-After': '5' }),
  'status-500': answering(500),
  'status-502': answering(502),
  'status-503': answering(503),
  'status-503-with-a-time': answering(503, { 'Retry-After': '20' }),
};

/** These may have arrived. */
const MAY_ARRIVE: Readonly<Record<string, Away>> = {
  'status-408': answering(408),
  'status-504': answering(504),
  late: () => {
    throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  },
  broken: breaking('ECONNRESET'),
  closed: breaking('UND_ERR_SOCKET'),
};

const WAYS = new Map(Object.entries({ ...NOT_TAKEN, ...MAY_ARRIVE }));
const STORES = {
  lowdb: openedLowdbStore,
  // However busy the machine is: an outage of the store is another test's.
  PostgreSQL: () => openedPostgresStore({ callMs: 60_000 }),
};
const OUTAGES = { '30 seconds': 30_000, 'ten minutes': 10 * MINUTE, 'a day': DAY };
const RESTARTS = {
  'without a restart': { every: false, lost: false },
  'with a restart before every look': { every: true, lost: false },
  'with a restart before every look, and one that lost its claims': { every: true, lost: true },
};

for (const [storeName, open] of Object.entries(STORES)) {
  describe(`an outage of Teams, over ${storeName}`, function () {
    this.timeout(180_000);
    let world: OutageWorld;
    afterEach(() => world.close());
    const begin = async () => {
      world = await createOutageWorld(await open(), WAYS, new Set(Object.keys(MAY_ARRIVE)));
    };

    for (const [length, ms] of Object.entries(OUTAGES)) {
      for (const [restarts, { every, lost }] of Object.entries(RESTARTS)) {
        it(`of ${length}, ${restarts}, loses no reminder of whichever kind and repeats few`, async () => {
          await begin();
          let mayLose = lost;
          const look = async () => {
            if (every) await world.restart(mayLose);
            mayLose = false;
          };
          await world.runUntil(ms, look);
          world.setAway(false);
          await world.runUntil(ms + 26 * HOUR, look);
          assert.deepEqual(await world.store().notices.countUndelivered(), []);
          for (const way of WAYS.keys()) {
            const times = world.arrivals.get(way) ?? [];
            assert.ok(
              times.some((at) => at >= ms),
              `${way}: nothing arrived`,
            );
            const most = way in MAY_ARRIVE ? 5 : 1;
            assert.ok(times.length <= most, `${way}: ${times.length} times`);
          }
        });
      }

      it(`of ${length} is soon over for what was not taken`, async () => {
        await begin();
        await world.runUntil(ms);
        world.setAway(false);
        await world.addPerson('somebody');
        // Teams says itself how long it wants to be left alone; a chat that is unknown says nothing about Teams.
        const patient = ['status-429', 'status-503-with-a-time', 'status-404'];
        await world.runUntil(ms + MINUTE);
        for (const way of Object.keys(NOT_TAKEN).filter((one) => !patient.includes(one))) {
          const [at = Number.POSITIVE_INFINITY] = world.arrivals.get(way) ?? [];
          const longest = ms < 5 * MINUTE ? MINUTE : 0;
          assert.ok(at - ms <= longest, `${way}: ${(at - ms) / MINUTE} minutes late`);
        }
      });
    }

    it('of a day is asked about seldom', async () => {
      await begin();
      await world.runUntil(DAY);
      assert.ok(world.calls() <= WAYS.size * 30, `${world.calls()} calls for ${WAYS.size} reminders`);
      assert.ok(world.clock.now() === START + DAY);
    });
  });
}
