import assert from 'node:assert/strict';
import type { Leaving, LeavingChange, Provisioned } from '../../src/core/store/accounts.ts';
import type { Store } from '../../src/core/store/store.ts';
import type { PersonId } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  eventOf,
  foundOf,
  HOUR,
  insertOf,
  otherAda,
  revocationOf,
  START,
  shoutedAda,
  TENANT,
  tokenOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

const ACTIVE: Provisioned = { userName: 'Ada@Example.org', state: 'active', changedAt: START };
const REFUSED: Leaving = { state: 'refused', why: 'disabled', at: START + HOUR };

function leaveOf(person: PersonId, more: Partial<LeavingChange> = {}): LeavingChange {
  return { person, now: START + HOUR, leaving: REFUSED, tokens: 'refuse', ...more };
}

/** How many decisions about Ada are in the audit trail of a store that was just opened. */
async function leftOf({ audit }: Pick<Store, 'audit'>): Promise<number> {
  const { events } = await audit.list(ada, { limit: 50 });
  return events.filter(({ action }) => action === 'leave').length;
}

/** How accounts are kept, and how the tokens of those who left are refused. */
export function describeAccounts(opened: () => OpenedStore): void {
  it('keeps what provisioning says of a person, and finds them by name without regard to case', async () => {
    const { store } = opened();
    assert.equal(await store.accounts.find(ada), undefined);
    await store.accounts.saveProvisioned(ada, { ...ACTIVE, state: 'disabled' });
    await store.accounts.saveProvisioned(shoutedAda, ACTIVE);
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual((await now.accounts.find(ada))?.provisioned, ACTIVE);
      assert.deepEqual((await now.accounts.findByUserName(TENANT, 'aDA@example.ORG'))?.person, ada);
      assert.equal(await now.accounts.findByUserName(otherAda.tenantId, ACTIVE.userName), undefined);
      assert.equal(await now.accounts.findByUserName(TENANT, 'ada'), undefined);
      assert.equal(await now.accounts.find(otherAda), undefined);
    });
  });

  it('means tokens of other authorities only where these are named, and takes all back at once', async () => {
    const { store } = opened();
    const [builtin, found, tracked] = [tokenOf(ada), foundOf(ada), tokenOf(ben, { authority: 'tracked' })];
    const { digest: _, ...remembered } = tracked;
    for (const token of [builtin, found, remembered]) await store.tokens.insert(insertOf(token));
    const authorities = [found.authority, 'tracked'];
    const holders = async (now: typeof store) =>
      (await now.accounts.listHolders(START + HOUR, authorities)).map(({ person, usable, refused }) => [
        person.objectId,
        usable,
        refused,
      ]);
    assert.deepEqual(await holders(store), [[ada.objectId, 2, 0]]);
    assert.equal(await store.accounts.leave(leaveOf(ada)), 1);
    assert.deepEqual(await holders(store), [[ada.objectId, 1, 1]]);
    assert.equal(await store.accounts.leave(leaveOf(ada, { authorities })), 1);
    assert.deepEqual(await holders(store), [[ada.objectId, 0, 2]]);
    assert.equal((await store.tokens.find(ada, found.id))?.refusedSince, START + HOUR);
    assert.equal(await store.accounts.leave(leaveOf(ada, { tokens: 'restore' })), 2);
    await nowAndReopened(opened(), async (now) =>
      assert.deepEqual(await holders(now), [[ada.objectId, 2, 0]]),
    );
  });

  it('keeps what an authority calls a person, whatever else is known of them', async () => {
    const { store } = opened();
    await store.accounts.saveMemberName(ben, 'Ben');
    await store.accounts.saveMemberName(ada, 'Ada P.');
    await store.accounts.saveProvisioned(ada, ACTIVE);
    await store.accounts.saveMemberName(shoutedAda, 'Ada Park');
    await store.accounts.leave(leaveOf(ada, { leaving: REFUSED }));
    await store.accounts.leave(leaveOf(ada, { leaving: undefined, tokens: 'keep' }));
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.accounts.find(ben), { person: ben, memberName: 'Ben' });
      assert.deepEqual(await now.accounts.find(ada), {
        person: ada,
        memberName: 'Ada Park',
        provisioned: ACTIVE,
      });
      assert.deepEqual(await now.accounts.listLeaving(), []);
    });
  });

  it('finds nobody by name whom provisioning has deleted', async () => {
    const { store } = opened();
    await store.accounts.saveProvisioned(ada, { userName: '', state: 'deleted', changedAt: START });
    assert.equal(await store.accounts.findByUserName(TENANT, ''), undefined);
    assert.equal((await store.accounts.find(ada))?.provisioned?.state, 'deleted');
  });

  it('refuses the built-in tokens of a person that are active, and nobody else’s', async () => {
    const { store } = opened();
    const [works, gone, hers] = [tokenOf(ada), tokenOf(ada), tokenOf(ben)];
    const expired = tokenOf(ada, { validTo: START + 1 });
    const elsewhere = foundOf(ada);
    for (const token of [works, gone, hers, expired, elsewhere]) await store.tokens.insert(insertOf(token));
    await store.tokens.change(revocationOf(gone, START + 1));
    const event = eventOf(works, { action: 'leave' });
    assert.equal(await store.accounts.leave(leaveOf(shoutedAda, { event })), 1);
    await nowAndReopened(opened(), async (now) => {
      const since = async (person: PersonId, id: string) => (await now.tokens.find(person, id))?.refusedSince;
      assert.equal(await since(ada, works.id), START + HOUR);
      for (const { id } of [gone, expired, elsewhere]) assert.equal(await since(ada, id), undefined);
      assert.equal(await since(ben, hers.id), undefined);
      const found = await now.tokens.findBySelector(works.digest?.selector ?? '');
      assert.equal(found?.refusedSince, START + HOUR);
      assert.deepEqual((await now.accounts.find(ada))?.leaving, REFUSED);
    });
  });

  it('lets the time stand since when a token is refused, and restores it only when asked to', async () => {
    const { store } = opened();
    const token = tokenOf(ada);
    await store.tokens.insert(insertOf(token));
    await store.accounts.leave(leaveOf(ada));
    assert.equal(await store.accounts.leave(leaveOf(ada, { now: START + 2 * HOUR })), 0);
    assert.equal(await store.accounts.leave(leaveOf(ada, { leaving: undefined, tokens: 'keep' })), 0);
    assert.equal((await store.tokens.find(ada, token.id))?.refusedSince, START + HOUR);
    assert.equal((await store.accounts.find(ada))?.leaving, undefined);
    assert.equal(await store.accounts.leave(leaveOf(ada, { leaving: undefined, tokens: 'restore' })), 1);
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.tokens.find(ada, token.id), token);
    });
  });

  it('writes nothing of a decision when somebody else decided since the account was read', async () => {
    const { store } = opened();
    const token = tokenOf(ada);
    await store.tokens.insert(insertOf(token));
    const decide = (more: Partial<LeavingChange>) =>
      store.accounts.leave(leaveOf(ada, { event: eventOf(token, { action: 'leave' }), ...more }));
    const asRead = { leaving: undefined };
    const changed = await Promise.all([decide({ asRead }), decide({ asRead })]);
    assert.deepEqual(changed.toSorted(), [1, undefined]);
    const spared: Leaving = { ...REFUSED, state: 'spared', agreed: true };
    assert.equal(await decide({ asRead: { leaving: spared }, tokens: 'restore' }), undefined);
    assert.equal(await decide({ asRead: { leaving: REFUSED }, leaving: spared, tokens: 'restore' }), 1);
    const again = await opened().reopen();
    assert.deepEqual((await again.accounts.find(ada))?.leaving, spared);
    assert.deepEqual(await again.tokens.find(ada, token.id), token);
    assert.equal(await leftOf(again), 2);
  });

  it('writes no event of a decision that changes nothing', async () => {
    const decide = ({ accounts }: Pick<Store, 'accounts'>) => {
      const event = eventOf(tokenOf(ada), { action: 'leave' });
      return accounts.leave(leaveOf(ada, { event }));
    };
    const { store } = opened();
    await store.tokens.insert(insertOf(tokenOf(ada)));
    assert.deepEqual([await decide(store), await decide(store)], [1, 0]);
    const again = await opened().reopen();
    assert.equal(await leftOf(again), 1);
    await again.tokens.insert(insertOf(tokenOf(ada)));
    assert.equal(await decide(again), 1);
    assert.equal(await leftOf(await opened().reopen()), 2);
  });

  it('keeps since when a token was refused when it is revoked', async () => {
    const { store } = opened();
    const token = tokenOf(ada);
    await store.tokens.insert(insertOf(token));
    await store.accounts.leave(leaveOf(ada));
    await store.tokens.change(revocationOf(token, START + 2 * HOUR));
    const kept = { ...token, refusedSince: START + HOUR, revokedAt: START + 2 * HOUR };
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.tokens.find(ada, token.id), kept);
    });
  });

  it('lists whoever has active built-in tokens, with how many work, and what is kept of them', async () => {
    const { store } = opened();
    const before = tokenOf(ada);
    await store.tokens.insert(insertOf(before));
    await store.accounts.leave(leaveOf(ada));
    await store.tokens.insert(insertOf(tokenOf(ada)));
    await store.tokens.insert(insertOf(foundOf(ben)));
    await store.accounts.saveProvisioned(ben, ACTIVE);
    const holders = await store.accounts.listHolders(START + HOUR);
    assert.deepEqual(holders, [{ person: ada, leaving: REFUSED, usable: 1, refused: 1 }]);
    assert.deepEqual(await store.accounts.listHolders(before.validTo), []);
  });

  it('lists those of whom a decision is kept, the longest first', async () => {
    const { store } = opened();
    const held: Leaving = { state: 'held', why: 'deleted', at: START };
    const agreed: Leaving = { ...REFUSED, agreed: true };
    await store.accounts.leave(leaveOf(ada, { leaving: agreed, tokens: 'keep' }));
    await store.accounts.leave(leaveOf(ben, { leaving: held, tokens: 'keep' }));
    await store.accounts.leave(leaveOf(otherAda, { leaving: undefined, tokens: 'keep' }));
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.accounts.listLeaving(), [
        { person: ben, leaving: held },
        { person: ada, leaving: agreed },
      ]);
    });
  });
}
