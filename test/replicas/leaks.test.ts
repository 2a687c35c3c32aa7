import assert from 'node:assert/strict';
import { createFakeLeakReporter, type FakeLeakReporter } from '../support/fake-leak-reporter.ts';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
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

/** From the answer to the report: each replica reads what the database says. */
const WITHIN_MS = 1_000;

describe('a leaked secret, with three replicas', function () {
  this.timeout(180_000);
  let reporter: FakeLeakReporter;
  let replicas: readonly [Replica, Replica, Replica];
  let world: ReplicaWorld;
  inReplicaWorld(async (made) => {
    world = made;
    reporter = await createFakeLeakReporter();
    const start = () => world.start({ LEAK_KEYS_URL: reporter.keysUrl });
    replicas = await Promise.all([start(), start(), start()]);
  });
  after(() => reporter.close());

  it('is refused on each within a second after a signed report, also where it was in use, and its owner hears of it once', async () => {
    const teams = world.to(replicas[0]);
    const ada = teams.person('Ada Park');
    const answer = await submit(teams, ada, createForm('leaked'));
    const secret = secretIn(answer) ?? assert.fail(saidIn(answer));
    const statuses = () => Promise.all(replicas.map((replica) => verified(replica, secret)));
    assert.deepEqual(await statuses(), [200, 200, 200]);
    const found = [{ token: secret, url: 'https://example.org/app/.env' }];
    const begun = performance.now();
    assert.equal((await reporter.report(replicas[1].botUrl, found)).status, 200);
    const reported = performance.now();
    await until('every replica refuses', WITHIN_MS, async () =>
      (await statuses()).every((status) => status === 401),
    );
    const [report, refused] = [reported - begun, performance.now() - reported].map(Math.round);
    print(`the report took ${report} ms, and ${refused} ms later every replica refused`);
    // The same report to another replica changes nothing.
    assert.equal((await reporter.report(replicas[2].botUrl, found)).status, 200);
    const cards = () =>
      world.connector.sent.filter((call) => /was found where others/.test(messageText(call)));
    await until('its owner hears of it', 30_000, () => cards().length > 0);
    assert.equal(cards().length, 1);
    const owed = await world.rows<{ state: string }>(
      "SELECT state FROM patkeeper.notices WHERE kind = 'leaked'",
    );
    assert.equal(owed.length, 1);
  });
});
