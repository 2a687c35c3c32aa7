import assert from 'node:assert/strict';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
  fresh,
  inReplicaWorld,
  print,
  type ReplicaWorld,
  saidIn,
  secretIn,
  submit,
  until,
  verified,
} from '../support/replica-world.ts';
import { messageText } from '../support/running-service.ts';
import { skipUntested } from '../support/skip-untested.ts';

/** The number runs in CI; the small one, with every `npm test`, shows the same. */
const RESTARTS = process.env['REPLICAS'] === 'full' ? 10 : 3;
const LOADERS = 4;
/** What must have been acknowledged between two restarts. */
const CREATES_BETWEEN = 10;
const BACK_MS = 5_000;
const TURN_MS = 10_000;

describe('replicas whose database restarts', function () {
  this.timeout(240_000);
  let postgres: Postgres;
  let world: ReplicaWorld;
  let replicas: readonly [Replica, Replica];

  before(async function () {
    postgres = await startPostgres();
    if (!postgres.canStop) skipUntested(this, ['a PostgreSQL that may be stopped (unset TEST_DATABASE_URL)']);
  });
  inReplicaWorld(
    async (made) => {
      world = made;
      const first = await world.start(); // it brings the schema
      replicas = [first, await world.start()];
    },
    () => postgres,
  );
  after(() => postgres.close());

  const allReady = async (): Promise<boolean> => {
    const answers = await Promise.all(replicas.map(({ botUrl }) => fetch(`${botUrl}/readyz`)));
    return answers.every(({ ok }) => ok);
  };

  it(`lose nothing that was acknowledged in ${RESTARTS} crashes under load, and none of them ends`, async () => {
    const made: string[] = [];
    const revoked: string[] = [];
    let refused = 0;
    let over = false;
    const load = Array.from({ length: LOADERS }, async (_, loader) => {
      for (let n = 0; !over; n += 1) {
        const replica = replicas[(loader + n) % 2] ?? assert.fail();
        const teams = world.to(replica);
        const person = teams.person(`Loader ${loader} ${Math.floor(n / 40)}`);
        const answer = await submit(teams, person, createForm(`Load ${n}`));
        assert.equal(answer.status, 200);
        const secret = secretIn(answer);
        if (secret === undefined) refused += 1;
        else if (n % 5 > 0) made.push(secret);
        else if (await revoke(replica, secret)) revoked.push(secret);
      }
    });
    const loading = Promise.all(load);
    let longest = 0;
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const before = made.length;
      await Promise.race([loading, until('creates', 30_000, () => made.length >= before + CREATES_BETWEEN)]);
      await postgres.restart('immediate');
      const back = performance.now();
      await until('an answer after the return', BACK_MS, allReady);
      longest = Math.max(longest, performance.now() - back);
    }
    over = true;
    await loading;
    assert.ok(replicas.every((replica) => !replica.hasEnded()));
    for (const secret of made) assert.equal(await verified(replicas[0], secret), 200);
    const [ended] = await world.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM patkeeper.tokens WHERE revoked_at IS NOT NULL',
    );
    assert.ok(revoked.length > 0 && (ended?.count ?? 0) >= revoked.length);
    // Not all of them: whoever presents many bad secrets is put off.
    for (const secret of revoked.slice(-5)) assert.equal(await verified(replicas[1], secret), 401);
    print(
      `${RESTARTS} restarts: ${made.length + revoked.length} creates and ${revoked.length} revocations ` +
        `acknowledged, ${refused} refused, back within ${Math.round(longest)} ms`,
    );
  });

  it('say so in turns within 10 seconds, in /verify and in /readyz while it is away, and are back at once', async () => {
    const [replica] = replicas;
    const teams = world.to(replica);
    const ada = teams.person('Ada of the outage');
    const secret = secretIn(await submit(teams, ada, createForm('before'))) ?? assert.fail();
    await postgres.stop('immediate');
    const started = performance.now();
    const inTime = async <T>(work: Promise<T>): Promise<T> => {
      const result = await work;
      assert.ok(performance.now() - started < TURN_MS);
      return result;
    };
    const calls = world.connector.calls.length;
    const [dialog, message, verify, ready] = await Promise.all([
      inTime(submit(teams, ada, createForm('during'))),
      inTime(teams.say(ada, '/pat list', fresh())),
      inTime(verified(replica, secret)),
      inTime(fetch(`${replica.botUrl}/readyz`)),
    ]);
    assert.match(saidIn(dialog), /can’t reach its storage right now/);
    assert.equal(message.status, 200);
    await inTime(
      until('the card', TURN_MS, () =>
        world.connector.sent.slice(-5).some((call) => /can’t reach its storage/.test(messageText(call))),
      ),
    );
    assert.ok(world.connector.calls.length > calls);
    assert.deepEqual([verify, ready.status], [503, 503]);
    await postgres.start();
    await until('an answer after the return', BACK_MS, allReady);
    assert.equal(await verified(replica, secret), 200);
    assert.ok(secretIn(await submit(teams, ada, createForm('after'))));
    assert.ok(replicas.every((one) => !one.hasEnded()));
  });

  async function revoke(replica: Replica, secret: string): Promise<boolean> {
    const selector = secret.slice(4, 16); // pkt_, then the selector
    const rows = await world
      .rows<{ id: string; object_id: string }>(
        `SELECT id, object_id FROM patkeeper.tokens WHERE selector = '${selector}'`,
      )
      .catch(() => []);
    const [token] = rows;
    if (token === undefined) return false;
    const teams = world.to(replica);
    const owner = { ...teams.person('owner'), aadObjectId: token.object_id };
    const answer = await teams.execute(owner, 'revoke', { tokenId: token.id }, 'card', fresh());
    return answer.status === 200 && /Revoked|refused from now on/.test(saidIn(answer));
  }
});
