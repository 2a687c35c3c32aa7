import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonId } from '../../../src/core/tokens/token.ts';
import { type BackupPart, backupParts } from '../../../src/stores/lowdb/backup-parts.ts';
import { dataFolderDeps, storeIn } from '../../../src/stores/lowdb/lowdb-store.ts';
import { type DataFolder, openDataFolder } from '../../../src/stores/lowdb/open-data-folder.ts';
import { writeBackup } from '../../../src/stores/lowdb/write-backup.ts';
import { ada, ben, contactOf, eventOf, insertOf, otherAda, silentLog, tokenOf } from '../fixtures.ts';
import { journalOf, openLowdb, temporaryFolder } from './opened-lowdb-store.ts';

const PEOPLE: readonly PersonId[] = [ada, ben, otherAda];

describe('a backup', () => {
  let base: string;
  let dataDir: string;
  let target: string;
  let folder: DataFolder;
  let store: ReturnType<typeof storeIn>;

  beforeEach(async () => {
    base = await temporaryFolder();
    [dataDir, target] = [join(base, 'data'), join(base, 'deep', 'backup')];
    const deps = { dataDir, log: silentLog, onLockLost: assert.fail };
    folder = await openDataFolder(dataFolderDeps(deps));
    store = storeIn(folder, deps);
  });
  afterEach(async () => {
    await store.close();
    await rm(base, { recursive: true, force: true });
  });

  const parts = (keys = true): AsyncIterable<BackupPart> => backupParts({ ...folder, dataDir, keys });
  const insert = (owner: PersonId) => store.tokens.insert(insertOf(tokenOf(owner), { maxActive: 1e9 }));

  async function idsIn(opened: Pick<typeof store, 'tokens'>): Promise<string[]> {
    const lists = await Promise.all(PEOPLE.map((person) => opened.tokens.list(person)));
    return lists.flatMap((tokens) => tokens.map(({ id }) => id)).sort();
  }

  it('opens with exactly what the store held at that moment, while writes go on', async () => {
    let writes = true;
    const running = [...PEOPLE, ada].map(async (person) => {
      while (writes) await insert(person);
    });
    const events = (async () => {
      while (writes) await store.audit.record(eventOf(tokenOf(ada), { action: 'refuse' }));
    })();
    while ((await idsIn(store)).length < 30) await insert(ben);
    let held: string[] = [];
    const report = await writeBackup(target, async () => {
      const taken = parts();
      held = PEOPLE.flatMap((person) => folder.people.find(person)?.document().tokens ?? [])
        .map(({ id }) => id)
        .sort();
      return taken;
    });
    const later = await idsIn(store);
    writes = false;
    await Promise.all([...running, events]);
    assert.ok(later.length > held.length, 'nothing was written meanwhile');
    assert.deepEqual([report.people, report.tokens], [3, held.length]);

    const restored = await openLowdb(target);
    assert.deepEqual(await idsIn(restored), held);
    await restored.close();
    const told = (await journalOf(target)).filter(({ action }) => action === 'create');
    assert.deepEqual(told.map(({ tokenId }) => tokenId).sort(), held);
  });

  it('has the mark that the data served Teams, and the keys where they are wanted', async () => {
    await store.contacts.save(contactOf(ada));
    await store.contacts.markServedTeams();
    await writeFile(join(dataDir, 'pepper.json'), '{"a":1}');
    await store.tokens.find(ben, 'none');
    const report = await writeBackup(target, async () => parts());
    assert.deepEqual(report, { people: 1, tokens: 0, keyFiles: ['pepper.json'] });
    assert.deepEqual((await readdir(target)).sort(), [
      'audit.jsonl',
      'people',
      'pepper.json',
      'served-teams',
    ]);
    assert.equal(await readFile(join(target, 'pepper.json'), 'utf8'), '{"a":1}');
    assert.equal((await stat(target)).mode & 0o777, 0o700);
    for (const name of ['audit.jsonl', 'pepper.json', 'served-teams'])
      assert.equal((await stat(join(target, name))).mode & 0o777, 0o600, name);
    await writeBackup(`${target}-2`, async () => parts(false));
    assert.ok(!(await readdir(`${target}-2`)).includes('pepper.json'));
  });

  it('goes nowhere where something is already, and says so', async () => {
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'mine'), '');
    const asked = writeBackup(target, async () => assert.fail('nothing must be asked'));
    await assert.rejects(asked, {
      code: 'store-refused',
      message: /There is something in .*Name an empty folder/,
    });
    assert.deepEqual(await readdir(target), ['mine']);
  });

  for (const [what, bad] of [
    ['a file that no data folder has', { file: '../x', bytes: Buffer.from('{}') }],
    ['a document that can’t be read', { file: 'people/x_y.json', bytes: Buffer.from('{"version":1') }],
    ['a journal that ends within a line', { file: 'audit.jsonl', bytes: Buffer.from('{"id"') }],
  ] as const) {
    it(`leaves nothing of itself when it gets ${what}`, async () => {
      async function* broken(): AsyncGenerator<BackupPart> {
        yield { file: 'served-teams', bytes: Buffer.from('text') };
        yield bad;
      }
      await assert.rejects(writeBackup(target, async () => broken()));
      assert.deepEqual(await readdir(join(base, 'deep')), []);
      assert.deepEqual((await readdir(base)).sort(), ['data', 'deep']);
    });
  }

  it('holds a person with more than can be written at once', async () => {
    await Promise.all(Array.from({ length: 501 }, () => insert(ada)));
    const report = await writeBackup(target, async () => parts());
    assert.deepEqual([report.people, report.tokens], [1, 501]);
  });

  it('is as late as the last write that was acknowledged', async () => {
    await insert(ada);
    const taken = parts();
    await insert(ada);
    const report = await writeBackup(target, async () => taken);
    assert.equal(report.tokens, 1);
  });
});
