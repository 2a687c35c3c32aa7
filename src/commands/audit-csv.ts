import type { AuditEvent } from '../core/audit/audit-event.ts';
import { isoOf } from '../core/tokens/token.ts';
import { csvRow } from '../program/csv.ts';

/** The columns, in their order, and what each has of an event. */
const COLUMNS: Readonly<Record<string, (event: AuditEvent) => string | undefined>> = {
  time: ({ at }) => isoOf(at),
  action: ({ action }) => action,
  actor: ({ actor }) => actor.objectId,
  actor_tenant: ({ actor }) => actor.tenantId,
  role: ({ role }) => role,
  place: ({ place }) => place,
  owner: ({ owner }) => owner.objectId,
  owner_tenant: ({ owner }) => owner.tenantId,
  token: ({ tokenName }) => tokenName,
  token_id: ({ tokenId }) => tokenId,
  detail: ({ detail }) => detail,
  reason: ({ reason }) => reason,
  correlation_id: ({ correlationId }) => correlationId,
  id: ({ id }) => id,
};

/** The names of the columns. */
export function csvHeader(): string {
  return Object.keys(COLUMNS).join(',');
}

/** An event as a row. */
export function csvLine(event: AuditEvent): string {
  return csvRow(Object.values(COLUMNS).map((column) => column(event) ?? ''));
}
