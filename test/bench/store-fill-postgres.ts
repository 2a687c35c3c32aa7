import pg from 'pg';
import { REMINDER_LEAD } from '../../src/core/notices/notices.ts';
import {
  DAY,
  ELSEWHERE,
  ELSEWHERE_AUTHORITY,
  ENDED,
  type Fill,
  LATEST,
  ORGANIZATIONS,
  REMOVED,
  REVOKED,
  SCOPES,
  SPREAD,
  TENANT,
  UNUSED,
  USES,
} from './store-shape.ts';

/** Fills a database that has the schema, and leaves it as autovacuum would after a while. */
export async function fillPostgres(databaseUrl: string, fill: Fill): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      'CREATE TEMP TABLE known (i bigint PRIMARY KEY, selector text, digest text, pepper int)',
    );
    const known = [...fill.known].map(([i, { digest }]) => ({ i, ...digest }));
    await client.query('INSERT INTO known SELECT * FROM json_populate_recordset(NULL::known, $1)', [
      JSON.stringify(known),
    ]);
    await client.query('ANALYZE known');
    for (const statement of [contacts(fill), tokens(fill), NOTICES(fill), EVENTS])
      await client.query(statement);
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}

function contacts({ people, serviceUrl }: Fill): string {
  return `
    INSERT INTO patkeeper.contacts
      (tenant_id, object_id, name, locale, service_url, user_id, bot_id, conversation_id)
    SELECT '${TENANT}', md5('person ' || n)::uuid::text, 'Person ' || n, 'en-GB', '${serviceUrl}', '29:' || n,
      '28:bot', 'a:chat-' || n
    FROM generate_series(0, ${people - 1}) AS n`;
}

function tokens({ tokens: count, people, now, backlog }: Fill): string {
  const due = `i - ${LATEST * people} >= 0 AND i - ${LATEST * people} < ${backlog}`;
  const isElsewhere = `slot >= ${ENDED} AND slot < ${ELSEWHERE}`;
  const whereElse = (elsewhere: string, here: string) =>
    `CASE WHEN ${isElsewhere} THEN ${elsewhere} ELSE ${here} END`;
  const scopes = SCOPES.rules.map(
    ({ every, from, scopes: given }) => `WHEN (i + slot) % ${every} = ${from} THEN ${textArray(given)}`,
  );
  const removed = `slot < ${LATEST} AND (i + slot) % ${REMOVED.every} = 0`;
  const used = `slot >= ${ENDED} AND (i + slot) % ${UNUSED} <> 0`;
  return `
    INSERT INTO patkeeper.tokens (id, tenant_id, object_id, name, folded_name, authority, organization, scopes, created_at,
      created_by, valid_to, revoked_at, last_used_at, last_used_service, form_key, selector, digest, pepper, external_id)
    SELECT md5('token ' || i)::uuid::text, '${TENANT}', md5('person ' || n)::uuid::text, 'Build server ' || i,
      'build server ' || i, ${whereElse(`'${ELSEWHERE_AUTHORITY}'`, "'builtin'")},
      ${whereElse(`'contoso-' || n % ${ORGANIZATIONS}`, `CASE WHEN ${removed} THEN '${REMOVED.organization}' ELSE 'internal' END`)},
      CASE ${scopes.join(' ')} ELSE ${textArray(SCOPES.rest)} END,
      made, 'Person ' || n, valid_to, revoked_at,
      CASE WHEN ${used} THEN made + (${now} - made) * ((i + slot) % ${USES}) / ${USES} END, CASE WHEN ${used} THEN 'git' END,
      md5('form ' || i),
      ${whereElse('NULL', "coalesce(selector, left(md5('selector ' || i), 12))")},
      ${whereElse('NULL', "coalesce(digest, left(md5('digest ' || i) || md5(i::text), 43))")},
      ${whereElse('NULL', 'coalesce(pepper, 1)')}, ${whereElse("md5('elsewhere ' || i)", 'NULL')}
    FROM (
      SELECT *, coalesce(revoked_at - ${DAY}, valid_to - ${90 * DAY}) AS made FROM (
      SELECT i, n, slot,
        CASE
          WHEN slot < ${REVOKED} THEN ${now + 8 * DAY} + spread
          WHEN slot < ${ENDED} THEN ${now - DAY} - spread
          WHEN ${due} THEN ${now + REMINDER_LEAD - backlog} + i - ${LATEST * people}
          ELSE ${now + 8 * DAY} + spread
        END AS valid_to,
        CASE WHEN slot < ${REVOKED} THEN ${now - DAY} - spread END AS revoked_at
      FROM (
        SELECT i, i % ${people} AS n, i / ${people} AS slot,
          i * ${SPREAD.factor} % ${SPREAD.modulus} * ${SPREAD.stepMs} AS spread
        FROM generate_series(0::bigint, ${count - 1}) AS i
      ) AS spreads
      ) AS lives
    ) AS made LEFT JOIN known USING (i) ORDER BY i`;
}

function textArray(values: readonly string[]): string {
  return `'{${values.join(',')}}'::text[]`;
}

const NOTICES = ({ now }: Fill): string => `
  INSERT INTO patkeeper.notices (id, tenant_id, object_id, token_id, kind, valid_to, due_at, state, attempts,
    ambiguous_attempts, reason, settled_at)
  SELECT id || '.' || kind || '.' || valid_to, tenant_id, object_id, id, kind, valid_to, due_at, state,
    CASE state WHEN 'sent' THEN 1 ELSE 0 END, 0, CASE state WHEN 'dropped' THEN 'the token was revoked' END,
    CASE state WHEN 'sent' THEN due_at WHEN 'dropped' THEN revoked_at END
  FROM (
    SELECT *, CASE kind WHEN 'created' THEN created_at ELSE valid_to - ${REMINDER_LEAD} END AS due_at,
      CASE
        WHEN kind = 'created' THEN 'sent'
        WHEN revoked_at IS NOT NULL THEN 'dropped'
        WHEN valid_to < ${now} THEN 'sent'
        ELSE 'waiting'
      END AS state
    FROM patkeeper.tokens, (VALUES ('created'), ('expiring')) AS kinds (kind)
  ) AS owed`;

const EVENTS = `
  INSERT INTO patkeeper.audit_events (id, at, action, actor_tenant_id, actor_object_id, place, tenant_id, object_id,
    token_id, token_name)
  SELECT md5(did || ' ' || replace(name, 'Build server ', ''))::uuid::text, at, action, tenant_id, object_id, 'personal',
    tenant_id, object_id, id, name
  FROM patkeeper.tokens, LATERAL (
    VALUES ('created', 'create', created_at), ('revoked', 'revoke', revoked_at)
  ) AS done (did, action, at)
  WHERE at IS NOT NULL`;
