import assert from 'node:assert/strict';
import { createSystemClock } from '../../src/core/timing/clock.ts';
import { driven } from '../support/azure-world.ts';
import { createEntraProvisioning } from '../support/entra-provisioning.ts';
import { createFakeEntra, DEFAULT_CLIENT } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { fakePerson, LOCAL_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import { createFakeGraph, type FakeGraph } from '../support/fake-graph/fake-graph.ts';
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
