import type pg from 'pg';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { leafOf } from '../../core/audit/chain.ts';
import type { ChainItem } from '../../core/audit/chain-check.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { AUDIT_EVENT_COLUMNS, type AuditEventRow, auditEventFrom } from './audit-events.ts';
import { type SealRow, sealFrom } from './audit-seals.ts';
import { withClient } from './single-client.ts';

/** What stands in the chain, with the event where there is one. */
export interface ChainEntry {
  readonly item: ChainItem;
  readonly event?: AuditEvent;
}

interface LeafRow {
  readonly number: number;
  readonly event_id: string;
  readonly leaf_at: number;
  readonly digest: string;
}

type Row<T> = T & (AuditEventRow | { readonly id: null });

const PAGE = 1000;
const COLUMNS = AUDIT_EVENT_COLUMNS.split(', ')
  .map((column) => `event.${column}`)
  .join(', ');
const LEAVES = `
  SELECT leaf.number, leaf.event_id, leaf.at AS leaf_at, leaf.digest, ${COLUMNS} FROM patkeeper.audit_leaves AS leaf
  LEFT JOIN patkeeper.audit_events AS event ON event.id = leaf.event_id
  WHERE leaf.number > $1 ORDER BY leaf.number LIMIT ${PAGE}`;
const SEALS = `SELECT * FROM patkeeper.audit_seals WHERE number > $1 ORDER BY number LIMIT ${PAGE}`;
const REST = `
  SELECT waiting.event_id IS NOT NULL AS waits, ${COLUMNS} FROM patkeeper.audit_events AS event
  LEFT JOIN patkeeper.audit_unsealed AS waiting ON waiting.event_id = event.id
  WHERE NOT EXISTS (SELECT FROM patkeeper.audit_leaves WHERE event_id = event.id) ORDER BY waiting.place`;

/** Hands over the chain as it is in the database at one moment, in its order; what waits for its seal comes last. */
export function withChain<T>(
  databaseUrl: Secret,
  work: (chain: AsyncIterable<ChainEntry>) => Promise<T>,
): Promise<T> {
  return withClient({ databaseUrl }, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return work(chainOf(client));
  });
}

async function* chainOf(client: pg.ClientBase): AsyncGenerator<ChainEntry> {
  const leaves = pages<Row<LeafRow>>(client, LEAVES);
  let leaf = await leaves.next();
  for await (const row of pages<SealRow>(client, SEALS)) {
    const seal = sealFrom(row);
    for (; leaf.done !== true && leaf.value.number < seal.first + seal.count; leaf = await leaves.next())
      yield entryOf(leaf.value);
    yield { item: { kind: 'seal', seal } };
  }
  for (; leaf.done !== true; leaf = await leaves.next())
    yield { item: { kind: 'foreign', id: leaf.value.event_id } };
  const { rows } = await client.query<AuditEventRow & { waits: boolean }>(REST);
  for (const { waits, ...row } of rows) {
    const event = auditEventFrom(row);
    const { id } = event;
    yield {
      event,
      item: waits ? { kind: 'event', id, leaf: leafOf(event), waits: true } : { kind: 'foreign', id },
    };
  }
}

function entryOf(row: Row<LeafRow>): ChainEntry {
  const kept = { at: row.leaf_at, digest: row.digest };
  if (row.id === null) return { item: { kind: 'gone', leaf: kept } };
  const event = auditEventFrom(row);
  return { event, item: { kind: 'event', id: event.id, leaf: leafOf(event), kept } };
}

async function* pages<T extends { readonly number: number }>(
  client: pg.ClientBase,
  text: string,
): AsyncGenerator<T, undefined> {
  let after = 0;
  for (;;) {
    const { rows } = await client.query<T & pg.QueryResultRow>(text, [after]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    after = last.number;
  }
}
