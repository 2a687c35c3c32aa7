import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSilentLog } from '../../support/silent-log.ts';
import { ada, contactOf, eventOf, insertOf, silentLog, tokenOf } from '../fixtures.ts';
import { journalOf, type OpenedLowdbStore, openedLowdbStore, openLowdb } from './opened-lowdb-store.ts';

describe('an audit journal that is gone or garbage', () => {
  let opened: OpenedLowdbStore;
  let path: string;
  const token = tokenOf(ada);

  beforeEach(async () => {
    opened = await openedLowdbStore();
    path = join(opened.dataDir, 'audit.jsonl');
    await opened.store.tokens.insert(insertOf(token));
    await opened.store.audit.record(eventOf(token));
    await opened.store.audit.record(eventOf(token));
  });
  afterEach(() => opened.close());

  async function refused(wanted: RegExp): Promise<void> {
    const before = await readFile(path).catch(() => undefined);
    await assert.rejects(openLowdb(opened.dataDir), (error: { code: string; message: string }) => {
      assert.equal(error.code, 'store-refused');
      assert.match(error.message, wanted);
      assert.ok(error.message.includes(path));
      return true;
    });
    assert.deepEqual(await readFile(path).catch(() => undefined), before);
  }

  it('stops the start when it is gone, until somebody puts a file in its place', async () => {
    await opened.store.close();
    await rename(path, `${path}.1`);
    await refused(/is missing, though there are people.*Restore it from a backup.*touch /);
    await writeFile(path, '');
    const store = await opened.reopen();
    assert.deepEqual(await store.tokens.list(ada), [token]);
  });

  for (const [what, bytes] of [
    ['random bytes', randomBytes(5000)],
    ['zeros', Buffer.alloc(5000)],
    ['lines of something else', Buffer.from('one\ntwo\n'.repeat(100))],
    ['other JSON', Buffer.from('{"a":1}\n'.repeat(100))],
    ['one long line of something else', Buffer.from('x'.repeat(300_000))],
  ] as const) {
    it(`stops the start with ${what}, and stays as it is`, async () => {
      await opened.store.close();
      await writeFile(path, bytes);
      await refused(/holds no audit events.*Restore it from a backup, or move it away/);
    });
  }

  it('is reported as an error with the number of lines when only some can’t be read, and stays as it is', async () => {
    await opened.store.close();
    const lines = (await readFile(path, 'utf8')).split('\n');
    const damaged = [lines[0], '\0\0\0', 'scribble', lines[1], lines[2], ''].join('\n');
    await writeFile(path, damaged);
    const log = createSilentLog();
    await (await openLowdb(opened.dataDir, { log })).close();
    const [error, ...more] = log.lines.filter(({ level }) => level === 'error');
    assert.deepEqual(more, []);
    assert.deepEqual(error?.fields, { file: path, lines: 2, of: 5 });
    assert.equal(await readFile(path, 'utf8'), damaged);
  });

  it('loses its torn last line only, as before', async () => {
    await opened.store.close();
    const whole = await readFile(path, 'utf8');
    for (const torn of ['{', '{"id":"x","at":1', '\0\0\0\0', '{"id":"x\0\0\0']) {
      await writeFile(path, whole + torn);
      const log = createSilentLog();
      await (await openLowdb(opened.dataDir, { log })).close();
      assert.ok(log.lines.every(({ level }) => level !== 'error'));
      assert.equal(await readFile(path, 'utf8'), whole);
      if (torn.startsWith('\0')) continue;
      await writeFile(path, torn); // of the first append of all
      await (await openLowdb(opened.dataDir)).close();
    }
  });

  it('is noticed when it is deleted while the store is open, and no event of a change is lost', async () => {
    const log = createSilentLog();
    await opened.store.close();
    const store = await openLowdb(opened.dataDir, { log });
    const journaled = await journalOf(opened.dataDir);
    await unlink(path);
    const later = insertOf(tokenOf(ada, { name: 'later' }));
    await store.tokens.insert(later);
    await assert.rejects(store.audit.record(eventOf(token)), { code: 'store-unavailable' });
    await assert.rejects(store.check(), { code: 'store-unavailable' });
    assert.match(JSON.stringify(log.lines), /"error".*could not append to the audit journal/);
    await store.close();
    await refused(/is missing/);
    for (const event of journaled) await appendFile(path, `${JSON.stringify(event)}\n`);
    await (await openLowdb(opened.dataDir, { log: silentLog })).close();
    assert.deepEqual(
      (await journalOf(opened.dataDir)).map(({ id }) => id),
      [...journaled.map(({ id }) => id), later.event.id],
    );
  });

  it('is not asked for where there are no people', async () => {
    await opened.store.close();
    await rm(opened.dataDir, { recursive: true });
    const store = await opened.reopen();
    await store.close();
    await unlink(path);
    const again = await opened.reopen();
    await again.contacts.save(contactOf(ada));
  });
});
