import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createSystemClock } from '../../src/core/timing/clock.ts';
import { driven } from '../support/azure-world.ts';
import { buildPrograms } from '../support/build-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { createEntraProvisioning } from '../support/entra-provisioning.ts';
import { createFakeEntra, DEFAULT_CLIENT } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { fakePerson, LOCAL_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import { createFakeGraph, type FakeGraph } from '../support/fake-graph/fake-graph.ts';
import { REPLICA_PEPPER, type Replica } from '../support/replica.ts';
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

const SCIM_TOKEN = 'provisioning-of-the-replicas-test';
/** Of the promised minute. */
const WITHIN_MS = 60_000;

describe('somebody who leaves, with three replicas', function () {
  this.timeout(180_000);
  let entra: FakeEntra | undefined;
  let graph: FakeGraph | undefined;
  let replicas: readonly [Replica, Replica, Replica];
  let world: ReplicaWorld;

  inReplicaWorld(async (made) => {
    world = made;
    entra = await createFakeEntra({ clock: createSystemClock() });
    graph = await createFakeGraph({ entra });
    const settings = {
      ENTRA_AUTHORITY: entra.authority(),
      ENTRA_CLIENT_ID: DEFAULT_CLIENT.clientId,
      ENTRA_CLIENT_SECRET: DEFAULT_CLIENT.secret,
      LEAVER_GRAPH: 'on',
      GRAPH_URL: graph.url,
      SCIM_TOKEN,
      LEAVER_CHECK_MINUTES: '1',
    };
    const start = () => world.start(settings);
    replicas = await Promise.all([start(), start(), start()]);
  });
  after(() => Promise.all([entra?.close(), graph?.close()]));

  async function secretOf(key: string, name: string): Promise<string> {
    const answer = await submit(world.to(replicas[0], LOCAL_TENANT_ID), driven(key), createForm(name));
    return secretIn(answer) ?? assert.fail(saidIn(answer));
  }

  const statuses = (secret: string) => Promise.all(replicas.map((replica) => verified(replica, secret)));

  /** Verifies all the time on each replica, and says when all of them refuse. */
  async function untilRefused(secret: string): Promise<void> {
    const begun = performance.now();
    const isOver = async () => (await statuses(secret)).every((status) => status === 401);
    await until('every replica refuses', WITHIN_MS, isOver);
    print(`refused on every replica after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }

  it('has tokens refused on each in time, as Microsoft Graph says, and still when the account is back', async () => {
    const [hers, others] = [await secretOf('ada', 'laptop'), await secretOf('ben', 'server')];
    assert.deepEqual(await statuses(hers), [200, 200, 200]);
    graph?.set('ada', 'disabled');
    await untilRefused(hers);
    assert.deepEqual(await statuses(others), [200, 200, 200]);
    graph?.set('ada', 'active');
    await until('the account counts as active', WITHIN_MS, async () => {
      const left = await world.rows("SELECT 1 FROM patkeeper.accounts WHERE leaving_state = 'refused'");
      return left.length === 0;
    });
    assert.deepEqual(await statuses(hers), [401, 401, 401]);
    const fresh = await secretOf('ada', 'laptop again');
    assert.deepEqual(await statuses(fresh), [200, 200, 200]);
    const revoked = () =>
      world.rows("SELECT 1 FROM patkeeper.tokens WHERE name = 'laptop' AND revoked_at IS NOT NULL");
    assert.equal((await revoked()).length, 0, 'the grace is not over');
    for (const replica of replicas)
      await world.to(replica, LOCAL_TENANT_ID).say(driven('ada'), '/pat clock +25h');
    await until('it is revoked', WITHIN_MS, async () => (await revoked()).length === 1);
    assert.deepEqual(
      [await statuses(hers), await statuses(fresh)],
      [
        [401, 401, 401],
        [200, 200, 200],
      ],
    );
  });

  it('has tokens refused on each when one replica heard it by SCIM', async () => {
    const secret = await secretOf('ben', 'another');
    const ben = fakePerson('ben');
    const job = createEntraProvisioning(replicas[1].botUrl, SCIM_TOKEN);
    assert.equal((await job.create(ben)).status, 201);
    assert.equal((await job.setActive(ben.objectId, false)).status, 200);
    await untilRefused(secret);
    const events = await world.rows<{ place: string }>(
      `SELECT place FROM patkeeper.audit_events WHERE action = 'leave' AND object_id = '${ben.objectId}'`,
    );
    assert.deepEqual(events, [{ place: 'directory' }]);
  });
});

describe('thirty people who leave at once, with three replicas', function () {
  this.timeout(240_000);
  const settings = { SCIM_TOKEN, LEAVER_CHECK_MINUTES: '1' };
  let replicas: readonly Replica[];
  let world: ReplicaWorld;
  inReplicaWorld(async (made) => {
    world = made;
    const start = () => world.start(settings);
    replicas = await Promise.all([start(), start(), start()]);
  });

  it('keep their tokens until an administrator agrees, and lose them on each replica then', async () => {
    const [first, second] = replicas;
    assert.ok(first !== undefined && second !== undefined);
    const teams = world.to(first, LOCAL_TENANT_ID);
    const people = Array.from({ length: 30 }, (_, n) => teams.person(`Person ${n}`));
    const secrets: string[] = [];
    const job = createEntraProvisioning(second.botUrl, SCIM_TOKEN);
    for (const person of people) {
      const answer = await submit(teams, person, createForm('laptop'));
      secrets.push(secretIn(answer) ?? assert.fail(saidIn(answer)));
      const user = { objectId: person.aadObjectId, email: `${person.aadObjectId}@example.org` };
      assert.equal(await inTurn(() => job.create(user)), 201);
    }
    const counted = async (status: number) => {
      const all = replicas.flatMap((replica) => secrets.map((secret) => verified(replica, secret)));
      return (await Promise.all(all)).filter((one) => one === status).length;
    };
    for (const { aadObjectId } of people)
      assert.equal(await inTurn(() => job.setActive(aadObjectId, false)), 200);
    const held = () => world.rows("SELECT 1 FROM patkeeper.accounts WHERE leaving_state = 'held'");
    const left = () => world.rows('SELECT 1 FROM patkeeper.accounts WHERE leaving_state IS NOT NULL');
    await until('everybody is noticed', 2 * WITHIN_MS, async () => (await left()).length === people.length);
    // A look in the midst of it may have taken a few for people who leave as always.
    const waiting = (await held()).length;
    assert.ok(waiting >= 26, `${waiting} are held`);
    assert.equal(await counted(200), waiting * replicas.length);
    await runLeavers(world, 'agree', 'all');
    await until(
      'every replica refuses',
      10_000,
      async () => (await counted(401)) === secrets.length * replicas.length,
    );
  });
});

/** The status of a request, sent again as long as there were too many in the same second. */
async function inTurn(send: () => Promise<Response>): Promise<number> {
  for (;;) {
    const { status, headers } = await send();
    if (status !== 429) return status;
    await new Promise((resolve) => setTimeout(resolve, Number(headers.get('Retry-After') ?? 1) * 1000));
  }
}

/** `patkeeper leavers` beside the replicas, as an administrator runs it. */
async function runLeavers(world: ReplicaWorld, ...words: readonly string[]): Promise<void> {
  const { folder, programOf } = buildPrograms();
  const env = childEnvironment({
    MODE: 'local',
    STORE: 'postgres',
    DATABASE_URL: world.databaseUrl,
    TOKEN_PEPPER: REPLICA_PEPPER,
    SCIM_TOKEN,
  });
  await promisify(execFile)(process.execPath, [programOf('src/patkeeper.ts'), 'leavers', ...words], {
    cwd: folder,
    env,
  });
}
