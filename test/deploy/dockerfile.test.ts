import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { validate } from 'dockerfile-utils';
import { childEnvironment } from '../support/child-environment.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/replica-world.ts';
import { skipUntested } from '../support/skip-untested.ts';
import { argumentsIn, readStages, type Stage } from './dockerfile.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCKERFILE = new URL('../../Dockerfile', import.meta.url);
/** The user of the image `node`. */
const USER = 1000;
const run = promisify(execFile);

describe('the Dockerfile', function () {
  this.timeout(300_000);
  const stages = readStages(DOCKERFILE);
  const [build, final] = stages as [Stage, Stage];

  it('is taken by a linter', () => {
    assert.deepEqual(validate(readFileSync(DOCKERFILE, 'utf8')), []);
  });

  it('has two stages, runs as a user without rights, and says whether it works', () => {
    assert.deepEqual(
      stages.map(({ name }) => name),
      ['build', undefined],
    );
    assert.equal(final.from, build.from);
    const of = (name: string) => final.steps.filter((step) => step.name === name).map(({ text }) => text);
    assert.deepEqual(of('USER'), [`${USER}:${USER}`]);
    assert.deepEqual(of('VOLUME'), ['/data']);
    assert.equal(of('HEALTHCHECK').length, 1);
  });

  describe('step by step, in an empty folder', () => {
    let folder: string;
    before(async function () {
      if (process.getuid?.() !== 0) skipUntested(this, ['the rights to run something as another user']);
      folder = await mkdtemp(join(tmpdir(), 'patkeeper-image-'));
      await chmod(folder, 0o755);
      for (const stage of stages) await doSteps(stage);
    });
    after(async () => {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    /** Where a path of a stage is. */
    const placeOf = (stage: Stage, path: string) =>
      join(folder, stage.name ?? 'final', path.startsWith('/') ? path : join('app', path));

    async function doSteps(stage: Stage): Promise<void> {
      const at = placeOf(stage, '.');
      await mkdir(at, { recursive: true });
      for (const { name, text } of stage.steps) {
        if (name === 'RUN') await doRun(stage, text, at);
        else if (name === 'COPY') await doCopy(stage, text.split(' '));
        else
          assert.ok(
            ['WORKDIR', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'].includes(name),
            name,
          );
      }
    }

    async function doCopy(stage: Stage, words: readonly string[]): Promise<void> {
      const from = words[0]?.startsWith('--from=') === true;
      const paths = words.slice(from ? 1 : 0, -1);
      const target = words.at(-1) ?? '';
      for (const path of paths) {
        const source = from ? placeOf(build, path) : join(ROOT, path);
        const to = placeOf(stage, target === './' ? path : target);
        await mkdir(dirname(to), { recursive: true });
        await cp(source, to, { recursive: true, verbatimSymlinks: true });
      }
    }

    /** What needs a registry takes what is installed here; everything else is done as it is written. */
    async function doRun(stage: Stage, text: string, cwd: string): Promise<void> {
      const env = childEnvironment({ HOME: folder });
      if (text === 'npm ci --no-audit --no-fund')
        await run('cp', ['-a', join(ROOT, 'node_modules'), 'node_modules'], { cwd });
      else if (text.startsWith('npm '))
        await run('npm', [...text.split(' ').slice(1), '--offline'], { cwd, env });
      else {
        assert.equal(text, 'install -d -m 0700 -o node -g node /data');
        const data = placeOf(stage, '/data');
        await mkdir(data, { mode: 0o700 });
        await chown(data, USER, USER);
      }
    }

    it('starts as that user, where it can write nothing but its data, is healthy, and ends when it is told to', async () => {
      const app = placeOf(final, '.');
      const data = placeOf(final, '/data');
      const PORT = String(await freePort());
      const as = { uid: USER, gid: USER, cwd: app };
      const [program = '', ...args] = [...argumentsIn(final, 'ENTRYPOINT'), ...argumentsIn(final, 'CMD')];
      assert.equal(program, 'node');
      const own = args.map((arg) => arg.replace('/app/', `${app}/`));
      const env = childEnvironment({
        MODE: 'local',
        PORT,
        VERIFY_PORT: '0',
        LOCAL_CHAT_PORT: '0',
        DATA_DIR: data,
      });
      await assert.rejects(run(process.execPath, ['-e', "fs.writeFileSync('x', '')"], as), /EACCES/);
      const child = spawn(process.execPath, own, { ...as, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = once(child, 'exit');
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      const [, ...check] = argumentsIn(final, 'HEALTHCHECK');
      const isHealthy = () =>
        run(process.execPath, check, { ...as, env }).then(
          () => true,
          () => false,
        );
      try {
        await until('health', 60_000, async () => child.exitCode !== null || (await isHealthy()));
        assert.equal(child.exitCode, null, output);
        assert.match(output, /type \/pat new/);
      } finally {
        child.kill('SIGTERM');
      }
      assert.deepEqual(await ended, [0, null]);
      assert.equal(await isHealthy(), false);
    });
  });
});
