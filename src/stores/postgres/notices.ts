import { randomUUID } from 'node:crypto';
import { type KnownNotice, mayOwe } from '../../core/notices/may-owe.ts';
import { NOTICE_KINDS } from '../../core/notices/notice-kinds.ts';
import type { Notice } from '../../core/notices/notices.ts';
import type { ContactStore } from '../../core/store/contacts.ts';
import type { NoticeStore, Settlement, UndeliveredCount } from '../../core/store/notices.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Statement, Value } from './connection.ts';
import type { Database } from './database.ts';
import { createNoticeList } from './notice-list.ts';
import { NOTICES_CHANNEL, owe } from './notice-owing.ts';
import { NOTICE_COLUMNS, type NoticeRow, noticeFrom } from './notice-rows.ts';
import { personValues } from './person-columns.ts';

/**
 * $1: now, $2: how many, $3: the end of the claim, $4: who claims, $5: the kinds that this release knows. The array of ids keeps
 * the planner from reading the whole table when it can't know how many rows there will be.
 */
export const CLAIM_NOTICES: Statement = {
  name: 'claim-notices',
  text: `
    WITH due AS (
      SELECT id, ready_at FROM patkeeper.notices
      WHERE ready_at <= $1 AND kind = ANY ($5) ORDER BY ready_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE patkeeper.notices SET
        state = 'sending', attempts = attempts + 1, lease_until = $3, claimed_by = $4,
        ambiguous_attempts = ambiguous_attempts + CASE state WHEN 'sending' THEN 1 ELSE 0 END
      WHERE id = ANY (ARRAY(SELECT id FROM due))
      RETURNING ${NOTICE_COLUMNS}
    )
    SELECT claimed.* FROM claimed JOIN due USING (id) ORDER BY due.ready_at, id`,
};

/** $1: the tenant, $2: how many, $3: the end of the claim, $4: who claims, $5: the kinds that this release knows. */
export const CLAIM_NOT_TAKEN: Statement = {
  name: 'claim-not-taken',
  text: `
    WITH early AS (
      SELECT id, due_at FROM patkeeper.notices
      WHERE tenant_id = $1 AND state = 'waiting' AND (ready_early OR may_be_early) AND kind = ANY ($5)
      ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE patkeeper.notices SET
        state = 'sending', attempts = attempts + 1, early_tries = early_tries + 1, lease_until = $3, claimed_by = $4
      WHERE id = ANY (ARRAY(SELECT id FROM early))
      RETURNING ${NOTICE_COLUMNS}
    )
    SELECT * FROM claimed ORDER BY due_at, id`,
};

/** $1: who claimed, $2: the end of the claim. */
const FIND_CLAIMED: Statement = {
  name: 'find-claimed',
  text: `
    SELECT ${NOTICE_COLUMNS} FROM patkeeper.notices
    WHERE ready_at = $2 AND claimed_by = $1 AND state = 'sending' ORDER BY due_at, id`,
};

/**
 * Each claim has its own number of attempts ($4): an older one ends nothing. Releases before this one look at `may_be_early`,
 * and must not see notices of kinds that they don't know: those are never `claimable_at` a time.
 */
export const SETTLE_NOTICE: Statement = {
  name: 'settle-notice',
  text: `
    UPDATE patkeeper.notices SET
      state = $5, reason = $6, settled_at = $7, due_at = coalesce($8, due_at), lease_until = NULL,
      ambiguous_attempts = ambiguous_attempts + $9, not_taken_since = coalesce(not_taken_since, $10),
      ready_early = $11, may_be_early = $11 AND claimable_at IS NOT NULL
    WHERE tenant_id = $1 AND object_id = $2 AND id = $3 AND state = 'sending' AND attempts = $4`,
};

/** $1: the kinds that this release knows. */
export const NEXT_NOTICE_AT: Statement = {
  name: 'next-notice-at',
  text: `
    SELECT ready_at FROM patkeeper.notices
    WHERE ready_at IS NOT NULL AND kind = ANY ($1) ORDER BY ready_at, id LIMIT 1`,
};

/** $1, $2: the person, $3: the token, $4: the kind. */
export const LIST_OF_KIND: Statement = {
  name: 'list-notices-of-kind',
  text: `
    SELECT id, token_id AS "tokenId", kind, state, due_at AS "dueAt" FROM patkeeper.notices
    WHERE tenant_id = $1 AND object_id = $2 AND token_id = $3 AND kind = $4`,
};

export const LIST_FAILED: Statement = {
  name: 'list-failed-notices',
  text: `
    SELECT ${NOTICE_COLUMNS} FROM patkeeper.notices
    WHERE tenant_id = $1 AND object_id = $2 AND state = 'failed' ORDER BY settled_at DESC, id`,
};

/** Each part finds its rows in an index that has no others. */
export const COUNT_UNDELIVERED: Statement = {
  name: 'count-undelivered',
  text: `
    SELECT kind, 'failed' AS state, count(*)::int FROM patkeeper.notices WHERE state = 'failed' GROUP BY kind
    UNION ALL
    SELECT kind, 'held', count(*)::int FROM patkeeper.notices WHERE state = 'held' GROUP BY kind
    UNION ALL
    SELECT kind, 'retried', count(*)::int FROM patkeeper.notices
    WHERE state = 'waiting' AND (not_taken_since IS NOT NULL OR ambiguous_attempts > 0) GROUP BY kind`,
};

/** $1, $2: the person, $3: now, $4: the name of this store. */
export const SET_REACHABLE: Statement = {
  name: 'set-reachable',
  text: `
    WITH reached AS (
      UPDATE patkeeper.contacts SET unreachable = NULL
      WHERE tenant_id = $1 AND object_id = $2 AND unreachable IS NOT NULL
    ), released AS (
      UPDATE patkeeper.notices SET state = 'waiting', due_at = $3, reason = NULL
      WHERE tenant_id = $1 AND object_id = $2 AND state = 'held' RETURNING id
    ), hurried AS (
      UPDATE patkeeper.notices SET due_at = $3, reason = NULL, may_be_early = false, ready_early = false
      WHERE tenant_id = $1 AND object_id = $2 AND state = 'waiting' AND not_taken_since IS NOT NULL RETURNING id
    )
    SELECT pg_notify('${NOTICES_CHANNEL}', $4) WHERE EXISTS (SELECT FROM released) OR EXISTS (SELECT FROM hurried)`,
};

/** How notices are lent out to one sender at a time, whichever process it is in. */
export function createNotices(
  database: Database,
  storeName: string,
): NoticeStore & Pick<ContactStore, 'setReachable'> {
  /** Claims, each time under a name of its own. */
  async function claim(
    statement: Statement,
    values: readonly Value[],
    leaseUntil: Instant,
  ): Promise<readonly Notice[]> {
    const claimer = randomUUID();
    const rows = await database.run(async (connection, repeated) => {
      // the claim may have been made, and only its answer was lost
      const made = repeated ? await connection.query<NoticeRow>(FIND_CLAIMED, [claimer, leaseUntil]) : [];
      if (made.length > 0) return made;
      return connection.query<NoticeRow>(statement, [...values, leaseUntil, claimer, NOTICE_KINDS]);
    });
    return rows.map(noticeFrom);
  }

  return {
    ...createNoticeList(database, storeName),
    setReachable: async (person, now) => {
      await database.changePerson(person, (connection) =>
        connection.query(SET_REACHABLE, [...personValues(person), now, storeName]),
      );
    },
    claimDue: ({ now, leaseMs, limit }) => claim(CLAIM_NOTICES, [now, limit], now + leaseMs),
    claimNotTaken: ({ tenantId, now, leaseMs, limit }) =>
      claim(CLAIM_NOT_TAKEN, [tenantId.toLowerCase(), limit], now + leaseMs),
    settle: async ({ owner, id, attempts }, settlement, now) => {
      const values = [...personValues(owner), id, attempts, ...settlementValues(settlement, now)];
      if (settlement.state !== 'held') {
        await database.query(SETTLE_NOTICE, values);
        return;
      }
      // In turn with setReachable, which else could pass over it and still leave its person unreachable to who looks next.
      await database.changePerson(owner, (connection) => connection.query(SETTLE_NOTICE, values));
    },
    owe: (notice, asked) =>
      database.changePerson(notice.owner, async (connection, repeated) => {
        const values = [...personValues(notice.owner), notice.tokenId, notice.kind];
        const known = await connection.query<KnownNotice>(LIST_OF_KIND, values);
        // the notice may have been written, and only the answer of the commit was lost
        if (repeated && known.some(({ id }) => id === notice.id)) return true;
        if (!mayOwe(notice, known, asked)) return false;
        await owe(connection, storeName, { notices: [notice], events: [], now: asked.now });
        return true;
      }),
    nextAt: async () => {
      const [row] = await database.query<{ ready_at: number }>(NEXT_NOTICE_AT, [NOTICE_KINDS]);
      return row?.ready_at;
    },
    listFailed: async (owner) => {
      const rows = await database.query<NoticeRow>(LIST_FAILED, personValues(owner));
      return rows.map(noticeFrom);
    },
    countUndelivered: () => database.query<UndeliveredCount>(COUNT_UNDELIVERED, []),
  };
}

/** State, reason, when it was settled, when it is due again, ambiguous attempts to add, since when it is not taken, whether it may be early. */
function settlementValues(settlement: Settlement, now: number): Value[] {
  switch (settlement.state) {
    case 'sent':
      return ['sent', null, now, null, 0, null, false];
    case 'dropped':
    case 'failed':
      return [settlement.state, settlement.reason, now, null, 0, null, false];
    case 'held':
      return ['held', settlement.reason, null, null, 0, null, false];
    case 'waiting': {
      const { reason, dueAt, ambiguous, notTaken, mayBeEarly = false } = settlement;
      return ['waiting', reason, null, dueAt, ambiguous ? 1 : 0, notTaken ? now : null, mayBeEarly];
    }
  }
}
