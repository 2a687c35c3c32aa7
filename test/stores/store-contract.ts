import assert from 'node:assert/strict';
import { describeAccounts } from './account-contract.ts';
import { describeAudit } from './audit-contract.ts';
import { describeContacts } from './contact-contract.ts';
import { describeFilteredPages } from './filtered-pages-contract.ts';
import {
  ada,
  changeOf,
  contactOf,
  eventOf,
  insertOf,
  noticeOf,
  recordOf,
  START,
  stockNoticeOf,
  syncOf,
  tokenOf,
  watchOf,
} from './fixtures.ts';
import { describeFoundCopies } from './found-copy-contract.ts';
import { describeJobs } from './job-contract.ts';
import { describeKeys } from './key-contract.ts';
import { describeLanes } from './lane-contract.ts';
import { describeMarks } from './mark-contract.ts';
import { describeMessages } from './message-contract.ts';
import { describeClaims } from './notice-claim-contract.ts';
import { describeOpenNotices } from './notice-contract.ts';
import type { OpenedStore } from './opened-store.ts';
import { describeOversight } from './oversight-contract.ts';
import { describeOwed } from './owed-contract.ts';
import { describePersonNotices } from './person-notice-contract.ts';
import { describeRecords } from './record-contract.ts';
import { describeReplacements } from './replacement-contract.ts';
import { describeRetriedNotices } from './retried-notice-contract.ts';
import { describeServed } from './served-contract.ts';
import { describeSyncs } from './sync-contract.ts';
import { describeTokenChanges } from './token-change-contract.ts';
import { describeTokens } from './token-contract.ts';
import { describePatches } from './token-patch-contract.ts';
import { describeTokenUses } from './token-use-contract.ts';
import { describeWatches } from './watch-contract.ts';

/** What every store must do with its data while it is open; `opened` gives the store of the current test. */
export function describeStoredData(opened: () => OpenedStore): void {
  describe('keeps contacts, and', () => describeContacts(opened));
  describe('keeps tokens, and', () => describeTokens(opened));
  describe('changes tokens, and', () => describeTokenChanges(opened));
  describe('changes a token, and', () => describePatches(opened));
  describe('replaces a token, and', () => describeReplacements(opened));
  describe('writes a token that was found before, and', () => describeFoundCopies(opened));
  describe('writes a look at an authority, and', () => describeSyncs(opened));
  describe('keeps uses, and', () => describeTokenUses(opened));
  describe('keeps notices, and', () => describeOpenNotices(opened));
  describe('keeps notices that did not get through, and', () => describeRetriedNotices(opened));
  describe('keeps notices about tokens that have ended, and', () => describeOwed(opened));
  describe('keeps notices about no token, and', () => describePersonNotices(opened));
  describe('lists notices, and', () => describeMessages(opened));
  describe('lends out notices, and', () => describeClaims(opened));
  describe('keeps records, and', () => describeRecords(opened));
  describe('keeps watches, and', () => describeWatches(opened));
  describe('keeps accounts, and', () => describeAccounts(opened));
  describe('lends out keys, and', () => describeKeys(opened));
  describe('keeps the audit trail, and', () => describeAudit(opened));
  describe('keeps lanes, and', () => describeLanes(opened));
  describe('keeps marks, and', () => describeMarks(opened));
  describe('looks at everybody’s tokens, and', () => {
    describeOversight(opened);
    describeFilteredPages(opened);
  });
  describe('keeps the requests of administrators, which', () => describeJobs(opened));
  describe('keeps data that', () => describeServed(opened));

  it('says that it works, and takes an audit event that changes no token', async () => {
    await opened().store.check();
    await opened().store.audit.record(
      eventOf(tokenOf(ada), { action: 'refuse', detail: 'create: name-taken' }),
    );
  });
}

/** What every store must do, whatever it is made of. `open` gives a new empty store each time. */
export function describeStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describeStoredData(() => opened);

    it('finishes what it was doing when it is closed, and then refuses everything', async () => {
      const { store } = opened;
      const token = tokenOf(ada);
      const order: string[] = [];
      const writing = store.tokens.insert(insertOf(token)).then(() => order.push('written'));
      await store.close().then(() => order.push('closed'));
      await store.close();
      await writing;
      assert.deepEqual(order, ['written', 'closed']);
      const calls: (() => Promise<unknown>)[] = [
        () => store.contacts.save(contactOf(ada)),
        () => store.contacts.find(ada),
        () => store.tokens.insert(insertOf(tokenOf(ada))),
        () => store.tokens.list(ada),
        async () => store.tokens.findBySelector('selector1'),
        () => store.tokens.countActive({ now: START, latestEnd: START, mostPerPerson: 1 }),
        () => store.notices.claimDue({ now: START, leaseMs: 1, limit: 1 }),
        () => store.notices.nextAt(),
        () => store.audit.record(eventOf(token)),
        () => store.audit.list(ada, { limit: 1 }),
        () => store.audit.seal(START),
        () => store.audit.head(),
        () => store.audit.sealedAfter(0, 1),
        () => store.audit.note('a'),
        () => store.audit.keepNote('a', undefined, 'b'),
        () => store.tokens.recordUse(ada, token.id, { at: START, service: 'git' }),
        () => store.tokens.recordRefusal(ada, token.id, { at: 1, service: 'git', kind: 'scope', id: 'a' }),
        () => store.tokens.recordPlace(ada, token.id, { service: 'git' }),
        () => store.notices.owe(noticeOf(token), { now: START, quietMs: 0 }),
        () => store.marks.add('a.b'),
        () => store.marks.list(''),
        () => store.tokens.listIdle({ now: START, before: START, after: '', limit: 1 }),
        () => store.tokens.listCuttingOver({ now: START, after: '', limit: 1 }),
        () => store.tokens.change(changeOf(token, { recognizedAt: START })),
        () => store.watches.syncTokens(syncOf(ada, { notices: [stockNoticeOf(ada)] })),
        () => store.records.save(recordOf(ada)),
        () => store.records.find(ada, 'sign-in', 'key', START),
        () => store.records.take(ada, 'sign-in', 'key', START),
        () => store.records.delete(recordOf(ada)),
        () => store.records.deleteAll(ada),
        () => store.watches.save(watchOf(ada)),
        () => store.watches.find(ada),
        () => store.watches.delete(ada),
        () => store.watches.claimDue({ now: START, leaseMs: 1, limit: 1 }),
        () => store.watches.settle(watchOf(ada), START),
        () => store.accounts.find(ada),
        () => store.accounts.listHolders(START),
        () => store.accounts.leave({ person: ada, now: START, leaving: undefined, tokens: 'keep' }),
        () => store.oversight.findTokens({ filter: {}, sort: 'ends', now: START, limit: 1 }),
        () => store.oversight.listJobs('waiting', 1),
        () => store.rateLimits.claimKey('key', START, START + 1),
        () => store.contacts.servedTeams(),
        () => store.contacts.markServedTeams(),
        () => store.check(),
      ];
      for (const call of calls) await assert.rejects(call, { code: 'store-unavailable' });
      assert.deepEqual(await (await opened.reopen()).tokens.list(ada), [token]);
    });
  });
}
