import { DAY } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';

/** How long things are kept, in days. */
export interface PruneAges {
  readonly keepAuditDays: number;
  /** Of tokens that were revoked or expired; their notices go with them. */
  readonly keepEndedDays: number;
}

/** How many rows were deleted. */
export interface Pruned {
  readonly auditEvents: number;
  readonly tokens: number;
  readonly notices: number;
  readonly keys: number;
  readonly records: number;
  readonly lanes: number;
}

/** Small enough that nobody waits for a batch. */
const BATCH = 500;

/** Every one: $1: the latest moment of what goes, $2: how many at most. Gives a row for each that went. */
/** What is not sealed yet stays, so that the chain has it. */
export const PRUNE_AUDIT_EVENTS: Statement = {
  name: 'prune-audit-events',
  text: `
    DELETE FROM patkeeper.audit_events WHERE id = ANY (ARRAY(
      SELECT id FROM patkeeper.audit_events AS event
      WHERE at < $1 AND (SELECT place FROM patkeeper.audit_unsealed WHERE event_id = event.id) IS NULL
      ORDER BY at LIMIT $2
    )) RETURNING 1`,
};

/** The leaves of seals whose events are all gone; seals stay. */
export const PRUNE_LEAVES: Statement = {
  name: 'prune-leaves',
  text: `
    DELETE FROM patkeeper.audit_leaves WHERE number = ANY (ARRAY(
      SELECT number FROM (SELECT number FROM patkeeper.audit_leaves ORDER BY number LIMIT $2) AS leaf
      WHERE $1 > (SELECT latest_at FROM patkeeper.audit_seals WHERE first <= leaf.number ORDER BY first DESC LIMIT 1)
    )) RETURNING 1`,
};

export const PRUNE_TOKENS: Statement = {
  name: 'prune-tokens',
  text: `
    WITH gone AS (
      DELETE FROM patkeeper.tokens WHERE id = ANY (ARRAY(
        SELECT id FROM patkeeper.tokens WHERE coalesce(revoked_at, valid_to) < $1
        ORDER BY coalesce(revoked_at, valid_to) LIMIT $2 FOR UPDATE SKIP LOCKED
      )) RETURNING id
    ), unowed AS (
      DELETE FROM patkeeper.notices WHERE token_id = ANY (ARRAY(SELECT id FROM gone)) RETURNING 1
    )
    SELECT (SELECT count(*) FROM unowed) AS notices FROM gone`,
};

export const PRUNE_NOTICES: Statement = {
  name: 'prune-notices',
  text: `
    DELETE FROM patkeeper.notices WHERE id = ANY (ARRAY(
      SELECT id FROM patkeeper.notices WHERE token_id = '' AND settled_at < $1 ORDER BY settled_at LIMIT $2
    )) RETURNING 1`,
};

export const PRUNE_KEYS: Statement = {
  name: 'prune-keys',
  text: `
    DELETE FROM patkeeper.claimed_keys WHERE key = ANY (ARRAY(
      SELECT key FROM patkeeper.claimed_keys WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
    )) AND expires_at <= $1 RETURNING 1`,
};

export const PRUNE_RECORDS: Statement = {
  name: 'prune-records',
  text: `
    DELETE FROM patkeeper.records WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM patkeeper.records WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
    )) AND expires_at <= $1 RETURNING 1`,
};

/** A lane whose time has come is as good as an unknown one. The table is small: no index is worth its upkeep. */
const PRUNE_LANES: Statement = {
  name: 'prune-lanes',
  text: `
    DELETE FROM patkeeper.lanes WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM patkeeper.lanes WHERE next_at <= $1 LIMIT $2
    )) AND next_at <= $1 RETURNING 1`,
};

/** Deletes the records whose time is over, and gives how many. */
export async function deleteExpiredRecords(database: Database, now: Instant): Promise<number> {
  return (await clearAwayRows(database, PRUNE_RECORDS, now)).rows;
}

/** How many rows went, and how many notices with them. */
async function clearAwayRows(
  database: Database,
  statement: Statement,
  before: Instant,
): Promise<{ rows: number; notices: number }> {
  const gone = { rows: 0, notices: 0 };
  for (;;) {
    const rows = await database.query<{ notices?: number }>(statement, [before, BATCH]);
    gone.rows += rows.length;
    gone.notices += rows[0]?.notices ?? 0; // each row has the number of the whole batch
    if (rows.length < BATCH) return gone;
  }
}

/** Deletes what is old, batch by batch, so that nothing is locked for long. */
export async function prune(database: Database, ages: PruneAges, now: Instant): Promise<Pruned> {
  const clearAway = (statement: Statement, before: Instant) => clearAwayRows(database, statement, before);
  const endedBefore = now - ages.keepEndedDays * DAY;
  const ended = await clearAway(PRUNE_TOKENS, endedBefore);
  const notices = await clearAway(PRUNE_NOTICES, endedBefore);
  const auditEvents = await clearAway(PRUNE_AUDIT_EVENTS, now - ages.keepAuditDays * DAY);
  await clearAway(PRUNE_LEAVES, now - ages.keepAuditDays * DAY);
  const keys = await clearAway(PRUNE_KEYS, now);
  const records = await clearAway(PRUNE_RECORDS, now);
  const lanes = await clearAway(PRUNE_LANES, now);
  return {
    auditEvents: auditEvents.rows,
    tokens: ended.rows,
    notices: ended.notices + notices.rows,
    keys: keys.rows,
    records: records.rows,
    lanes: lanes.rows,
  };
}
