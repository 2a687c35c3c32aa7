import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ada, contactOf, DAY, insertOf, noticeOf, START, tokenOf } from '../fixtures.ts';
import { type OpenedLowdbStore, openedLowdbStore } from './opened-lowdb-store.ts';

/** What earlier versions wrote after one 404 of Teams. */
const LOST = 'the Bot Connector answered 404';

describe('a document of somebody whom an earlier version gave up', () => {
  let opened: OpenedLowdbStore;
  beforeEach(async () => {
    opened = await openedLowdbStore();
  });
  afterEach(() => opened.close());

  async function openedWith(unreachable: string, reason: string) {
    const path = join(opened.dataDir, 'people', `${ada.tenantId}_${ada.objectId}.json`);
    const token = tokenOf(ada);
    const held = { ...noticeOf(token), state: 'held', attempts: 1, reason } as const;
    const failed = {
      ...noticeOf(token, 'expiring'),
      state: 'failed',
      attempts: 2,
      reason: 'too often',
      settledAt: START,
    } as const;
    await opened.store.contacts.save(contactOf(ada, { conversationId: 'a:1' }));
    await opened.store.tokens.insert(insertOf(token));
    await opened.store.close();
    const document = JSON.parse(await readFile(path, 'utf8'));
    document.contact.unreachable = unreachable;
    document.notices = [{ notice: held }, { notice: failed }];
    await writeFile(path, JSON.stringify(document));
    return { store: await opened.reopen(), held, failed };
  }

  it('is asked for another chat after a 404, and their notices are due', async () => {
    const { store, held } = await openedWith(LOST, LOST);
    assert.deepEqual(await store.contacts.find(ada), contactOf(ada));
    const [claimed] = await store.notices.claimDue({ now: START, leaseMs: 1000, limit: 9 });
    assert.deepEqual([claimed?.id, claimed?.attempts, claimed?.reason], [held.id, 2, undefined]);
  });

  it('is left alone when they had blocked the bot', async () => {
    const blocked = 'the Bot Connector answered 403 ConversationBlockedByUser';
    const { store, held } = await openedWith(blocked, blocked);
    assert.deepEqual(
      await store.contacts.find(ada),
      contactOf(ada, { conversationId: 'a:1', unreachable: blocked }),
    );
    assert.equal((await store.listNotices(ada, held.tokenId))[0]?.state, 'held');
    assert.deepEqual(await store.notices.claimDue({ now: START + DAY, leaseMs: 1000, limit: 9 }), []);
  });

  it('tells what had failed by then', async () => {
    const { store, failed } = await openedWith(LOST, LOST);
    assert.deepEqual(await store.notices.listFailed(ada), [failed]);
    const counts = await store.notices.countUndelivered();
    assert.deepEqual(counts, [{ kind: 'expiring', state: 'failed', count: 1 }]);
  });
});
