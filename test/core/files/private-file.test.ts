import assert from 'node:assert/strict';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sinon from 'sinon';
import { createPrivateFile, makePrivate, readPrivateFile } from '../../../src/core/files/private-file.ts';
import { systemError } from '../../stores/lowdb/watched-files.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('a file with keys', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await files.mkdtemp(join(tmpdir(), 'patkeeper-'));
  });
  afterEach(async () => {
    sinon.restore();
    syncBuiltinESMExports();
    await files.rm(folder, { recursive: true, force: true });
  });

  it('is made where folders can’t be opened, as on Windows', async () => {
    const { open } = files;
    sinon.stub(process, 'platform').value('win32');
    sinon.stub(files, 'open').callsFake(async (path, ...more) => {
      const there = await files.stat(path).catch(() => undefined);
      if (there?.isDirectory()) throw systemError('EPERM');
      return open(path, ...more);
    });
    syncBuiltinESMExports();
    const file = join(folder, 'new', 'keys.json');
    await createPrivateFile(file, 'a key');
    assert.equal(await readPrivateFile(file), 'a key');
  });

  it('is made where the file system has no links, and stays as it is when it is there', async () => {
    sinon.stub(files, 'link').rejects(systemError('EPERM'));
    syncBuiltinESMExports();
    const file = join(folder, 'keys.json');
    await createPrivateFile(file, 'the first');
    await createPrivateFile(file, 'the second');
    assert.equal(await readPrivateFile(file), 'the first');
    assert.deepEqual(await files.readdir(folder), ['keys.json']);
    assert.equal((await files.stat(file)).mode & 0o777, 0o600);
  });

  it('is on disk by the time it is made: first its text, then its name, then that of its new folder', async () => {
    const steps: string[] = [];
    const { link, open } = files;
    sinon.stub(files, 'open').callsFake(async (path, ...more) => {
      const handle = await open(path, ...more);
      const { sync } = handle;
      handle.sync = async () => {
        steps.push(`sync ${String(path).endsWith('.tmp') ? 'draft' : relative(folder, String(path))}`);
        await sync.call(handle);
      };
      return handle;
    });
    sinon.stub(files, 'link').callsFake(async (from, to) => {
      steps.push(`link ${relative(folder, String(to))}`);
      await link(from, to);
    });
    syncBuiltinESMExports();
    await createPrivateFile(join(folder, 'new', 'keys.json'), 'a key');
    assert.deepEqual(steps, ['sync ', 'sync draft', `link ${join('new', 'keys.json')}`, 'sync new']);
  });

  it('is taken from its group and from everybody else, which the log says', async () => {
    const file = join(folder, 'keys.json');
    for (const mode of [0o640, 0o620, 0o610, 0o604, 0o602, 0o601]) {
      const log = createSilentLog();
      await files.writeFile(file, 'a key');
      await files.chmod(file, mode);
      await makePrivate(file, log);
      assert.equal((await files.stat(file)).mode & 0o777, 0o600, mode.toString(8));
      assert.deepEqual(
        log.lines.map(({ level, fields }) => ({ level, fields })),
        [{ level: 'warn', fields: { file } }],
      );
    }
  });

  it('stays as it is, and nothing is said, when it is its owner’s alone', async () => {
    const file = join(folder, 'keys.json');
    await files.writeFile(file, 'a key', { mode: 0o400 });
    const log = createSilentLog();
    await makePrivate(file, log);
    assert.equal((await files.stat(file)).mode & 0o777, 0o400);
    assert.deepEqual(log.lines, []);
  });

  it('is refused, by name, when it can’t be read or written', async () => {
    const file = join(folder, 'keys.json');
    await files.mkdir(join(file, 'a folder'), { recursive: true });
    await assert.rejects(readPrivateFile(file), (error: Error & { code: string }) => {
      assert.equal(error.code, 'store-refused');
      return error.message.includes(file);
    });
    const below = join(folder, 'no-folder', 'keys.json');
    await files.writeFile(join(folder, 'no-folder'), '');
    await assert.rejects(createPrivateFile(below, 'a key'), (error: Error & { code: string }) => {
      assert.equal(error.code, 'store-refused');
      return error.message.includes(below);
    });
  });
});
