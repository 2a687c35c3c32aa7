import assert from 'node:assert/strict';
import { describeContacts } from './contact-contract.ts';
import { ada, contactOf, eventOf, insertOf, START, tokenOf } from './fixtures.ts';
import { describeClaims } from './notice-claim-contract.ts';
import { describeOpenNotices } from './notice-contract.ts';
import type { OpenedStore } from './opened-store.ts';
import { describeTokenChanges } from './token-change-contract.ts';
import { describeTokens } from './token-contract.ts';
import { describeTokenUses } from './token-use-contract.ts';

/** What every store must do, whatever it is made of. `open` gives a new empty store each time. */
export function describeStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describe('keeps contacts, and', () => describeContacts(() => opened));
    describe('keeps tokens, and', () => describeTokens(() => opened));
    describe('changes tokens, and', () => describeTokenChanges(() => opened));
    describe('keeps uses, and', () => describeTokenUses(() => opened));
    describe('keeps notices, and', () => describeOpenNotices(() => opened));
    describe('lends out notices, and', () => describeClaims(() => opened));

    it('says that it works, and takes an audit event that changes no token', async () => {
      await opened.store.check();
      await opened.store.recordEvent(
        eventOf(tokenOf(ada), { action: 'refuse', detail: 'create: name-taken' }),
      );
    });

    it('finishes what it was doing when it is closed, and then refuses everything', async () => {
      const { store } = opened;
      const token = tokenOf(ada);
      const order: string[] = [];
      const writing = store.insertToken(insertOf(token)).then(() => order.push('written'));
      await store.close().then(() => order.push('closed'));
      await store.close();
      await writing;
      assert.deepEqual(order, ['written', 'closed']);
      const calls: (() => Promise<unknown>)[] = [
        () => store.saveContact(contactOf(ada)),
        () => store.findContact(ada),
        () => store.insertToken(insertOf(tokenOf(ada))),
        () => store.listTokens(ada),
        () => store.findTokenBySelector('selector1'),
        () => store.claimDueNotices({ now: START, leaseMs: 1, limit: 1 }),
        () => store.nextNoticeAt(),
        () => store.recordEvent(eventOf(token)),
        () => store.recordUse(ada, token.id, { at: START, service: 'git' }),
        () => store.check(),
      ];
      for (const call of calls) await assert.rejects(call, { code: 'store-unavailable' });
      assert.deepEqual(await (await opened.reopen()).listTokens(ada), [token]);
    });
  });
}
