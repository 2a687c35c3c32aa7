import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { createLog } from '../../../src/log/log.ts';
import { createPostgresStore, type PostgresStore } from '../../../src/stores/postgres/postgres-store.ts';
import { type Postgres, startPostgres } from '../../support/postgres.ts';
import { skipUntested } from '../../support/skip-untested.ts';
import { ada, insertOf, START, tokenOf } from '../fixtures.ts';
import { openPostgres } from './opened-postgres-store.ts';

describe('a PostgreSQL server that goes away', function () {
  this.timeout(60_000);
  let postgres: Postgres;
  let url: string;
  let store: PostgresStore;
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } });

  before(async function () {
    postgres = await startPostgres();
    if (!postgres.canStop) skipUntested(this, ['a PostgreSQL that may be stopped (unset TEST_DATABASE_URL)']);
    url = await postgres.newDatabase();
  });
  after(() => postgres.close());
  beforeEach(async () => {
    await postgres.start();
    store = await createPostgresStore({ databaseUrl: new Secret(url), log });
  });
  afterEach(() => store.close());

  async function refusedAfter(call: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await assert.rejects(call, (error: Error & { code: string }) => {
      assert.equal(error.code, 'store-unavailable');
      assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /seafarer/);
      return true;
    });
    return performance.now() - started;
  }

  it('fails each call within 4 seconds, later ones at once, and is used again as soon as it is back', async () => {
    await store.tokens.list(ada);
    await postgres.stop('immediate');
    const calls = [
      () => store.tokens.list(ada),
      () => store.tokens.insert(insertOf(tokenOf(ada))),
      () => store.notices.claimDue({ now: START, leaseMs: 1, limit: 1 }),
      () => store.check(),
    ];
    const waits = await Promise.all(calls.map(refusedAfter));
    assert.ok(Math.max(...waits) < 4500, String(waits));
    assert.ok((await refusedAfter(async () => store.tokens.findBySelector('selector'))) < 1000);
    await postgres.start();
    const started = performance.now();
    await store.check();
    await store.tokens.insert(insertOf(tokenOf(ada)));
    assert.ok(performance.now() - started < 5000);
    assert.ok(lines.some((line) => line.includes('PostgreSQL answers again')));
    assert.ok(!lines.join('').includes('seafarer'));
  });

  it('loses nothing that was acknowledged and keeps callers waiting when it restarts under load', async () => {
    const acknowledged: string[] = [];
    const giveUpAt = performance.now() + 30_000;
    let ended = false;
    const person = (n: number) => ({ ...ada, objectId: `load-${n}` });
    const load = Array.from({ length: 4 }, async (_, n) => {
      while (!ended && performance.now() < giveUpAt) {
        const token = tokenOf(person(n));
        await store.tokens.insert(insertOf(token, { maxActive: 10_000 })).then(
          () => acknowledged.push(token.id),
          (error: { code: string }) => assert.equal(error.code, 'store-unavailable'),
        );
      }
    });
    for (let restart = 0; restart < 3; restart += 1) {
      const before = acknowledged.length;
      await postgres.restart('immediate');
      while (acknowledged.length < before + 20 && performance.now() < giveUpAt)
        await new Promise((resolve) => setImmediate(resolve));
    }
    ended = true;
    assert.ok(performance.now() < giveUpAt, 'it did not go on');
    await Promise.all(load);
    const stored = new Set<string>();
    for (const n of load.keys()) for (const { id } of await store.tokens.list(person(n))) stored.add(id);
    assert.deepEqual(
      acknowledged.filter((id) => !stored.has(id)),
      [],
    );
  });

  it('is given up within 4 seconds when it only falls silent', async () => {
    await store.tokens.list(ada);
    postgres.freeze(true);
    try {
      const waits = await Promise.all([
        refusedAfter(() => store.tokens.list(ada)),
        refusedAfter(() => store.tokens.insert(insertOf(tokenOf(ada)))),
      ]);
      assert.ok(Math.max(...waits) < 4500, String(waits));
    } finally {
      postgres.freeze(false);
    }
    await store.check();
  });

  it('is listened to again when it is back', async () => {
    let heard = 0;
    let onHeard = (): void => {};
    const listener = store.listen(() => {
      heard += 1;
      onHeard();
    });
    await listener.ready;
    assert.equal(heard, 1);
    const again = new Promise<void>((resolve) => {
      onHeard = resolve;
    });
    lines.length = 0;
    await postgres.restart('immediate');
    await again; // what was told meanwhile may have been missed
    assert.deepEqual(
      lines.filter((line) => line.includes('listen')).map((line) => JSON.parse(line).msg),
      ['nobody listens for due notices until PostgreSQL answers again', 'due notices are listened for again'],
    );
    const other = await openPostgres(url);
    const told = new Promise<void>((resolve) => {
      onHeard = resolve;
    });
    await other.tokens.insert(insertOf(tokenOf(ada)));
    await told;
    await other.close();
  });

  it('is waited for at the start, and then refused with where it should be', async () => {
    await postgres.stop('fast');
    const opening = openPostgres(url);
    await postgres.start();
    await (await opening).close();
    await postgres.stop('fast');
    await assert.rejects(openPostgres(url, { startMs: 300 }), {
      code: 'store-refused',
      message: /ECONNREFUSED/,
    });
  });
});
