import { createSealing, leafOf } from '../../core/audit/chain.ts';
import type { Leaf, Seal } from '../../core/audit/seal.ts';
import type { AuditStore } from '../../core/store/audit.ts';
import type { Instant } from '../../core/tokens/token.ts';
import {
  AUDIT_EVENT_COLUMNS,
  type AuditEventRow,
  auditEventFrom,
  eventsJson,
  INSERT_EVENTS,
} from './audit-events.ts';
import { HEAD, type SealRow, sealFrom, sealRow } from './audit-seals.ts';
import { type Statement, toJson } from './connection.ts';
import type { Database } from './database.ts';
import { personValues } from './person-columns.ts';

/** The most that one seal holds: its events are in memory for a moment. */
const MOST_SEALED = 1000;
const E_COLUMNS = AUDIT_EVENT_COLUMNS.split(', ')
  .map((column) => `event.${column}`)
  .join(', ');

/** $1, $2: the person, $3, $4: where the page begins, $5: how many. */
export const LIST_EVENTS: Statement = {
  name: 'list-events',
  text: `
    SELECT * FROM (
      (SELECT ${AUDIT_EVENT_COLUMNS} FROM patkeeper.audit_events
       WHERE tenant_id = $1 AND object_id = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5)
      UNION ALL
      (SELECT ${AUDIT_EVENT_COLUMNS} FROM patkeeper.audit_events
       WHERE actor_tenant_id = $1 AND actor_object_id = $2 AND (actor_tenant_id, actor_object_id) <> (tenant_id, object_id)
         AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5)
    ) AS mine ORDER BY at DESC, id DESC LIMIT $5`,
};

/** $1: how many. The event is null for one that is gone. */
export const UNSEALED: Statement = {
  name: 'unsealed-events',
  text: `
    SELECT waiting.event_id, ${E_COLUMNS}
    FROM (SELECT event_id, place FROM patkeeper.audit_unsealed ORDER BY place LIMIT $1) AS waiting
    LEFT JOIN LATERAL (
      SELECT * FROM patkeeper.audit_events WHERE id = waiting.event_id LIMIT 1
    ) AS event ON true ORDER BY waiting.place`,
};

/**
 * $1: the seal, $2: its leaves, $3: ids that no longer wait. All of it, or nothing when another process has this number. It
 * begins with the same event then, and the conflict may be noticed there first.
 */
const SEAL: Statement = {
  name: 'seal-events',
  text: `
    WITH sealed AS (
      INSERT INTO patkeeper.audit_seals SELECT * FROM json_populate_record(NULL::patkeeper.audit_seals, $1)
      ON CONFLICT DO NOTHING RETURNING number
    ), leaves AS (
      INSERT INTO patkeeper.audit_leaves
      SELECT * FROM json_populate_recordset(NULL::patkeeper.audit_leaves, $2) WHERE EXISTS (SELECT FROM sealed)
    ), done AS (
      DELETE FROM patkeeper.audit_unsealed WHERE event_id = ANY ($3::text[]) AND EXISTS (SELECT FROM sealed)
    )
    SELECT number FROM sealed`,
};

/** $1: ids that wait for nothing, because their events are gone. */
const FORGET: Statement = {
  name: 'forget-unsealed',
  text: 'DELETE FROM patkeeper.audit_unsealed WHERE event_id = ANY ($1::text[])',
};

/** $1: the number before, $2: how many. */
export const SEALED_AFTER: Statement = {
  name: 'sealed-after',
  text: `
    SELECT leaf.number, ${E_COLUMNS} FROM patkeeper.audit_leaves AS leaf
    JOIN patkeeper.audit_events AS event ON event.id = leaf.event_id
    WHERE leaf.number > $1 ORDER BY leaf.number LIMIT $2`,
};

const NOTE: Statement = { name: 'note', text: 'SELECT value FROM patkeeper.audit_notes WHERE name = $1' };
const ADD_NOTE: Statement = {
  name: 'add-note',
  text: 'INSERT INTO patkeeper.audit_notes (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
};
const CHANGE_NOTE: Statement = {
  name: 'change-note',
  text: 'UPDATE patkeeper.audit_notes SET value = $2 WHERE name = $1 AND value = $3 RETURNING 1',
};

type Waiting = { readonly event_id: string } & (AuditEventRow | { readonly id: null });

/** The audit trail in the database. */
export function createAudit(database: Database): AuditStore {
  async function head(): Promise<Seal | undefined> {
    const [row] = await database.query<SealRow>(HEAD, []);
    return row === undefined ? undefined : sealFrom(row);
  }

  async function seal(now: Instant): Promise<Seal | undefined> {
    // First the head: what another process seals after this is noticed by its number.
    const sealing = createSealing(await head());
    const first = await database.query<Waiting>(UNSEALED, [MOST_SEALED]);
    const ids = first.map(({ event_id }) => event_id);
    const leaves: (Leaf & { readonly event_id: string })[] = [];
    for (const row of first) {
      if (row.id === null) continue;
      const leaf = leafOf(auditEventFrom(row));
      sealing.add(leaf);
      leaves.push({ ...leaf, event_id: row.event_id });
    }
    if (leaves.length === 0) {
      if (ids.length > 0) await database.query(FORGET, [ids]);
      return undefined;
    }
    const sealed = sealing.seal(now);
    const rows = leaves.map((leaf, index) => ({ ...leaf, number: sealed.first + index }));
    const written = await database.query(SEAL, [toJson(sealRow(sealed)), toJson(rows), ids]);
    return written.length > 0 ? sealed : undefined;
  }

  return {
    record: async (event) => {
      await database.query(INSERT_EVENTS, [eventsJson([event])]);
    },
    list: async (person, { limit, from }) => {
      const [at, id] = placeOf(from);
      const values = [...personValues(person), at, id, limit + 1];
      const rows = await database.query<AuditEventRow>(LIST_EVENTS, values);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const more = rows.length > limit && last !== undefined ? { next: `${last.at}.${last.id}` } : {};
      return { events: shown.map(auditEventFrom), ...more };
    },
    seal,
    head,
    sealedAfter: async (number, limit) => {
      const rows = await database.query<AuditEventRow & { number: number }>(SEALED_AFTER, [number, limit]);
      return rows.map((row) => ({ number: row.number, event: auditEventFrom(row) }));
    },
    note: async (name) => (await database.query<{ value: string }>(NOTE, [name]))[0]?.value,
    keepNote: async (name, was, text) => {
      const kept =
        was === undefined
          ? await database.query(ADD_NOTE, [name, text])
          : await database.query(CHANGE_NOTE, [name, text, was]);
      return kept.length > 0;
    },
  };
}

/** What a `next` names; the end of time for anything else. */
function placeOf(from: string | undefined): [at: Instant, id: string] {
  const [, at, id] = /^(\d{1,15})\.(.{1,100})$/s.exec(from ?? '') ?? [];
  return at === undefined || id === undefined ? [Number.MAX_SAFE_INTEGER, ''] : [Number(at), id];
}
