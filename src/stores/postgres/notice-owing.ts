import type { AuditEvent } from '../../core/audit/audit-event.ts';
import type { Notice } from '../../core/notices/notices.ts';
import { outdates } from '../../core/notices/outdates.ts';
import type { Instant, PersonId } from '../../core/tokens/token.ts';
import type { TokenUpdate } from '../../core/tokens/token-writes.ts';
import { AUDIT_EVENT_COLUMNS, eventsJson } from './audit-events.ts';
import type { Connection, Statement } from './connection.ts';
import { NOTICE_COLUMNS, noticesJson } from './notice-rows.ts';
import { personValues } from './person-columns.ts';

/** The channel on which processes tell each other that notices are due; the payload names the store that says so. */
export const NOTICES_CHANNEL = 'patkeeper_notices';

/**
 * $1: rows of notices, $2: rows of events, $3: whether a notice is due, $4: the name of this store. A notice that was dropped
 * and is owed again waits again; it keeps its attempts, so that the claim that was dropped stays fenced off.
 */
const OWE: Statement = {
  name: 'owe',
  text: `
    WITH added AS (
      INSERT INTO patkeeper.notices AS kept (${NOTICE_COLUMNS})
      SELECT ${NOTICE_COLUMNS} FROM json_populate_recordset(NULL::patkeeper.notices, $1)
      ON CONFLICT (id) DO UPDATE SET
        due_at = excluded.due_at, state = excluded.state, detail = excluded.detail,
        reason = NULL, settled_at = NULL, lease_until = NULL, not_taken_since = NULL, early_tries = 0, may_be_early = false,
        ready_early = false
      WHERE kept.state = 'dropped' AND kept.tenant_id = excluded.tenant_id AND kept.object_id = excluded.object_id
    ), told AS (
      INSERT INTO patkeeper.audit_events (${AUDIT_EVENT_COLUMNS})
      SELECT ${AUDIT_EVENT_COLUMNS} FROM json_populate_recordset(NULL::patkeeper.audit_events, $2)
      ON CONFLICT (id) DO NOTHING
    )
    SELECT pg_notify('${NOTICES_CHANNEL}', $4) WHERE $3::boolean`,
};

/** What a change owes besides itself. */
export interface Owed {
  readonly notices: readonly Notice[];
  readonly events: readonly AuditEvent[];
  readonly now: Instant;
}

/** Writes notices and audit events; when one is due, every process hears of it with the commit. */
export async function owe(connection: Connection, storeName: string, owed: Owed): Promise<void> {
  const { notices, events, now } = owed;
  if (notices.length + events.length === 0) return;
  const unique = new Map(notices.map((notice) => [notice.id, { notice }]));
  const due = notices.some(({ dueAt }) => dueAt <= now);
  await connection.query(OWE, [noticesJson([...unique.values()]), eventsJson(events), due, storeName]);
}

/** $1, $2: the person, $3: tokens. */
export const LOCK_OPEN: Statement = {
  name: 'lock-open-notices',
  text: `
    SELECT id, kind, token_id AS "tokenId" FROM patkeeper.notices
    WHERE tenant_id = $1 AND object_id = $2 AND token_id = ANY ($3::text[]) AND state IN ('waiting', 'sending', 'held')
    ORDER BY id FOR UPDATE`,
};

/** $1: ids, $2: the reason of each, $3: when each was dropped. */
const DROP: Statement = {
  name: 'drop-notices',
  text: `
    UPDATE patkeeper.notices AS kept SET
      state = 'dropped', reason = dropped.reason, settled_at = dropped.at, lease_until = NULL
    FROM unnest($1::text[], $2::text[], $3::bigint[]) AS dropped (id, reason, at)
    WHERE kept.id = dropped.id`,
};

/** Drops the open notices that changes of a person's tokens outdate, except those that they owe again. */
export async function dropOutdated(
  connection: Connection,
  owner: PersonId,
  updates: readonly (TokenUpdate & { readonly now: Instant })[],
): Promise<void> {
  const byToken = new Map(updates.map((update) => [update.tokenId, update]));
  const open = await connection.query<Pick<Notice, 'id' | 'kind' | 'tokenId'>>(LOCK_OPEN, [
    ...personValues(owner),
    [...byToken.keys()],
  ]);
  const owed = new Set(updates.flatMap(({ notices }) => notices.map(({ id }) => id)));
  const ids: string[] = [];
  const reasons: string[] = [];
  const times: string[] = [];
  for (const { id, kind, tokenId } of open) {
    const update = byToken.get(tokenId);
    if (update === undefined || owed.has(id) || !outdates(update.set, kind)) continue;
    ids.push(id);
    reasons.push(update.dropOpenNotices);
    times.push(String(update.now));
  }
  if (ids.length > 0) await connection.query(DROP, [ids, reasons, times]);
}
