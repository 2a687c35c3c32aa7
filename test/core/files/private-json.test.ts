import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPrivateJson,
  type PrivateJson,
  readPrivateJson,
} from '../../../src/core/files/private-json.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { refusal } from '../samples.ts';

describe('a file with keys that holds JSON', () => {
  let folder: string;
  let of: PrivateJson<string>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-'));
    of = {
      file: join(folder, 'keys.json'),
      whenDamaged: 'Restore it from a backup.',
      parse: (document) => {
        const { key } = (document ?? {}) as { key?: unknown };
        return typeof key === 'string' ? key : undefined;
      },
    };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is undefined when there is none', async () => {
    assert.equal(await readPrivateJson(of, createSilentLog()), undefined);
  });

  it('gives what it was made with, to its owner alone', async () => {
    const log = createSilentLog();
    assert.equal(await createPrivateJson(of, { key: 'a' }, log), 'a');
    assert.equal(await readPrivateJson(of, log), 'a');
    assert.equal((await stat(of.file)).mode & 0o777, 0o600);
    assert.deepEqual(log.lines, []);
  });

  it('is the one that was there when another start was faster', async () => {
    const log = createSilentLog();
    await createPrivateJson(of, { key: 'a' }, log);
    assert.equal(await createPrivateJson(of, { key: 'b' }, log), 'a');
  });

  it('is made private when a group may read it', async () => {
    const log = createSilentLog();
    await writeFile(of.file, '{"key":"a"}');
    await chmod(of.file, 0o640);
    assert.equal(await readPrivateJson(of, log), 'a');
    assert.equal((await stat(of.file)).mode & 0o777, 0o600);
    assert.equal(log.lines.length, 1);
  });

  it('is left as it is when it is damaged, and no key is quoted in the refusal', async () => {
    for (const damaged of ['{"key":"a-secret-key"', '{"keys":"a-secret-key"}', 'null', '']) {
      await writeFile(of.file, damaged);
      const error = await refusal(() => readPrivateJson(of, createSilentLog()));
      assert.equal(error.code, 'store-refused');
      assert.ok(error.message.includes(of.file) && error.message.includes(of.whenDamaged));
      assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /a-secret-key/);
      assert.equal(await readFile(of.file, 'utf8'), damaged);
    }
  });
});
