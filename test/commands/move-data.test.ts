import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_ROLE } from '../../src/stores/postgres/read-migrations.ts';
import { fillFolder } from '../stores/postgres/filled-folder.ts';
import { type OpenedPostgresStore, openedPostgresStore } from '../stores/postgres/opened-postgres-store.ts';
import { buildPrograms } from '../support/build-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';

const program = (): string => buildPrograms().programOf('src/patkeeper.ts');

describe('the programs that move data', function () {
  this.timeout(60_000);
  let opened: OpenedPostgresStore;
  let folder: string;

  beforeEach(async () => {
    opened = await openedPostgresStore();
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-move-'));
  });
  afterEach(async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(
    name: string,
    ...args: string[]
  ): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [program(), name, ...args], {
      cwd: folder,
      env: childEnvironment({ DATABASE_URL: opened.databaseUrl }),
    });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      texts.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      texts.err += chunk;
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    assert.doesNotMatch(texts.out + texts.err, /seafarer|\n\s+at /);
    return { code, ...texts };
  }

  it('says what was moved, and what to do with the keys', async () => {
    await fillFolder(join(folder, 'data'));
    const dry = await run('import', './data', '--dry-run');
    assert.deepEqual([dry.code, dry.err], [0, '']);
    assert.match(dry.out, /tokens: +6 found, 6 added, 0 there already/);
    assert.match(dry.out, /dry run: nothing was written/);
    const real = await run('import', './data');
    assert.match(real.out, /read back/);
    assert.match(real.out, /pepper\.json/);
    const back = await run('export', './back');
    assert.match(back.out, /3 people with 6 tokens and 13 notices/);
    assert.match(await readFile(join(folder, 'back', 'audit.jsonl'), 'utf8'), /name-taken/);
    assert.match((await run('migrate')).out, /up to date/);
  });

  it('says what is wrong, and ends with 1', async () => {
    const none = await run('import', './nowhere');
    assert.deepEqual([none.code, none.out], [1, '']);
    assert.match(none.err, /no people in \.\/nowhere/);
    for (const name of ['import', 'export'])
      for (const args of [[], ['a', 'b'], ['--what']]) {
        const wrong = await run(name, ...args);
        assert.equal(wrong.code, 2);
        assert.match(wrong.err, new RegExp(`\\. Write: patkeeper ${name} FOLDER`));
      }
    const more = await run('migrate', 'now');
    assert.deepEqual([more.code, more.out], [2, '']);
    assert.match(more.err, /^“now” does not belong there\. Write: patkeeper migrate/);
  });

  it('prints the SQL of the role that serves, without a database', async () => {
    const { code, out, err } = await run('migrate', '--service-role');
    assert.deepEqual([code, err], [0, '']);
    assert.equal(out, await readFile(SERVICE_ROLE, 'utf8'));
  });

  it('needs the address of the database', async () => {
    const child = spawn(process.execPath, [program(), 'migrate'], {
      cwd: folder,
      env: childEnvironment(),
    });
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), 78);
    assert.match(err, /DATABASE_URL is missing/);
  });
});
