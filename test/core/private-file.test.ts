import assert from 'node:assert/strict';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import { createPrivateFile, readPrivateFile } from '../../src/core/private-file.ts';
import { systemError } from '../stores/lowdb/watched-files.ts';

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
});
