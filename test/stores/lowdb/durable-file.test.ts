import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Adapter } from 'lowdb';
import { createDurableFile } from '../../../src/stores/lowdb/durable-file.ts';
import { silentLog } from '../fixtures.ts';
import { temporaryFolder } from './opened-lowdb-store.ts';
import { systemError, type WatchedFiles, watchFiles } from './watched-files.ts';

describe('a durable file', () => {
  let folder: string;
  let path: string;
  let watch: WatchedFiles;
  let file: Adapter<string>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder, 'doc.json');
    watch = watchFiles();
    file = createDurableFile<string>({
      path,
      files: watch.files,
      log: silentLog,
      beforeReplace: async () => watch.onStep('beforeReplace'),
      decode: (bytes) => Buffer.from(bytes).toString(),
      encode: (data) => {
        if (data === 'unreadable') throw new Error('can not be read back');
        return data;
      },
    });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function stepsOf(write: () => Promise<unknown>): Promise<string[]> {
    const before = watch.steps.length;
    await write().catch(() => undefined);
    return watch.steps.slice(before).map((step) => step.replace(basename(folder), 'folder'));
  }

  it('is null until it is written, and then what was written', async () => {
    assert.equal(await file.read(), null);
    for (const text of ['one', 'two', '']) {
      await file.write(text);
      assert.equal(await file.read(), text);
    }
  });

  it('syncs the new file, then puts it in place, then syncs the folder', async () => {
    await file.write('one');
    assert.deepEqual(await stepsOf(() => file.write('two')), [
      'open doc.json.tmp',
      'writeFile doc.json.tmp',
      'sync doc.json.tmp',
      'rm doc.json.bak',
      'link doc.json.bak',
      'rename doc.json',
      'open folder',
      'sync folder',
    ]);
  });

  it('makes its first copy only when the file is there, so that a copy without a file means a loss', async () => {
    const steps = await stepsOf(() => file.write('one'));
    assert.ok(steps.lastIndexOf('link doc.json.bak') > steps.indexOf('rename doc.json'));
    assert.equal(await readFile(`${path}.bak`, 'utf8'), 'one');
  });

  it('keeps the content before the latest write, and nobody else may read either', async () => {
    for (const text of ['one', 'two', 'three']) await file.write(text);
    assert.equal(await readFile(`${path}.bak`, 'utf8'), 'two');
    assert.deepEqual((await readdir(folder)).sort(), ['doc.json', 'doc.json.bak']);
    for (const name of [path, `${path}.bak`]) assert.equal((await stat(name)).mode & 0o777, 0o600);
  });

  it('copies where the file system has no hard links', async () => {
    watch.onStep = (step) => {
      if (step.startsWith('link')) throw systemError('EPERM');
    };
    await file.write('one');
    assert.equal(await readFile(`${path}.bak`, 'utf8'), 'one');
    for (const text of ['two', 'three']) await file.write(text);
    assert.equal(await readFile(`${path}.bak`, 'utf8'), 'two');
    assert.equal(await file.read(), 'three');
  });

  for (const existed of [false, true]) {
    it(`leaves ${existed ? 'the old file' : 'no file'} when any one step fails, and the next write works`, async () => {
      const normal = await stepsOf(async () => {
        if (existed) await file.write('old');
        watch.steps.length = 0;
        await file.write('new');
      });
      const total = watch.steps.length;
      assert.ok(total >= 8, normal.join());
      for (let failing = 0; failing < total; failing += 1) {
        for (const name of await readdir(folder)) await rm(join(folder, name));
        watch.onStep = () => {};
        if (existed) await file.write('old');
        let taken = 0;
        let failed = '';
        watch.onStep = (step) => {
          if (step === 'beforeReplace' || taken++ !== failing) return;
          failed = step;
          throw systemError('ENOSPC');
        };
        const outcome = await file.write('new').then(
          () => 'written',
          () => 'refused',
        );
        // a link that fails has a copy to fall back on
        assert.equal(outcome, failed.startsWith('link') ? 'written' : 'refused', failed);
        if (outcome === 'refused') {
          assert.equal(await file.read(), existed ? 'old' : null, failed);
          const left = (await readdir(folder)).filter((name) => name !== 'doc.json.bak');
          assert.deepEqual(left, existed ? ['doc.json'] : [], failed);
        }
        await file.write('later');
        assert.equal(await file.read(), 'later');
      }
    });
  }

  it('is not replaced when the last word is no', async () => {
    await file.write('old');
    watch.onStep = (step) => {
      if (step === 'beforeReplace') throw new Error('another process owns the folder');
    };
    await assert.rejects(file.write('new'), /another process/);
    assert.equal(await file.read(), 'old');
    assert.deepEqual((await readdir(folder)).sort(), ['doc.json', 'doc.json.bak']);
  });

  it('never writes what it could not read back', async () => {
    await file.write('old');
    assert.deepEqual(await stepsOf(() => file.write('unreadable')), []);
    assert.equal(await file.read(), 'old');
  });

  it('does not take a file that it can not read for a missing one', async () => {
    await writeFile(path, 'x');
    const failing = createDurableFile<string>({
      path,
      files: watch.files,
      log: silentLog,
      beforeReplace: async () => {},
      decode: () => {
        throw new Error('damaged');
      },
      encode: (data) => data,
    });
    await assert.rejects(failing.read(), /damaged/);
  });
});
