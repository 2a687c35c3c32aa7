import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { type Statement, toJson } from './connection.ts';
import { type PersonColumns, personColumns, personFrom, present } from './person-columns.ts';

export interface AuditEventRow extends PersonColumns {
  readonly id: string;
  readonly at: number;
  readonly action: AuditEvent['action'];
  readonly actor_tenant_id: string;
  readonly actor_object_id: string;
  readonly place: string;
  readonly token_id: string | null;
  readonly token_name: string | null;
  readonly detail: string | null;
  /** What was added since: one column, so that a release between keeps what it does not know. */
  readonly more: object | null;
}

export const AUDIT_EVENT_COLUMNS =
  'id, at, action, actor_tenant_id, actor_object_id, place, tenant_id, object_id, token_id, token_name, detail, more';

/** $1: rows as JSON. One that is there already is let be. */
export const INSERT_EVENTS: Statement = {
  name: 'insert-events',
  text: `
    INSERT INTO patkeeper.audit_events (${AUDIT_EVENT_COLUMNS})
    SELECT ${AUDIT_EVENT_COLUMNS} FROM json_populate_recordset(NULL::patkeeper.audit_events, $1)
    ON CONFLICT (id) DO NOTHING`,
};

/** $1: ids. An event is written with its change: when it is there, so is the change. */
export const FIND_EVENTS: Statement = {
  name: 'find-events',
  text: 'SELECT id FROM patkeeper.audit_events WHERE id = ANY ($1::text[])',
};

/** The rows of events, for `json_populate_recordset`. */
export function eventsJson(events: readonly AuditEvent[]): string {
  return toJson(events.map(auditEventRow));
}

/** The row of an event. */
export function auditEventRow(event: AuditEvent): AuditEventRow {
  const { id: _id, at: _at, action: _action, actor: _actor, place: _place, owner: _owner, ...rest } = event;
  const { tokenId: _tokenId, tokenName: _tokenName, detail: _detail, ...more } = rest;
  const actor = personColumns(event.actor);
  return {
    id: event.id,
    at: event.at,
    action: event.action,
    actor_tenant_id: actor.tenant_id,
    actor_object_id: actor.object_id,
    place: event.place,
    ...personColumns(event.owner),
    token_id: event.tokenId ?? null,
    token_name: event.tokenName ?? null,
    detail: event.detail ?? null,
    more: Object.keys(more).length === 0 ? null : more,
  };
}

/** The event of a row. */
export function auditEventFrom(row: AuditEventRow): AuditEvent {
  return {
    ...row.more,
    id: row.id,
    at: row.at,
    action: row.action,
    actor: { tenantId: row.actor_tenant_id, objectId: row.actor_object_id },
    place: row.place,
    owner: personFrom(row),
    ...present({ tokenId: row.token_id, tokenName: row.token_name, detail: row.detail }),
  };
}
