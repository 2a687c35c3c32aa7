import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreConfig } from '../../src/config/store.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { examineStorage } from '../../src/doctor/storage.ts';
import { deadUrl, printed } from './world.ts';

const POSTGRES = {
  kind: 'postgres',
  migrate: true,
  poolSize: 1,
  keepAuditDays: 1,
  keepEndedDays: 1,
} as const;

describe('the doctor, on what Patkeeper keeps', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-doctor-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const look = async (dataDir: string, uid?: number) => {
    const finding = await examineStorage({ config: { dataDir, store: { kind: 'lowdb' } }, uid });
    return printed([finding], 'Data folder');
  };

  it('writes into the data folder and leaves nothing there', async () => {
    await writeFile(join(folder, 'pepper.json'), '{}');
    assert.match(await look(folder), /^ok .*Patkeeper can write to/);
    assert.deepEqual(await readdir(folder), ['pepper.json']);
  });

  it('makes no folder: it would be the wrong user’s', async () => {
    assert.match(await look(join(folder, 'not', 'yet')), /^ok .*the first start will make/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('leaves another user’s folder alone', async () => {
    assert.match(await look(folder, 4_242_424), /^not checked .*belongs to another user/);
  });

  it('says what stands in the way', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    assert.match(await look(file), /^PROBLEM .*ENOTDIR.*DATA_DIR.*step 7/);
    assert.match(await look(join(file, 'data')), /^PROBLEM .*ENOTDIR/);
  });

  it('notices a folder that may not be written', async function () {
    // root may write anywhere.
    if (process.getuid?.() === 0) this.skip();
    const locked = join(folder, 'locked');
    await mkdir(locked, { mode: 0o500 });
    assert.match(await look(locked), /^PROBLEM .*EACCES/);
    assert.match(await look(join(locked, 'data')), /^PROBLEM .*EACCES/);
  });

  it('says where a database was looked for, without its password', async () => {
    const { host } = new URL(await deadUrl());
    const databaseUrl = new Secret(`postgres://keeper:a-password@${host}/keeper`);
    const store: StoreConfig = { ...POSTGRES, databaseUrl };
    const text = printed([await examineStorage({ config: { dataDir: folder, store } })], 'Database');
    assert.match(text, new RegExp(`^PROBLEM .*PostgreSQL at ${host}/keeper \\(ECONNREFUSED\\).*step 7`));
    assert.ok(!text.includes('a-password'));
  });
});
