import assert from 'node:assert/strict';
import { NOTICE_KINDS } from '../../../src/core/notices/notice-kinds.ts';
import type { NoticeKind } from '../../../src/core/notices/notices.ts';
import { ada, insertOf, LEASE, noticeOf, START, tokenOf } from '../fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore } from './opened-postgres-store.ts';

/** What the releases before know: they claim by `claimable_at` and by `may_be_early`, whatever the kind is. */
const KNOWN_BEFORE: readonly NoticeKind[] = [
  'created',
  'expiring',
  'revoked',
  'found',
  'cut-over',
  'ended',
  'interrupted',
  'not-delivered',
  'stock',
  'signed-out',
];

describe('notices of kinds that an older replica on the same database does not know', () => {
  let opened: OpenedPostgresStore;
  const kinds = async (condition: string) => {
    const text = `SELECT kind FROM patkeeper.notices WHERE ${condition}`;
    const { rows } = await opened.postgres.run(opened.databaseUrl, text);
    return rows.map(({ kind }) => String(kind)).sort();
  };

  beforeEach(async () => {
    opened = await openedPostgresStore();
    const token = tokenOf(ada);
    const notices = NOTICE_KINDS.map((kind) => noticeOf(token, kind, { dueAt: START }));
    await opened.store.tokens.insert(insertOf(token, { notices }));
  });
  afterEach(() => opened.close());

  it('are not seen by it, and claimed by this release', async () => {
    assert.deepEqual(await kinds(`claimable_at <= ${START}`), [...KNOWN_BEFORE].sort());
    const claimed = await opened.store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 99 });
    assert.deepEqual(claimed.map(({ kind }) => kind).sort(), [...NOTICE_KINDS].sort());
    assert.deepEqual(await kinds('claimable_at IS NOT NULL'), [...KNOWN_BEFORE].sort());
  });

  it('are not seen by it either when Teams takes messages again', async () => {
    const claimed = await opened.store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 99 });
    const reason = 'Teams did not take it';
    for (const notice of claimed)
      await opened.store.notices.settle(
        notice,
        { state: 'waiting', dueAt: START + 1000, reason, ambiguous: false, notTaken: true, mayBeEarly: true },
        START,
      );
    assert.deepEqual(await kinds('may_be_early'), [...KNOWN_BEFORE].sort());
    const early = { tenantId: ada.tenantId, now: START, leaseMs: LEASE, limit: 99 };
    assert.equal((await opened.store.notices.claimNotTaken(early)).length, NOTICE_KINDS.length);
  });
});
