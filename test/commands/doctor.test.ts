import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DoctorWorld, deadUrl, startDoctorWorld } from '../doctor/world.ts';
import { buildPrograms } from '../support/build-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';

describe('the doctor', function () {
  // Each test starts a whole process, several seconds on a busy machine.
  this.timeout(30_000);

  let world: DoctorWorld;
  let folder: string;
  before(async () => {
    world = await startDoctorWorld();
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-doctor-'));
  });
  after(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  function run(env: Readonly<Record<string, string>>, ...args: string[]) {
    return new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const options = { cwd: folder, env: childEnvironment(env) };
      execFile(
        process.execPath,
        [buildPrograms().programOf('src/patkeeper.ts'), 'doctor', ...args],
        options,
        (error, out, err) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
        },
      );
    });
  }

  it('prints a list and ends with 0 when all is well, with the settings of .env', async () => {
    const lines = Object.entries(world.env).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(folder, '.env'), lines.join(''));
    const { code, out, err } = await run({});
    await rm(join(folder, '.env'));
    assert.equal(code, 0, out + err);
    assert.match(out, /ok +Application credential: /);
    assert.match(out, /No problems found\./);
    assert.equal(err, '');
  });

  it('ends with 1 when something is wrong, without a stack and without a secret', async () => {
    const dead = await deadUrl();
    const secret = 'a-secret-that-nobody-sees';
    const { code, out, err } = await run({
      ...world.env,
      ENTRA_AUTHORITY: `${dead}/tenant`,
      ENTRA_CLIENT_SECRET: secret,
      AZURE_DEVOPS_URL: dead,
    });
    assert.equal(code, 1);
    assert.match(out, /PROBLEM +Microsoft Entra: .*could not be reached/);
    assert.match(out, /[2-9] problems\./);
    assert.doesNotMatch(out + err, /\n\s+at |a-secret-that/);
  });

  it("says that .env can't be read", async () => {
    await mkdir(join(folder, '.env'));
    const { code, out, err } = await run(world.env);
    await rm(join(folder, '.env'), { recursive: true });
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^\.env can’t be read \(E\w+\)\..*\n$/);
  });

  it('looks as a person with --as, and explains itself', async () => {
    const asked = await run(world.env, '--as', world.entra.people[0]?.objectId ?? '');
    assert.match(asked.out, /not checked +Kept sign-in: because/);
    assert.equal(asked.code, 0);
    const wrong = await run(world.env, '--as', 'ada');
    assert.match(wrong.out, /--as is not an object id/);
    assert.equal(wrong.code, 1);
    const unknown = await run(world.env, '--user');
    assert.deepEqual([unknown.code, unknown.out], [2, '']);
    assert.match(unknown.err, /Unknown option '--user'\. Write: patkeeper doctor \[--as/);
  });
});
