import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ada, recordOf, revocationOf, START, stockNoticeOf, syncOf, watchOf } from '../fixtures.ts';
import type { TestedStore } from '../opened-store.ts';
import { type OpenedLowdbStore, openedLowdbStore } from './opened-lowdb-store.ts';

const TOKEN = {
  id: 'token-old',
  owner: ada,
  name: 'Old',
  authority: 'builtin',
  organization: 'internal',
  scopes: ['vso.code'],
  createdAt: START,
  createdBy: 'Ada',
  validTo: START + 1_000_000_000,
  formKey: 'form-old',
  digest: { selector: 'selector-old', digest: 'digest', pepper: 1 },
} as const;

/** A document as it was written before there were records, watches and rotations, kept here as a text on purpose. */
const OLD = `{"version":1,"person":${JSON.stringify(ada)},"contact":{"person":${JSON.stringify(ada)},"name":"Ada",
"locale":"en-GB","serviceUrl":"http://127.0.0.1:1/","userId":"29:ada","botId":"28:bot"},
"tokens":[${JSON.stringify(TOKEN)}],"notices":[{"notice":{"id":"token-old.created.1","owner":${JSON.stringify(ada)},
"tokenId":"token-old","kind":"created","validTo":1,"dueAt":1,"state":"sent","attempts":1,"ambiguousAttempts":0,
"settledAt":2}}],"pendingEvents":[]}`;

describe('a document of a newer version', () => {
  let opened: OpenedLowdbStore;
  afterEach(() => opened.close());

  it('keeps a notice in a state that nobody knows here, and nothing is sent for it', async () => {
    opened = await openedLowdbStore();
    const path = join(opened.dataDir, 'people', `${ada.tenantId}_${ada.objectId}.json`);
    await writeFile(path, OLD.replace('"state":"sent"', '"state":"postponed"'));
    const store = await opened.reopen();
    assert.equal(await store.notices.nextAt(), undefined);
    assert.deepEqual(await store.notices.claimDue({ now: START, leaseMs: 1000, limit: 10 }), []);
    await store.contacts.setReachable(ada, START);
    await store.tokens.change(revocationOf(TOKEN));
    const [{ notice }] = JSON.parse(await readFile(path, 'utf8')).notices;
    assert.equal(notice.state, 'postponed');
  });
});

describe('a document from before records and watches', () => {
  let opened: OpenedLowdbStore;
  let store: TestedStore;
  let path: string;

  beforeEach(async () => {
    opened = await openedLowdbStore();
    path = join(opened.dataDir, 'people', `${ada.tenantId}_${ada.objectId}.json`);
    await writeFile(path, OLD);
    store = await opened.reopen();
  });
  afterEach(() => opened.close());

  it('is read as it is', async () => {
    assert.deepEqual(await store.tokens.list(ada), [TOKEN]);
    assert.equal((await store.contacts.find(ada))?.name, 'Ada');
    assert.deepEqual(
      (await store.listNotices(ada, TOKEN.id)).map(({ state }) => state),
      ['sent'],
    );
    assert.equal(await store.records.find(ada, 'sign-in', 'key', START), undefined);
    assert.equal(await store.watches.find(ada), undefined);
    assert.equal(await store.records.take(ada, 'sign-in', 'key', START), undefined);
    await store.watches.delete(ada);
    assert.equal(await readFile(path, 'utf8'), OLD);
  });

  it('takes up what is new, and stays a document that the version before can read', async () => {
    const [record, watch] = [recordOf(ada), watchOf(ada)];
    await store.records.save(record);
    await store.watches.save(watch);
    await store.watches.syncTokens(syncOf(ada, { notices: [stockNoticeOf(ada)] }));
    await store.tokens.change(revocationOf(TOKEN));
    const again = await opened.reopen();
    assert.deepEqual(await again.records.find(ada, record.kind, record.key, START), record);
    assert.deepEqual(await again.watches.find(ada), watch);
    assert.equal((await again.tokens.find(ada, TOKEN.id))?.digest?.selector, 'selector-old');
    assert.equal(JSON.parse(await readFile(path, 'utf8')).version, 1);
  });
});
