import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../src/core/secrets/secret.ts';
import { type LoadCacheKeysOptions, loadCacheKeys } from '../../src/identity/cache-keys.ts';
import { refusal } from '../core/samples.ts';
import { createSilentLog } from '../support/silent-log.ts';

describe('cache keys', () => {
  let dir: string;
  let file: string;
  let log: ReturnType<typeof createSilentLog>;
  const load = (some: Partial<LoadCacheKeysOptions> = {}) =>
    loadCacheKeys({ dataDir: dir, storeIsOld: false, log, ...some });
  const ids = async (some: Partial<LoadCacheKeysOptions> = {}) => (await load(some)).map(({ id }) => id);
  const base64 = (byte: number) => Buffer.alloc(32, byte).toString('base64');
  const configured = (...bytes: number[]) => ({ configured: new Secret(bytes.map(base64).join(', ')) });

  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'patkeeper-')), 'data');
    file = join(dir, 'cache-key.json');
    log = createSilentLog();
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

  it('are made at the first start, in a private file, and kept from then on', async () => {
    const first = await ids();
    assert.match(await readFile(file, 'utf8'), /^\{"version":1,"keys":\["[A-Za-z0-9+/]{43}="\]\}\n$/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(dir), ['cache-key.json']);
    assert.deepEqual(await ids({ storeIsOld: true }), first);
    assert.deepEqual(log.lines, []);
  });

  it('are the same for starts that race', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => ids()));
    assert.equal(new Set(all.flat()).size, 1);
    assert.deepEqual(await readdir(dir), ['cache-key.json']);
  });

  it('are made anew when they are lost, and the log says what that means', async () => {
    const before = await ids();
    await rm(file);
    assert.notDeepEqual(await ids({ storeIsOld: true }), before);
    assert.match(log.lines.map(({ message }) => message).join(), /signs in again/);
  });

  it('can be configured, the newest first, without any file', async () => {
    const [two, one] = await ids(configured(2, 1));
    assert.deepEqual(await ids(configured(1, 2)), [one, two]);
    await assert.rejects(stat(file));
  });

  it('of the file still open what was sealed before one was configured', async () => {
    const [made] = await ids();
    assert.equal((await ids(configured(1)))[1], made);
  });

  it('refuse a damaged file, leave it as it is, and quote nothing of it', async () => {
    await load();
    for (const content of [
      '',
      '{',
      '{"version":1,"keys":[]}',
      '{"version":2,"keys":["x"]}',
      '{"version":1,"keys":["quoted"]}',
    ]) {
      await writeFile(file, content);
      const error = await refusal(load);
      assert.equal(error.code, 'store-refused');
      assert.ok(error.message.includes(file) && !error.message.includes('quoted'));
      assert.equal(error.cause, undefined);
      assert.equal(await readFile(file, 'utf8'), content);
    }
  });

  it('make a file private that others may read, and say so', async () => {
    await load();
    await chmod(file, 0o644);
    await load();
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(log.lines.length, 1);
  });

  it('say where they can’t be written', async () => {
    await writeFile(join(dir, '..', 'blocked'), '');
    const error = await refusal(() => load({ dataDir: join(dir, '..', 'blocked') }));
    assert.equal(error.code, 'store-refused');
    assert.match(error.message, /cache-key\.json can’t be (written|read)/);
  });
});
