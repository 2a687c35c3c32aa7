import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltPrograms, buildPrograms, programsIn } from '../support/build-programs.ts';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
  fresh,
  inReplicaWorld,
  type ReplicaWorld,
  secretIn,
  submit,
  verified,
} from '../support/replica-world.ts';

const MIGRATIONS = 'src/stores/postgres/migrations';

describe('going back to the release before', function () {
  this.timeout(240_000);
  let world: ReplicaWorld;
  const made: string[] = [];
  inReplicaWorld((given) => {
    world = given;
  });
  after(async () => {
    for (const folder of made) await rm(folder, { recursive: true, force: true });
  });

  /** A release after another one: its version, and one more step of the schema. */
  async function releaseAfter(release: BuiltPrograms, version: string, step: string): Promise<BuiltPrograms> {
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-release-'));
    made.push(folder);
    const isOwn = (path: string) => !path.endsWith('/data');
    await cp(release.folder, folder, { recursive: true, filter: isOwn });
    const described = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ ...described, version }));
    const steps = (await readdir(join(folder, MIGRATIONS))).filter((name) => /^\d/.test(name));
    const number = String(steps.length + 1).padStart(3, '0');
    await writeFile(join(folder, MIGRATIONS, `${number}-next.sql`), step);
    return programsIn(folder);
  }

  async function create(replica: Replica, name: string): Promise<string> {
    const teams = world.to(replica);
    const secret = secretIn(await submit(teams, teams.person('Ada Park'), createForm(name)));
    assert.ok(secret, name);
    return secret;
  }
  const revoke = async (replica: Replica, name: string) => {
    const teams = world.to(replica);
    const ada = teams.person('Ada Park');
    const rows = await world.rows<{ id: string }>(`SELECT id FROM patkeeper.tokens WHERE name = '${name}'`);
    const answer = await teams.execute(ada, 'revoke', { tokenId: rows[0]?.id }, 'message', fresh());
    assert.equal(answer.status, 200);
  };
  const versionOf = async ({ botUrl }: Replica) =>
    ((await (await fetch(`${botUrl}/healthz`)).json()) as { version: string }).version;

  it('works after a step that only expands, with both releases at once, and is refused after one that contracts', async () => {
    const known = (await readdir(join(buildPrograms().folder, MIGRATIONS))).filter((name) =>
      /^\d/.test(name),
    ).length;
    const expand = `-- usable-from: ${known}\nALTER TABLE patkeeper.tokens ADD COLUMN color text NOT NULL DEFAULT 'blue';\n`;
    const next = await releaseAfter(buildPrograms(), '99.1.0', expand);
    const contract = `-- usable-from: ${known + 1}\nSELECT 1;\n`;
    const afterNext = await releaseAfter(next, '99.2.0', contract);

    const before = await world.start();
    const first = await create(before, 'First');
    const upgraded = await world.start({}, next);
    assert.equal(await versionOf(upgraded), '99.1.0');
    const second = await create(upgraded, 'Second');
    for (const replica of [before, upgraded])
      for (const secret of [first, second]) assert.equal(await verified(replica, secret), 200);
    await Promise.all([before.stop(), upgraded.stop()]);

    const back = await world.start();
    assert.notEqual(await versionOf(back), '99.1.0');
    const third = await create(back, 'Third');
    assert.equal(await verified(back, second), 200);
    await revoke(back, 'First');
    await back.stop();

    const again = await world.start({}, next);
    assert.deepEqual(
      [await verified(again, first), await verified(again, second), await verified(again, third)],
      [401, 200, 200],
    );
    await again.stop();
    await (await world.start({}, afterNext)).stop();
    await assert.rejects(
      world.start(),
      new RegExp(`only releases that know schema ${known + 1} can work with it`),
    );
    await (await world.start({}, next)).stop();
  });
});
