import assert from 'node:assert/strict';
import { chmod, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { PersonDocument } from '../../../src/stores/lowdb/person-document.ts';
import { ada, ben, contactOf, insertOf, tokenOf } from '../fixtures.ts';
import { type OpenedLowdbStore, openedLowdbStore, openLowdb } from './opened-lowdb-store.ts';

describe('a damaged data folder', () => {
  let opened: OpenedLowdbStore;
  let path: string;
  let whole: Buffer;

  beforeEach(async () => {
    opened = await openedLowdbStore();
    await opened.store.contacts.save(contactOf(ada));
    await opened.store.tokens.insert(insertOf(tokenOf(ada)));
    await opened.store.close();
    path = join(opened.dataDir, 'people', `${ada.tenantId}_${ada.objectId}.json`);
    whole = await readFile(path);
  });
  afterEach(() => opened.close());

  async function refusal(): Promise<string> {
    const error = await openLowdb(opened.dataDir).then(
      () => assert.fail('the store opened'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof PatkeeperError);
    assert.equal(error.code, 'store-refused');
    return error.message;
  }

  function edited(edit: (document: PersonDocument) => object): string {
    return JSON.stringify(edit(JSON.parse(whole.toString())));
  }

  const damages: [string, RegExp, () => string | Buffer][] = [
    ['empty', /it is empty/, () => ''],
    ['cut short', /not whole JSON/, () => whole.subarray(0, whole.length - 1)],
    ['overwritten with zeros', /not whole JSON/, () => Buffer.alloc(whole.length)],
    ['null', /holds null/, () => 'null'],
    ['a number', /expected object/, () => '0'],
    ['a list', /expected object/, () => '[]'],
    ['an object without anything', /version: .*expected 1/, () => '{}'],
    [
      'not UTF-8',
      /not whole JSON/,
      () => Buffer.concat([whole.subarray(0, -3), Buffer.from([0xff]), whole.subarray(-3)]),
    ],
    [
      'from a newer version',
      /newer Patkeeper wrote it \(version 2/,
      () => edited((one) => ({ ...one, version: 2 })),
    ],
    ['without tokens', /tokens: .*expected array/, () => edited(({ tokens: _, ...one }) => one)],
    [
      'wrong deep inside',
      /tokens\[0\]\.validTo: .*expected number/,
      () => edited((one) => ({ ...one, tokens: one.tokens.map((token) => ({ ...token, validTo: 'soon' })) })),
    ],
    [
      'another person’s',
      /name belongs to another person/,
      () => edited((one) => ({ ...one, person: ben, contact: undefined, tokens: [], notices: [] })),
    ],
    [
      'mixed with another person’s',
      /another person’s data/,
      () => edited((one) => ({ ...one, contact: contactOf(ben) })),
    ],
  ];
  for (const [what, why, bytes] of damages) {
    it(`stops the start when a document is ${what}, and leaves every byte as it is`, async () => {
      const damaged = Buffer.from(bytes());
      await writeFile(path, damaged);
      const message = await refusal();
      assert.match(message, why);
      assert.ok(message.includes(path) && message.includes('.bak') && message.includes('move'), message);
      assert.ok(!message.includes('Ada Example'));
      assert.deepEqual(await readFile(path), damaged);
    });
  }

  it('opens again once the last-good copy is put back', async () => {
    await writeFile(path, 'garbage');
    await refusal();
    await rename(`${path}.bak`, path);
    const store = await openLowdb(opened.dataDir);
    assert.deepEqual(await store.contacts.find(ada), contactOf(ada));
    await store.close();
  });

  it('stops the start when a document is gone and its copy is not', async () => {
    await unlink(path);
    const message = await refusal();
    assert.ok(message.includes(path) && message.includes('is missing'), message);
    assert.equal((await readdir(join(opened.dataDir, 'people'))).length, 1);
  });

  it('stops the start when all people are gone and the journal is not', async () => {
    await rm(join(opened.dataDir, 'people'), { recursive: true });
    assert.match(await refusal(), /people is missing.*audit\.jsonl/);
    assert.ok(!(await readdir(opened.dataDir)).includes('people'));
  });

  it('stops the start when the folder is no folder', async () => {
    await rm(opened.dataDir, { recursive: true });
    await writeFile(opened.dataDir, '');
    assert.match(await refusal(), /can’t be opened.*EEXIST/);
  });

  it('lets go of the folder when it refuses', async () => {
    await writeFile(path, 'garbage');
    await refusal();
    await writeFile(path, whole);
    await (await openLowdb(opened.dataDir)).close();
  });

  it('removes what a crash left half written, and nothing else', async () => {
    const folder = join(opened.dataDir, 'people');
    await writeFile(`${path}.1b9d6bcd.tmp`, '{"version":');
    await writeFile(join(opened.dataDir, 'check.1b9d6bcd.tmp'), '');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await chmod(folder, 0o755);
    await (await openLowdb(opened.dataDir)).close();
    const name = `${ada.tenantId}_${ada.objectId}.json`;
    assert.deepEqual((await readdir(folder)).sort(), [name, `${name}.bak`, 'notes.txt'].sort());
    assert.deepEqual((await readdir(opened.dataDir)).sort(), ['audit.jsonl', 'lock-owner', 'people']);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('aside, a new one is made with the folders above it, for its own user alone', async () => {
    const above = join(opened.dataDir, 'deep');
    const store = await openLowdb(join(above, 'down'));
    await store.tokens.insert(insertOf(tokenOf(ada)));
    await store.close();
    for (const folder of [above, join(above, 'down')]) assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });
});
