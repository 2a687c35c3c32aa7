import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPrograms } from '../support/build-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { type RunningService, runService } from '../support/running-service.ts';

describe('patkeeper backup', function () {
  // Each test starts whole processes, several seconds on a busy machine.
  this.timeout(60_000);

  let folder: string;
  let service: RunningService;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-backup-'));
    service = await runService();
  });
  after(async () => {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  });

  function backup(env: Readonly<Record<string, string>>, ...args: string[]) {
    return new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const options = { cwd: folder, env: childEnvironment(env) };
      const all = [buildPrograms().programOf('src/patkeeper.ts'), 'backup', ...args];
      execFile(process.execPath, all, options, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });
  }

  it('copies what a running service holds; another service starts with the copy', async () => {
    const { secret } = await service.create(service.ada, 'kept');
    const { code, out, err } = await backup({ DATA_DIR: service.dataDir }, './copy');
    assert.deepEqual([code, err], [0, '']);
    assert.match(
      out,
      /^1 people with 1 tokens.*as the running Patkeeper gave them\.\nIt holds the keys in pepper\.json: /,
    );
    const restored = await runService(
      { DATA_DIR: join(folder, 'copy') },
      { tenantId: '', ada: service.ada, ben: service.ben },
    );
    try {
      const answer = await fetch(`${restored.verifyUrl}/verify?scope=vso.code`, {
        headers: { Authorization: `Bearer ${secret}` },
      });
      assert.equal(answer.status, 200);
    } finally {
      await restored.close();
    }
  });

  it('copies under the lock where nothing runs, and leaves the keys out if told to', async () => {
    const { code, out } = await backup({ DATA_DIR: join(folder, 'copy') }, './again', '--without-keys');
    assert.equal(code, 0);
    assert.match(out, /^1 people with 1 tokens.*with no Patkeeper running\.\nNo keys are in it\.\n$/);
    const copied = (await readdir(join(folder, 'again'))).map((name) => name.replace(/\d{6,}$/, 'TIME'));
    const marks = ['mark.idle-from.TIME', 'mark.pat-prefix.pkt'];
    assert.deepEqual(copied.sort(), ['audit-notes.json', 'audit.jsonl', ...marks, 'people']);
  });

  it('says what is wrong, and ends with 1', async () => {
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full', 'file'), '');
    const DATA_DIR = service.dataDir;
    for (const [env, target, sentence] of [
      [{ DATA_DIR }, './full', /There is something in /],
      [{ DATA_DIR }, join(DATA_DIR, 'backup'), /is in the data folder\. Name a folder elsewhere\./],
      [
        { DATA_DIR: './nowhere' },
        './new',
        /There is no data folder .*nowhere\. Run this where Patkeeper is started/,
      ],
      [{ STORE: 'postgres' }, './new', /pg_dump/],
      [{ STORE: 'postgre' }, './new', /STORE has an unknown value/],
    ] as const) {
      const { code, out, err } = await backup(env, target);
      assert.deepEqual([code, out], [env.STORE === 'postgre' ? 78 : 1, '']);
      assert.match(err, sentence);
      assert.doesNotMatch(err, /\n\s+at /);
    }
    assert.ok(!(await readdir(folder)).includes('new'));
    assert.ok(!(await readdir(folder)).includes('nowhere'));
  });
});
