import type { NoticeQuery, NoticeStore } from '../../core/store/notices.ts';
import type { UnreachedPerson } from '../../core/store/oversight.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import type { Statement, Value } from './connection.ts';
import type { Database } from './database.ts';
import { NOTICES_CHANNEL } from './notice-owing.ts';
import { NOTICE_COLUMNS, type NoticeRow, noticeFrom } from './notice-rows.ts';
import { type PersonColumns, personFrom, personValues } from './person-columns.ts';

/** Each part of the condition is that of an index. */
const UNDELIVERED = `(state = 'failed' OR state = 'held'
  OR (state = 'waiting' AND (not_taken_since IS NOT NULL OR ambiguous_attempts > 0)))`;

/** The question for a page of notices. It has no name: PostgreSQL plans it for its values. */
export function noticeQuestion(query: NoticeQuery): { statement: Statement; values: readonly Value[] } {
  const { owner, tokenId, undelivered, dueBy, after, limit } = query;
  const values: Value[] = [];
  const put = (value: Value): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (owner !== undefined) {
    const [tenantId, objectId] = personValues(owner);
    where.push(`tenant_id = ${put(tenantId)}`, `object_id = ${put(objectId)}`);
  }
  if (tokenId !== undefined) where.push(`token_id = ${put(tokenId)}`);
  if (undelivered === true) where.push(UNDELIVERED);
  if (dueBy !== undefined) where.push(`due_at <= ${put(dueBy)}`);
  if (after !== undefined) where.push(`(due_at, id) < (${put(after.dueAt)}, ${put(after.id)})`);
  const text = `SELECT ${NOTICE_COLUMNS} FROM patkeeper.notices
    WHERE ${where.join(' AND ') || 'true'} ORDER BY due_at DESC, id DESC LIMIT ${put(limit)}`;
  return { statement: { name: '', text }, values };
}

/** $1, $2: the person, $3: now, $4: the name of this store. */
export const TRY_AGAIN: Statement = {
  name: 'try-notices-again',
  text: `
    WITH reached AS (
      UPDATE patkeeper.contacts SET unreachable = NULL
      WHERE tenant_id = $1 AND object_id = $2 AND unreachable IS NOT NULL
    ), begun AS (
      UPDATE patkeeper.notices SET
        state = 'waiting', due_at = $3, reason = NULL, settled_at = NULL,
        ambiguous_attempts = CASE state WHEN 'failed' THEN 0 ELSE ambiguous_attempts END,
        not_taken_since = CASE state WHEN 'failed' THEN NULL ELSE not_taken_since END,
        early_tries = CASE state WHEN 'failed' THEN 0 ELSE early_tries END, may_be_early = false,
        ready_early = false
      WHERE tenant_id = $1 AND object_id = $2
        AND (state IN ('failed', 'held') OR (state = 'waiting' AND not_taken_since IS NOT NULL))
      RETURNING id
    )
    SELECT count(*)::int AS notices, CASE WHEN count(*) > 0 THEN pg_notify('${NOTICES_CHANNEL}', $4) END FROM begun`,
};

/** $1, $2: the person behind whom the page begins, $3: how many. Each part finds its people in an index that has no others. */
export const FIND_UNREACHED: Statement = {
  name: 'find-unreached',
  text: `
    WITH people AS (
      (SELECT tenant_id, object_id FROM patkeeper.contacts
        WHERE unreachable IS NOT NULL AND (tenant_id, object_id) > ($1, $2) ORDER BY tenant_id, object_id LIMIT $3)
      UNION
      (SELECT DISTINCT tenant_id, object_id FROM patkeeper.notices
        WHERE state = 'failed' AND (tenant_id, object_id) > ($1, $2) ORDER BY tenant_id, object_id LIMIT $3)
      UNION
      (SELECT DISTINCT tenant_id, object_id FROM patkeeper.notices
        WHERE state = 'held' AND (tenant_id, object_id) > ($1, $2) ORDER BY tenant_id, object_id LIMIT $3)
      ORDER BY tenant_id, object_id LIMIT $3
    )
    SELECT people.tenant_id, people.object_id, coalesce(contact.name, '') AS name,
      coalesce(contact.unreachable, latest.reason, '') AS reason,
      (SELECT count(*)::int FROM patkeeper.notices AS one WHERE one.tenant_id = people.tenant_id
        AND one.object_id = people.object_id AND state = 'failed') AS failed,
      (SELECT count(*)::int FROM patkeeper.notices AS one WHERE one.tenant_id = people.tenant_id
        AND one.object_id = people.object_id AND state = 'held') AS held
    FROM people
    LEFT JOIN patkeeper.contacts AS contact USING (tenant_id, object_id)
    LEFT JOIN LATERAL (
      SELECT reason FROM patkeeper.notices AS one WHERE one.tenant_id = people.tenant_id
        AND one.object_id = people.object_id AND state IN ('failed', 'held') ORDER BY due_at DESC, id DESC LIMIT 1
    ) AS latest ON true
    ORDER BY people.tenant_id, people.object_id`,
};

interface UnreachedRow extends PersonColumns, Omit<UnreachedPerson, 'person'> {}

/** What is read of notices beside sending them, and how they begin anew. */
export function createNoticeList(
  database: Database,
  storeName: string,
): Pick<NoticeStore, 'list' | 'tryAgain'> {
  return {
    list: async (query) => {
      const { statement, values } = noticeQuestion(query);
      return (await database.query<NoticeRow>(statement, values)).map(noticeFrom);
    },
    tryAgain: (owner, now) =>
      database.changePerson(owner, async (connection) => {
        const values = [...personValues(owner), now, storeName];
        const [row] = await connection.query<{ notices: number }>(TRY_AGAIN, values);
        return row?.notices ?? 0;
      }),
  };
}

/** People whom messages don't reach. */
export async function findUnreached(
  database: Database,
  { after, limit }: { readonly after?: PersonId; readonly limit: number },
): Promise<readonly UnreachedPerson[]> {
  const behind = after === undefined ? ['', ''] : personValues(after);
  const rows = await database.query<UnreachedRow>(FIND_UNREACHED, [...behind, limit]);
  return rows.map((row) => ({
    person: personFrom(row),
    name: row.name,
    reason: row.reason,
    failed: row.failed,
    held: row.held,
  }));
}
