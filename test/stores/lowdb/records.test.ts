import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SealedRecord, Store } from '../../../src/core/ports.ts';
import { ada, contactOf, HOUR, insertOf, recordOf, START, tokenOf } from '../fixtures.ts';
import { openLowdb } from './opened-lowdb-store.ts';
import { systemError } from './watched-files.ts';
import { type WatchedStore, watchedStore } from './watched-store.ts';

describe('the records in the lowdb store’s files', () => {
  let opened: WatchedStore;

  beforeEach(async () => {
    opened = await watchedStore();
  });
  afterEach(() => opened.close());

  /** The names of the files that hold the text. */
  async function filesWith(text: string, folder = opened.dataDir): Promise<string[]> {
    const found: string[] = [];
    for (const name of await readdir(folder, { recursive: true })) {
      const path = join(folder, name);
      if ((await stat(path)).isFile() && (await readFile(path, 'utf8')).includes(text)) found.push(name);
    }
    return found;
  }

  it('are in no file any more once they are deleted, not even in the copy of the content before', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.saveContact(contactOf(ada));
    await opened.store.saveRecord(record);
    assert.equal((await filesWith(record.sealed)).length, 1);
    await opened.store.deleteRecords(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
    assert.deepEqual(await opened.store.findContact(ada), contactOf(ada));
  });

  const waysToGo: readonly [string, (store: Store, record: SealedRecord) => Promise<unknown>][] = [
    ['are taken', (store, { kind, key }) => store.takeRecord(ada, kind, key, START)],
    ['are replaced', (store, record) => store.saveRecord({ ...record, sealed: 'v1.another' })],
    ['are named', (store, record) => store.deleteRecord(record)],
    ['are of a kind that goes', (store, { kind }) => store.deleteRecords(ada, kind)],
    ['have ended', (store) => store.deleteExpiredRecords(START + HOUR)],
    [
      'have ended and something else is written',
      async (store) => {
        await store.claimKey('key', START + HOUR, START + 2 * HOUR);
        await store.saveContact(contactOf(ada, { name: 'New' }));
      },
    ],
    [
      'are taken while something else is written',
      (store, { kind, key }) =>
        Promise.all([
          store.saveContact(contactOf(ada, { name: 'A' })),
          store.takeRecord(ada, kind, key, START),
          store.saveContact(contactOf(ada, { name: 'B' })),
        ]),
    ],
  ];
  for (const [way, go] of waysToGo) {
    it(`are in no file when the answer is there: they ${way}`, async () => {
      const record = recordOf(ada, { sealed: 'v1.sealed-sign-in', expiresAt: START + HOUR });
      const kept = recordOf(ada, { kind: 'interrupted' });
      await opened.store.saveContact(contactOf(ada));
      for (const one of [record, kept]) await opened.store.saveRecord(one);
      await opened.store.saveContact(contactOf(ada, { locale: 'pt-BR' }));
      assert.equal((await filesWith(record.sealed)).length, 2);
      await go(opened.store, record);
      assert.deepEqual(await filesWith(record.sealed), []);
      assert.equal((await filesWith(kept.sealed)).length, 2);
    });

    it(`are lost by no crash before the answer, and gone after the next start: they ${way}`, async () => {
      const record = recordOf(ada, { sealed: 'v1.sealed-sign-in', expiresAt: START + HOUR });
      const kept = recordOf(ada, { kind: 'interrupted' });
      for (const one of [kept, record]) await opened.store.saveRecord(one);
      const images: string[] = [];
      opened.watch.onStep = () => {
        const image = `${opened.dataDir}.${images.length}`;
        cpSync(opened.dataDir, image, { recursive: true, filter: (name) => !name.endsWith('lock') });
        images.push(image);
      };
      await go(opened.store, record);
      opened.mend();
      assert.ok(images.length >= 8, `${images.length}`);
      for (const image of images) {
        const store = await openLowdb(image);
        const there = await store.findRecord(ada, record.kind, record.key, START);
        assert.deepEqual(await store.findRecord(ada, kept.kind, kept.key, START), kept);
        // Nothing of it is left over where the document has it no more.
        const files = await filesWith(record.sealed, image);
        if (there?.sealed !== record.sealed) assert.deepEqual(files, []);
        await store.deleteRecords(ada);
        assert.deepEqual(await filesWith(record.sealed, image), []);
        await store.close();
        await rm(image, { recursive: true });
      }
    });
  }

  it('are in no temporary file that could not be removed when its write failed', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.saveContact(contactOf(ada));
    opened.failOn(/^(?:rename|rm) .*(?:json|tmp)$/, 'EIO');
    await assert.rejects(opened.store.saveRecord(record), { code: 'store-unavailable' });
    assert.equal((await filesWith(record.sealed)).length, 1);
    opened.mend();
    await opened.store.saveRecord(record);
    await opened.store.deleteRecords(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
  });

  it('are not said to be deleted while a file still holds them', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.saveRecord(record);
    opened.failOn(/^rename .*bak/, 'EIO');
    await assert.rejects(opened.store.deleteRecords(ada), { code: 'store-unavailable' });
    assert.deepEqual(await opened.store.findRecord(ada, record.kind, record.key, START), record);
    opened.mend();
    await opened.store.deleteRecords(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
  });

  it('are cleaned out of a last-good copy that can’t be read any more', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.saveRecord(record);
    const [name = ''] = await filesWith(record.sealed);
    await opened.store.deleteRecords(ada);
    await opened.store.close();
    const copy = join(opened.dataDir, `${name}.bak`);
    await writeFile(copy, `{"records":[{"sealed":"${record.sealed}"`);
    const store = await opened.reopen();
    assert.deepEqual(await filesWith(record.sealed), []);
    await store.close();
  });

  it('can be deleted again when the disk failed between the two writes', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.saveRecord(record);
    const before = opened.renames();
    opened.watch.onStep = (step) => {
      if (step.startsWith('writeFile') && opened.renames() > before) throw systemError('ENOSPC');
    };
    await assert.rejects(opened.store.deleteRecords(ada), { code: 'store-unavailable' });
    assert.equal((await filesWith(record.sealed)).length, 1);
    opened.mend();
    await opened.store.deleteRecords(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
  });

  it('are deleted by the next write after their end, whatever it writes', async () => {
    const [short, long] = [recordOf(ada, { key: 's', expiresAt: START + HOUR }), recordOf(ada, { key: 'l' })];
    for (const record of [short, long]) await opened.store.saveRecord(record);
    await opened.store.claimDueNotices({ now: START + HOUR - 1, leaseMs: 1, limit: 1 });
    await opened.store.saveContact(contactOf(ada));
    await opened.store.saveContact(contactOf(ada, { name: 'New' }));
    assert.equal((await filesWith(short.sealed)).length, 2);
    const written = opened.renames();
    await opened.store.claimDueNotices({ now: START + HOUR, leaseMs: 1, limit: 1 });
    assert.equal(opened.renames(), written); // their end alone is nothing to write
    await opened.store.saveRecord(recordOf(ada, { key: 'new' }));
    await opened.store.saveContact(contactOf(ada));
    assert.deepEqual(await filesWith(short.sealed), []);
    assert.equal((await filesWith(long.sealed)).length, 2);
  });

  it('cost no write when there is nothing to take, and come back when the write that takes one fails', async () => {
    const record = recordOf(ada);
    await opened.store.saveRecord(record);
    const written = opened.renames();
    assert.equal(await opened.store.takeRecord(ada, 'sign-in', 'other', START), undefined);
    assert.equal(opened.renames(), written);
    opened.failOn(/^writeFile/);
    const taking = opened.store.takeRecord(ada, record.kind, record.key, START);
    await assert.rejects(taking, { code: 'store-unavailable' });
    opened.mend();
    assert.deepEqual(await opened.store.takeRecord(ada, record.kind, record.key, START), record);
  });

  it('go by the time that was said last, for a clock may have been set back', async () => {
    const record = recordOf(ada, { expiresAt: START + HOUR });
    await opened.store.saveRecord(record);
    await opened.store.claimKey('key', START + HOUR, START + 2 * HOUR);
    for (const createdAt of [START + HOUR, START + HOUR + 1])
      await opened.store.insertToken(insertOf(tokenOf(ada, { createdAt })));
    assert.deepEqual(await filesWith(record.sealed), []);
  });
});
