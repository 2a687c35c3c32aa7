import type { AuditEvent } from '../core/audit/audit-event.ts';
import { isoOf } from '../core/tokens/token.ts';

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

/** An event as a row (RFC 4180). No cell is a formula for who opens it in a spreadsheet. */
export function csvLine(event: AuditEvent): string {
  return Object.values(COLUMNS)
    .map((column) => cell(column(event) ?? ''))
    .join(',');
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
