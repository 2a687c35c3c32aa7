import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SealedRecord } from '../../../src/core/store/records.ts';
import type { Store } from '../../../src/core/store/store.ts';
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
    await opened.store.contacts.save(contactOf(ada));
    await opened.store.records.save(record);
    assert.equal((await filesWith(record.sealed)).length, 1);
    await opened.store.records.deleteAll(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
    assert.deepEqual(await opened.store.contacts.find(ada), contactOf(ada));
  });

  const waysToGo: readonly [string, (store: Store, record: SealedRecord) => Promise<unknown>][] = [
    ['are taken', (store, { kind, key }) => store.records.take(ada, kind, key, START)],
    ['are replaced', (store, record) => store.records.save({ ...record, sealed: 'v1.another' })],
    ['are named', (store, record) => store.records.delete(record)],
    ['are of a kind that goes', (store, { kind }) => store.records.deleteAll(ada, kind)],
    ['have ended', (store) => store.records.deleteExpired(START + HOUR)],
    [
      'have ended and something else is written',
      async (store) => {
        await store.rateLimits.claimKey('key', START + HOUR, START + 2 * HOUR);
        await store.contacts.save(contactOf(ada, { name: 'New' }));
      },
    ],
    [
      'are taken while something else is written',
      (store, { kind, key }) =>
        Promise.all([
          store.contacts.save(contactOf(ada, { name: 'A' })),
          store.records.take(ada, kind, key, START),
          store.contacts.save(contactOf(ada, { name: 'B' })),
        ]),
    ],
  ];
  for (const [way, go] of waysToGo) {
    it(`are in no file when the answer is there: they ${way}`, async () => {
      const record = recordOf(ada, { sealed: 'v1.sealed-sign-in', expiresAt: START + HOUR });
      const kept = recordOf(ada, { kind: 'interrupted' });
      await opened.store.contacts.save(contactOf(ada));
      for (const one of [record, kept]) await opened.store.records.save(one);
      await opened.store.contacts.save(contactOf(ada, { locale: 'pt-BR' }));
      assert.equal((await filesWith(record.sealed)).length, 2);
      await go(opened.store, record);
      assert.deepEqual(await filesWith(record.sealed), []);
      assert.equal((await filesWith(kept.sealed)).length, 2);
    });

    it(`are lost by no crash before the answer, and gone after the next start: they ${way}`, async () => {
      const record = recordOf(ada, { sealed: 'v1.sealed-sign-in', expiresAt: START + HOUR });
      const kept = recordOf(ada, { kind: 'interrupted' });
      for (const one of [kept, record]) await opened.store.records.save(one);
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
        const there = await store.records.find(ada, record.kind, record.key, START);
        assert.deepEqual(await store.records.find(ada, kept.kind, kept.key, START), kept);
        // Nothing of it is left over where the document has it no more.
        const files = await filesWith(record.sealed, image);
        if (there?.sealed !== record.sealed) assert.deepEqual(files, []);
        await store.records.deleteAll(ada);
        assert.deepEqual(await filesWith(record.sealed, image), []);
        await store.close();
        await rm(image, { recursive: true });
      }
    });
  }

  it('are in no temporary file that could not be removed when its write failed', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.contacts.save(contactOf(ada));
    opened.failOn(/^(?:rename|rm) .*(?:json|tmp)$/, 'EIO');
    await assert.rejects(opened.store.records.save(record), { code: 'store-unavailable' });
    assert.equal((await filesWith(record.sealed)).length, 1);
    opened.mend();
    await opened.store.records.save(record);
    await opened.store.records.deleteAll(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
  });

  it('are not said to be deleted while a file still holds them', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.records.save(record);
    opened.failOn(/^rename .*bak/, 'EIO');
    await assert.rejects(opened.store.records.deleteAll(ada), { code: 'store-unavailable' });
    assert.deepEqual(await opened.store.records.find(ada, record.kind, record.key, START), record);
    opened.mend();
    await opened.store.records.deleteAll(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
  });

  it('are cleaned out of a last-good copy that can’t be read any more', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.records.save(record);
    const [name = ''] = await filesWith(record.sealed);
    await opened.store.records.deleteAll(ada);
    await opened.store.close();
    const copy = join(opened.dataDir, `${name}.bak`);
    await writeFile(copy, `{"records":[{"sealed":"${record.sealed}"`);
    const store = await opened.reopen();
    assert.deepEqual(await filesWith(record.sealed), []);
    await store.close();
  });

  it('can be deleted again when the disk failed between the two writes', async () => {
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in' });
    await opened.store.records.save(record);
    const before = opened.renames();
    opened.watch.onStep = (step) => {
      if (step.startsWith('writeFile') && opened.renames() > before) throw systemError('ENOSPC');
    };
    await assert.rejects(opened.store.records.deleteAll(ada), { code: 'store-unavailable' });
    assert.equal((await filesWith(record.sealed)).length, 1);
    opened.mend();
    await opened.store.records.deleteAll(ada);
    assert.deepEqual(await filesWith(record.sealed), []);
  });

  it('are deleted by the next write after their end, whatever it writes', async () => {
    const [short, long] = [recordOf(ada, { key: 's', expiresAt: START + HOUR }), recordOf(ada, { key: 'l' })];
    for (const record of [short, long]) await opened.store.records.save(record);
    await opened.store.notices.claimDue({ now: START + HOUR - 1, leaseMs: 1, limit: 1 });
    await opened.store.contacts.save(contactOf(ada));
    await opened.store.contacts.save(contactOf(ada, { name: 'New' }));
    assert.equal((await filesWith(short.sealed)).length, 2);
    const written = opened.renames();
    await opened.store.notices.claimDue({ now: START + HOUR, leaseMs: 1, limit: 1 });
    assert.equal(opened.renames(), written); // their end alone is nothing to write
    await opened.store.records.save(recordOf(ada, { key: 'new' }));
    await opened.store.contacts.save(contactOf(ada));
    assert.deepEqual(await filesWith(short.sealed), []);
    assert.equal((await filesWith(long.sealed)).length, 2);
  });

  it('cost no write when there is nothing to take, and come back when the write that takes one fails', async () => {
    const record = recordOf(ada);
    await opened.store.records.save(record);
    const written = opened.renames();
    assert.equal(await opened.store.records.take(ada, 'sign-in', 'other', START), undefined);
    assert.equal(opened.renames(), written);
    opened.failOn(/^writeFile/);
    const taking = opened.store.records.take(ada, record.kind, record.key, START);
    await assert.rejects(taking, { code: 'store-unavailable' });
    opened.mend();
    assert.deepEqual(await opened.store.records.take(ada, record.kind, record.key, START), record);
  });

  it('go by the time that was said last, for a clock may have been set back', async () => {
    const record = recordOf(ada, { expiresAt: START + HOUR });
    await opened.store.records.save(record);
    await opened.store.rateLimits.claimKey('key', START + HOUR, START + 2 * HOUR);
    for (const createdAt of [START + HOUR, START + HOUR + 1])
      await opened.store.tokens.insert(insertOf(tokenOf(ada, { createdAt })));
    assert.deepEqual(await filesWith(record.sealed), []);
  });
});
