import assert from 'node:assert/strict';
import { existsSync, watch } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { digestSecret } from '../../../src/authorities/builtin/digest.ts';
import { type LoadPeppersOptions, loadPeppers } from '../../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { refusal } from '../../core/samples.ts';
import { createSilentLog } from '../../support/silent-log.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(40);
const keyOf = (byte: number) => Buffer.alloc(32, byte).toString('base64url');

describe('peppers', () => {
  let dir: string;
  let file: string;
  const log = createSilentLog();
  const load = (some: Partial<LoadPeppersOptions> = {}) => loadPeppers({ dataDir: dir, log, ...some });
  const configured = (...texts: string[]) => ({ configured: texts.map((text) => new Secret(text)) });

  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'patkeeper-')), 'data');
    file = join(dir, 'pepper.json');
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

  async function write(content: string, mode = 0o600): Promise<void> {
    await load();
    await writeFile(file, content);
    await chmod(file, mode);
  }

  it('are made at the first start, in a private file, and kept from then on', async () => {
    const first = await load();
    const bytes = await readFile(file, 'utf8');
    assert.match(bytes, /^\{"version":1,"peppers":\[\{"version":\d{10},"key":"[\w-]{43}"\}\]\}\n$/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(dir)).mode & 0o777, 0o700);
    assert.deepEqual(await readdir(dir), ['pepper.json']);
    const second = await load({ mayCreate: false });
    assert.equal(await readFile(file, 'utf8'), bytes);
    assert.equal(digestSecret('x', second.current), digestSecret('x', first.current));
    assert.equal(second.current.version, first.current.version);
    assert.equal(second.find(1), undefined);
    assert.ok(second.current.version > 1_000_000 && second.current.version < 2 ** 31);
  });

  it('are the same for starts that race, and different for every installation', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => load()));
    assert.equal(new Set(all.map(({ current }) => digestSecret('x', current))).size, 1);
    assert.deepEqual(await readdir(dir), ['pepper.json']);
    const before = digestSecret('x', (await load()).current);
    await rm(file);
    assert.notEqual(digestSecret('x', (await load()).current), before);
  });

  it('are never made when tokens exist already', async () => {
    const error = await refusal(() => load({ mayCreate: false }));
    assert.equal(error.code, 'store-refused');
    assert.ok(error.message.includes(dir));
    assert.match(error.message, /Restore/);
    await assert.rejects(stat(file));
  });

  it('use the highest version of the file for new digests, and find the older ones', async () => {
    const [one, three] = [
      { version: 1, key: keyOf(1) },
      { version: 3, key: keyOf(3) },
    ];
    await write(JSON.stringify({ version: 1, peppers: [one, three] }));
    const peppers = await load();
    assert.equal(peppers.current.key.export().toString('base64url'), keyOf(3));
    assert.equal(peppers.find(3)?.key.export().toString('base64url'), keyOf(3));
    assert.equal(peppers.find(1)?.key.export().toString('base64url'), keyOf(1));
  });

  it('stop the start when their file is damaged, leave it as it is, and quote nothing of it', async () => {
    const good = { version: 1, key: keyOf(1) };
    const damaged = [
      '',
      '{',
      'null',
      '0',
      '[]',
      `{"version":1,"peppers":[{"version":1,"key":"${keyOf(1)}`,
      ...[
        { version: 2, peppers: [good] },
        { version: 1 },
        { version: 1, peppers: [] },
        { version: 1, peppers: {} },
        { version: 1, peppers: [good, good] },
        { version: 1, peppers: [good, null] },
        { version: 1, peppers: [good, { version: 2, key: keyOf(2).slice(1) }] },
        { version: 1, peppers: [{ ...good, version: '1' }] },
        { version: 1, peppers: [{ ...good, version: 0.5 }] },
        { version: 1, peppers: [{ ...good, version: 0 }] },
        { version: 1, peppers: [{ ...good, key: keyOf(1).replace(/.$/, '=') }] },
        { version: 1, peppers: [{ version: 1 }] },
        { version: 1, peppers: [{ version: 2 ** 30 + 5, key: keyOf(1) }] },
      ].map((document) => JSON.stringify(document)),
    ];
    await load();
    for (const content of damaged) {
      await writeFile(file, content);
      const error = await refusal(() => load());
      assert.equal(error.code, 'store-refused', content);
      assert.ok(error.message.includes(file));
      assert.ok(!inspect(error, { depth: 9 }).includes(keyOf(1).slice(0, 8)));
      assert.equal(await readFile(file, 'utf8'), content);
    }
  });

  it('are made private again when others could read them, and the log says so', async () => {
    await load();
    await chmod(file, 0o644);
    const before = log.lines.length;
    await load();
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(log.lines.slice(before), [
      {
        level: 'warn',
        fields: { file },
        message: 'others could read a file with keys; it is private to its owner now',
      },
    ]);
  });

  it('stop the start when there is no place for them', async () => {
    await writeFile(join(dir, '..', 'taken'), 'a file');
    const error = await refusal(() => load({ dataDir: join(dir, '..', 'taken') }));
    assert.equal(error.code, 'store-refused');
    assert.ok(error.message.includes('taken'));
  });

  describe('that are configured', () => {
    it('need no file and make none', async () => {
      const { current } = await load({ ...configured(A), mayCreate: false });
      assert.equal(current.key.export().toString('utf8'), A);
      await assert.rejects(stat(file));
    });

    it('have a version of their own that stays the same wherever they stand in the list', async () => {
      const [ab, ba, a] = [
        await load(configured(A, B)),
        await load(configured(B, A)),
        await load(configured(A)),
      ];
      assert.equal(ab.current.version, a.current.version);
      assert.notEqual(ab.current.version, ba.current.version);
      assert.equal(ba.find(ab.current.version)?.key.export().toString('utf8'), A);
      assert.equal(a.find(ba.current.version), undefined);
      assert.ok(ab.current.version > 1_000_000 && ab.current.version < 2 ** 31);
    });

    it('go before those of the file, which stay known', async () => {
      const kept = await load();
      const peppers = await load(configured(A));
      assert.equal(peppers.current.key.export().toString('utf8'), A);
      assert.equal(
        digestSecret('x', peppers.find(kept.current.version) ?? peppers.current),
        digestSecret('x', kept.current),
      );
    });
  });

  describe('of a file of an earlier release', () => {
    const earlier = (byte: number) =>
      JSON.stringify({ version: 1, peppers: [{ version: 1, key: keyOf(byte) }] });
    /** Resolves when the check value is there; it is kept after the answer, and nothing waits for it. */
    const proven = () =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!existsSync(join(dir, 'pepper-1.check.json'))) return;
          watcher.close();
          resolve();
        };
        const watcher = watch(dir, look);
        look();
      });

    it('stay readable as version 1, and new digests name the version that the key has', async () => {
      await write(earlier(1));
      const peppers = await load({ mayCreate: false });
      assert.equal(digestSecret('x', peppers.find(1) ?? assert.fail()), digestSecret('x', peppers.current));
      assert.notEqual(peppers.current.version, 1);
      await writeFile(file, earlier(2));
      assert.notEqual((await load()).current.version, peppers.current.version);
    });

    it('are unproven until a token fits, and from then on another folder’s file stops the start', async () => {
      await write(earlier(1));
      const peppers = await load({ mayCreate: false });
      assert.deepEqual(
        [1, peppers.current.version].map((it) => peppers.unproven?.has(it)),
        [true, false],
      );
      peppers.unproven?.prove(1);
      assert.equal(peppers.unproven?.has(1), false);
      await proven();
      assert.equal((await stat(join(dir, 'pepper-1.check.json'))).mode & 0o777, 0o600);
      assert.ok(!(await readFile(join(dir, 'pepper-1.check.json'), 'utf8')).includes(keyOf(1)));
      assert.equal((await load({ mayCreate: false })).unproven?.has(1), false);
      await writeFile(file, earlier(2));
      const error = await refusal(() => load({ mayCreate: false }));
      assert.equal(error.code, 'store-refused');
      assert.match(error.message, /pepper\.json is not the one that the tokens.*Restore it from a backup/);
      await rm(join(dir, 'pepper-1.check.json'));
      assert.equal((await load({ mayCreate: false })).unproven?.has(1), true);
    });
  });

  it('never print their keys', async () => {
    const peppers = await load(configured(A));
    const printed = inspect(peppers, { depth: 9, showHidden: true }) + JSON.stringify(peppers);
    assert.ok(!printed.includes(A) && !printed.includes(Buffer.from(A).toString('base64url')));
  });
});
