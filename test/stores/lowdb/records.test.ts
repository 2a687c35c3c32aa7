import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ada, contactOf, HOUR, insertOf, recordOf, START, tokenOf } from '../fixtures.ts';
import { systemError } from './watched-files.ts';
import { type WatchedStore, watchedStore } from './watched-store.ts';

describe('the records in the lowdb store’s files', () => {
  let opened: WatchedStore;

  beforeEach(async () => {
    opened = await watchedStore();
  });
  afterEach(() => opened.close());

  /** The names of the files that hold the text. */
  async function filesWith(text: string): Promise<string[]> {
    const found: string[] = [];
    for (const name of await readdir(opened.dataDir, { recursive: true })) {
      const path = join(opened.dataDir, name);
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
