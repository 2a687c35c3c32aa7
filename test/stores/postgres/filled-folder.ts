import assert from 'node:assert/strict';
import {
  ada,
  ben,
  changeOf,
  contactOf,
  DAY,
  eventOf,
  findingOf,
  foundOf,
  HOUR,
  insertOf,
  LEASE,
  otherAda,
  overlapOf,
  recordOf,
  renewalOf,
  revocationOf,
  START,
  shoutedAda,
  stockNoticeOf,
  syncOf,
  tokenOf,
  watchOf,
} from '../fixtures.ts';
import { openLowdb } from '../lowdb/opened-lowdb-store.ts';

/** A folder with something of everything; gives its tokens. */
export async function fillFolder(dataDir: string): Promise<{ held: string; claimed: string }> {
  const store = await openLowdb(dataDir);
  const [plain, renewed, revoked] = [tokenOf(ada, { name: 'Ünï 🎫\n' }), tokenOf(ada), tokenOf(shoutedAda)];
  const [rotating, theirs] = [tokenOf(ben), tokenOf(otherAda)];
  for (const token of [plain, renewed, revoked, rotating, theirs]) await store.tokens.insert(insertOf(token));
  await store.contacts.save(contactOf(shoutedAda, { conversationId: 'a:1' }));
  await store.contacts.setReminders(ada, { month: true, quiet: { from: 20, until: 7 } });
  await store.contacts.save(contactOf(ben));
  await store.contacts.setUnreachable(ben, 'blocked');
  await store.tokens.change(renewalOf(renewed, START + 90 * DAY));
  await store.tokens.change(
    revocationOf(revoked, START + HOUR, { set: { revokedAt: START + HOUR, revokedBy: 'git' } }),
  );
  await store.tokens.change(
    changeOf(rotating, { rotation: overlapOf(rotating, 'next'), validTo: START + DAY }),
  );
  const reader = { objectId: ben.objectId, name: 'Ben', declined: [otherAda.objectId] };
  for (const set of [{ reader }, { answeredEnd: plain.validTo }, { escalatedEnd: plain.validTo }])
    await store.tokens.change(changeOf(plain, set));
  await store.tokens.recordUse(ada, plain.id, { at: START + 5, service: 'git' });
  await store.tokens.recordRefusal(ada, plain.id, {
    at: START + 6,
    service: 'npm',
    kind: 'organization',
    id: 'contoso',
  });
  await store.watches.syncTokens(
    syncOf(ada, { found: [findingOf(foundOf(ada, { everywhere: true }))], notices: [stockNoticeOf(ada)] }),
  );
  await store.records.save(recordOf(ada, { expiresAt: START + 900 * DAY }));
  await store.records.save(recordOf(shoutedAda, { key: 'other' }));
  await store.watches.save(watchOf(ben));
  await store.accounts.saveMemberName(ben, 'Ben Ito');
  await store.accounts.saveProvisioned(ben, {
    userName: 'ben@example.org',
    state: 'disabled',
    changedAt: START,
  });
  const leaving = { state: 'refused', why: 'disabled', at: START, agreed: true } as const;
  await store.accounts.leave({ person: ben, now: START, leaving, tokens: 'refuse' });
  await store.audit.record(eventOf(plain, { action: 'refuse', detail: 'create: name-taken' }));
  const [first, second] = await store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 2 });
  assert.ok(first !== undefined && second !== undefined);
  await store.notices.settle(first, { state: 'held', reason: 'blocked' }, START);
  await store.close();
  return { held: first.id, claimed: second.id };
}
