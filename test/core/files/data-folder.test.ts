import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { openDataFolderPath } from '../../../src/core/files/data-folder.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('the data folder', () => {
  let above: string;
  let folder: string;
  const log = createSilentLog();

  beforeEach(async () => {
    above = await realpath(await mkdtemp(join(tmpdir(), 'patkeeper-data-')));
    folder = join(above, 'data');
    await mkdir(join(folder, 'people'), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, 'pepper.json'), '{}');
  });
  afterEach(() => rm(above, { recursive: true }));

  const refused = (wanted: RegExp) =>
    assert.rejects(openDataFolderPath(folder, log), (error: { code: string; message: string }) => {
      assert.equal(error.code, 'store-refused');
      assert.match(error.message, wanted);
      return true;
    });

  it('is known by its real path, however it is named', async () => {
    const link = join(above, 'link');
    await symlink(folder, link);
    for (const name of [folder, link, `${folder}/../data`, relative(process.cwd(), link)])
      assert.equal(await openDataFolderPath(name, log), folder);
  });

  it('is made where it is wanted, for its owner alone, and not where it is not', async () => {
    const made = join(above, 'a', 'b');
    assert.equal(await openDataFolderPath(made, log, { make: false }), made);
    await assert.rejects(realpath(made));
    assert.equal(await openDataFolderPath(made, log), made);
    assert.equal(await realpath(made), made);
  });

  it('is refused with a link in it, at any depth, wherever that leads', async () => {
    await symlink(join(folder, 'pepper.json'), join(folder, 'cache-key.json'));
    await refused(/cache-key\.json is a symbolic link.*Put the file itself there/);
    await rm(join(folder, 'cache-key.json'));
    await symlink('/nowhere', join(folder, 'people', 'a.json.bak'));
    await refused(/people\/a\.json\.bak is a symbolic link/);
    await rm(join(folder, 'people'), { recursive: true });
    await symlink(above, join(folder, 'people'));
    await refused(/people is a symbolic link/);
  });

  it('is refused when it is none', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    await refused(/data can’t be opened \((?:EEXIST|ENOTDIR)\)/);
  });

  for (const name of ['.', 'people']) {
    it(`is refused while everybody may write in it, and warned of for a group: ${name}`, async function () {
      if (process.platform === 'win32') this.skip();
      const there = join(folder, name);
      await chmod(there, 0o707);
      await refused(/Everybody may write in .*chmod o-w/);
      await chmod(there, 0o1777); // sticky or not: a new file is enough
      await refused(/Everybody may write in/);
      await chmod(there, 0o770);
      const quiet = createSilentLog();
      assert.equal(await openDataFolderPath(folder, quiet), folder);
      assert.match(JSON.stringify(quiet.lines), /"warn".*group of .*chmod g-w/);
      await chmod(there, 0o750);
      const silent = createSilentLog();
      await openDataFolderPath(folder, silent);
      assert.deepEqual(silent.lines, []);
    });
  }

  it('is warned of in a folder where everybody may replace it', async function () {
    if (process.platform === 'win32') this.skip();
    await chmod(above, 0o777);
    const warned = createSilentLog();
    await openDataFolderPath(folder, warned);
    assert.match(JSON.stringify(warned.lines), /"warn".*replace the data folder/);
    await chmod(above, 0o1777);
    const silent = createSilentLog();
    await openDataFolderPath(folder, silent);
    assert.deepEqual(silent.lines, []);
  });
});
