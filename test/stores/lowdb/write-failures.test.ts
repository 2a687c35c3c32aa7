import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PatkeeperError } from '../../../src/core/errors.ts';
import { errorCode } from '../../../src/core/files/error-code.ts';
import {
  ada,
  ben,
  contactOf,
  DAY,
  eventOf,
  insertOf,
  LEASE,
  noticeOf,
  revocationOf,
  START,
  tokenOf,
} from '../fixtures.ts';
import { nowAndReopened } from '../opened-store.ts';
import { journalOf, type OpenedLowdbStore } from './opened-lowdb-store.ts';
import { type WatchedStore, watchedStore } from './watched-store.ts';

describe('the lowdb store and its disk', () => {
  let opened: WatchedStore;

  beforeEach(async () => {
    opened = await watchedStore();
  });
  afterEach(() => opened.close());

  for (const [pattern, code] of [
    [/writeFile/, 'ENOSPC'],
    [/rename/, 'EIO'],
    [/^sync/, 'EIO'],
    [/open .*tmp/, 'EACCES'],
  ] as const) {
    it(`shows nothing of a change that fails with ${code} at ${pattern.source}, and works when the disk does`, async () => {
      const { store } = opened;
      const [old, token] = [tokenOf(ada), tokenOf(ada)];
      await store.contacts.save(contactOf(ada));
      await store.tokens.insert(insertOf(old, { notices: [] }));
      opened.failOn(pattern, code);
      const reject = (change: Promise<unknown>): Promise<void> =>
        assert.rejects(change, (error: PatkeeperError) => {
          assert.deepEqual([error.code, errorCode(error.cause)], ['store-unavailable', code]);
          return true;
        });
      await reject(store.tokens.insert(insertOf(token)));
      await reject(store.tokens.change(revocationOf(old)));
      await reject(store.contacts.save(contactOf(ada, { name: 'New' })));
      await reject(store.contacts.setUnreachable(ada, 'blocked'));
      opened.mend();
      await nowAndReopened(opened, async (now) => {
        assert.deepEqual(await now.tokens.list(ada), [old]);
        assert.deepEqual(await now.contacts.find(ada), contactOf(ada));
        assert.equal(await now.tokens.findBySelector(token.digest?.selector ?? ''), undefined);
        assert.equal(await now.notices.nextAt(), undefined);
      });
      const again = await opened.reopen();
      await again.tokens.insert(insertOf(token));
      assert.deepEqual(new Set(await again.tokens.list(ada)), new Set([old, token]));
    });
  }

  it('claims for those whose documents can be written, and tries the others again', async () => {
    const { store } = opened;
    for (const owner of [ada, ben]) {
      const token = tokenOf(owner);
      await store.tokens.insert(insertOf(token, { notices: [noticeOf(token)] }));
    }
    const claim = { now: START, leaseMs: LEASE, limit: 9 };
    opened.failOn(/writeFile/);
    await assert.rejects(store.notices.claimDue(claim), { code: 'store-unavailable' });
    assert.equal(await store.notices.nextAt(), START);
    opened.failOn(new RegExp(`writeFile .*${ben.objectId}`));
    const owners = async (): Promise<string[]> =>
      (await store.notices.claimDue(claim)).map(({ owner }) => owner.objectId);
    assert.deepEqual(await owners(), [ada.objectId]);
    assert.equal(await store.notices.nextAt(), START);
    opened.mend();
    assert.deepEqual(await owners(), [ben.objectId]);
    assert.equal(await store.notices.nextAt(), START + LEASE);
  });

  it('keeps a change whose audit event can’t be appended, and appends it later', async () => {
    const [token, other] = [tokenOf(ada), tokenOf(ada)];
    const [first, second, refused] = [insertOf(token), insertOf(other), eventOf(token)];
    opened.failOn(/appendFile/);
    await opened.store.tokens.insert(first);
    await assert.rejects(opened.store.audit.record(refused), { code: 'store-unavailable' });
    await assert.rejects(opened.store.check(), { code: 'store-unavailable' });
    opened.mend();
    await opened.store.check();
    assert.deepEqual(await journalOf(opened.dataDir), [first.event]);
    opened.failOn(/appendFile/);
    await opened.store.tokens.insert(second);
    const store = await reopenAfter(() => opened.store.close());
    assert.deepEqual(await store.tokens.list(ada), [token, other]);
    assert.deepEqual(await journalOf(opened.dataDir), [first.event, second.event]);
  });

  async function reopenAfter(close: () => Promise<void>): ReturnType<OpenedLowdbStore['reopen']> {
    await close();
    opened.mend();
    return opened.reopen();
  }

  it('says that it can’t write, or can, and leaves nothing behind', async () => {
    const before = (await readdir(opened.dataDir)).sort();
    await opened.store.check();
    assert.ok(opened.watch.steps.includes('sync check.tmp'));
    opened.failOn(/writeFile check/);
    await assert.rejects(opened.store.check(), { code: 'store-unavailable' });
    opened.mend();
    assert.deepEqual((await readdir(opened.dataDir)).sort(), before);
  });

  it('does not write a contact that it knows already', async () => {
    await opened.store.contacts.save(contactOf(ada, { conversationId: 'a:1' }));
    const before = opened.watch.steps.length;
    await opened.store.contacts.save(contactOf(ada, { conversationId: 'a:1' }));
    await opened.store.contacts.save(contactOf(ada));
    await opened.store.contacts.setReachable(ada, START);
    assert.deepEqual(opened.watch.steps.slice(before), []);
  });

  it('shares writes among one person’s changes at the same time', async () => {
    const { store } = opened;
    const tokens = Array.from({ length: 40 }, () => tokenOf(ada));
    await Promise.all(tokens.map((token) => store.tokens.insert(insertOf(token))));
    assert.equal(opened.renames(), 2);
    assert.equal((await (await opened.reopen()).tokens.list(ada)).length, 40);
    assert.equal((await journalOf(opened.dataDir)).length, 40);
  });

  it('lets nobody but its own user read anything', async () => {
    await opened.store.tokens.insert(insertOf(tokenOf(ada)));
    await opened.store.tokens.change(revocationOf(tokenOf(ada), START + DAY));
    await opened.store.tokens.insert(insertOf(tokenOf(ada)));
    const names = await readdir(opened.dataDir, { recursive: true });
    assert.ok(names.length >= 5, names.join());
    for (const name of ['.', ...names]) {
      const { mode } = await stat(join(opened.dataDir, name));
      if (name !== 'lock') assert.equal(mode & 0o077, 0, name);
    }
  });
});
