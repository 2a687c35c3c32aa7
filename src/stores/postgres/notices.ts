import { randomUUID } from 'node:crypto';
import type { Settlement, Store } from '../../core/ports.ts';
import type { Statement, Value } from './connection.ts';
import type { Database } from './database.ts';
import { NOTICES_CHANNEL } from './notice-owing.ts';
import { NOTICE_COLUMNS, type NoticeRow, noticeFrom } from './notice-rows.ts';
import { personValues } from './person-columns.ts';

/**
 * $1: now, $2: how many, $3: the end of the claim, $4: who claims. The array keeps the planner from reading the whole table
 * when it can't know how many rows there will be.
 */
export const CLAIM_NOTICES: Statement = {
  name: 'claim-notices',
  text: `
    WITH due AS (
      SELECT id, claimable_at FROM patkeeper.notices
      WHERE claimable_at <= $1 ORDER BY claimable_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE patkeeper.notices SET
        state = 'sending', attempts = attempts + 1, lease_until = $3, claimed_by = $4,
        ambiguous_attempts = ambiguous_attempts + CASE state WHEN 'sending' THEN 1 ELSE 0 END
      WHERE id = ANY (ARRAY(SELECT id FROM due))
      RETURNING ${NOTICE_COLUMNS}
    )
    SELECT claimed.* FROM claimed JOIN due USING (id) ORDER BY due.claimable_at, id`,
};

/** $1: who claimed, $2: the end of the claim. */
const FIND_CLAIMED: Statement = {
  name: 'find-claimed',
  text: `
    SELECT ${NOTICE_COLUMNS} FROM patkeeper.notices
    WHERE claimable_at = $2 AND claimed_by = $1 AND state = 'sending' ORDER BY due_at, id`,
};

/** Each claim has its own number of attempts ($4): an older one ends nothing. */
export const SETTLE_NOTICE: Statement = {
  name: 'settle-notice',
  text: `
    UPDATE patkeeper.notices SET
      state = $5, reason = $6, settled_at = $7, due_at = coalesce($8, due_at), lease_until = NULL,
      ambiguous_attempts = ambiguous_attempts + $9
    WHERE tenant_id = $1 AND object_id = $2 AND id = $3 AND state = 'sending' AND attempts = $4`,
};

export const NEXT_NOTICE_AT: Statement = {
  name: 'next-notice-at',
  text: `
    SELECT claimable_at FROM patkeeper.notices
    WHERE claimable_at IS NOT NULL ORDER BY claimable_at, id LIMIT 1`,
};

export const LIST_NOTICES: Statement = {
  name: 'list-notices',
  text: `
    SELECT ${NOTICE_COLUMNS} FROM patkeeper.notices
    WHERE tenant_id = $1 AND object_id = $2 AND token_id = $3 ORDER BY due_at, id`,
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
    )
    SELECT pg_notify('${NOTICES_CHANNEL}', $4) WHERE EXISTS (SELECT FROM released)`,
};

type NoticePart = 'setReachable' | 'claimDueNotices' | 'settleNotice' | 'nextNoticeAt' | 'listNotices';

/** How notices are lent out to one sender at a time, whichever process it is in. */
export function createNotices(database: Database, storeName: string): Pick<Store, NoticePart> {
  return {
    setReachable: async (person, now) => {
      await database.changePerson(person, (connection) =>
        connection.query(SET_REACHABLE, [...personValues(person), now, storeName]),
      );
    },
    claimDueNotices: async ({ now, leaseMs, limit }) => {
      const [claimer, leaseUntil] = [randomUUID(), now + leaseMs];
      const rows = await database.run(async (connection, repeated) => {
        // the claim may have been made, and only its answer was lost
        const made = repeated ? await connection.query<NoticeRow>(FIND_CLAIMED, [claimer, leaseUntil]) : [];
        if (made.length > 0) return made;
        return connection.query<NoticeRow>(CLAIM_NOTICES, [now, limit, leaseUntil, claimer]);
      });
      return rows.map(noticeFrom);
    },
    settleNotice: async ({ owner, id, attempts }, settlement, now) => {
      const values = [...personValues(owner), id, attempts, ...settlementValues(settlement, now)];
      if (settlement.state !== 'held') {
        await database.query(SETTLE_NOTICE, values);
        return;
      }
      // In turn with setReachable, which else could pass over it and still leave its person unreachable to who looks next.
      await database.changePerson(owner, (connection) => connection.query(SETTLE_NOTICE, values));
    },
    nextNoticeAt: async () => {
      const [row] = await database.query<{ claimable_at: number }>(NEXT_NOTICE_AT, []);
      return row?.claimable_at;
    },
    listNotices: async (owner, tokenId) => {
      const rows = await database.query<NoticeRow>(LIST_NOTICES, [...personValues(owner), tokenId]);
      return rows.map(noticeFrom);
    },
  };
}

/** State, reason, when it was settled, when it is due again, ambiguous attempts to add. */
function settlementValues(settlement: Settlement, now: number): Value[] {
  switch (settlement.state) {
    case 'sent':
      return ['sent', null, now, null, 0];
    case 'dropped':
    case 'failed':
      return [settlement.state, settlement.reason, now, null, 0];
    case 'held':
      return ['held', settlement.reason, null, null, 0];
    case 'waiting':
      return ['waiting', settlement.reason, null, settlement.dueAt, settlement.ambiguous ? 1 : 0];
  }
}
