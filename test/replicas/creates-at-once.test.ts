import assert from 'node:assert/strict';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
  inReplicaWorld,
  print,
  type ReplicaWorld,
  saidIn,
  secretIn,
  submit,
} from '../support/replica-world.ts';

const PEOPLE = 20;
const NAMES = 25;
/** So many more creates at the same time that ask for a name of the same person once more. */
const DOUBLES = 100;

describe('creates over three replicas', function () {
  this.timeout(90_000);
  let world: ReplicaWorld;
  let replicas: readonly Replica[];

  inReplicaWorld(async (made) => {
    world = made;
    replicas = await world.startThree();
  });

  it(`make ${PEOPLE * NAMES} tokens at once, no name twice for one owner, without a deadlock`, async () => {
    const started = performance.now();
    const again = { notDone: 0, slow: 0 };
    const asked = Array.from({ length: PEOPLE * NAMES + DOUBLES }, (_, n) => ({
      person: n % PEOPLE,
      name: `Name ${Math.floor(n / PEOPLE) % NAMES}`,
      replica: replicas[(n + Math.floor(n / (PEOPLE * NAMES))) % replicas.length] ?? assert.fail(),
    }));
    const answers = await Promise.all(
      asked.map(async ({ person, name, replica }) => {
        const teams = world.to(replica);
        const form = createForm(name);
        for (;;) {
          const answer = await submit(teams, teams.person(`Person ${person}`), form);
          // a machine too slow for this burst says so, and the person submits the same form again
          if (/Try again in a few minutes/.test(saidIn(answer))) again.notDone += 1;
          else if (/before you try again/.test(saidIn(answer))) again.slow += 1;
          else return answer;
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const secrets = new Set(answers.map(secretIn).filter((secret) => secret !== undefined));
    const refused = new Set(answers.filter((one) => secretIn(one) === undefined).map(saidIn));
    for (const said of refused)
      assert.match(said, /active token with this name|form has already created a token/);
    assert.ok(secrets.size <= PEOPLE * NAMES);
    assert.ok(secrets.size >= PEOPLE * NAMES - again.slow - again.notDone, [...refused].join('\n'));
    const [row] = await world.rows<object>(`
      SELECT (SELECT count(*)::int FROM patkeeper.tokens) AS tokens,
        (SELECT count(DISTINCT (object_id, folded_name))::int FROM patkeeper.tokens) AS names,
        (SELECT count(*)::int FROM patkeeper.audit_events WHERE action = 'create') AS events,
        (SELECT count(*)::int FROM patkeeper.notices WHERE kind = 'created') AS notices,
        (SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()) AS deadlocks`);
    const each = PEOPLE * NAMES;
    assert.deepEqual(row, { tokens: each, names: each, events: each, notices: each, deadlocks: 0 });
    const output = replicas.map((replica) => replica.output()).join('');
    assert.doesNotMatch(output, /deadlock|unexpected error|timeout exceeded when trying to connect/i);
    print(
      `${answers.length} creates in ${seconds.toFixed(1)} s, ${each} tokens; submitted again: ` +
        `${again.notDone} that were told “not done”, ${again.slow} that took too long`,
    );
  });
});
