import assert from 'node:assert/strict';
import pg from 'pg';
import { NOTICE_KINDS } from '../../../src/core/notices/notice-kinds.ts';
import type { NoticeQuery } from '../../../src/core/store/notices.ts';
import { LIST_EVENTS, SEALED_AFTER, UNSEALED } from '../../../src/stores/postgres/audit.ts';
import { FIND_EVENTS } from '../../../src/stores/postgres/audit-events.ts';
import { HEAD } from '../../../src/stores/postgres/audit-seals.ts';
import { CLAIM_KEY } from '../../../src/stores/postgres/claimed-keys.ts';
import type { Statement, Value } from '../../../src/stores/postgres/connection.ts';
import { FIND_CONTACT } from '../../../src/stores/postgres/contacts.ts';
import { FIND_UNREACHED, noticeQuestion, TRY_AGAIN } from '../../../src/stores/postgres/notice-list.ts';
import { LOCK_OPEN } from '../../../src/stores/postgres/notice-owing.ts';
import {
  CLAIM_NOT_TAKEN,
  CLAIM_NOTICES,
  COUNT_UNDELIVERED,
  LIST_FAILED,
  NEXT_NOTICE_AT,
  SET_REACHABLE,
  SETTLE_NOTICE,
} from '../../../src/stores/postgres/notices.ts';
import { FIND_PEOPLE_BY_ID } from '../../../src/stores/postgres/oversight.ts';
import {
  PRUNE_AUDIT_EVENTS,
  PRUNE_KEYS,
  PRUNE_LEAVES,
  PRUNE_NOTICES,
  PRUNE_RECORDS,
  PRUNE_TOKENS,
} from '../../../src/stores/postgres/prune.ts';
import { FIND_RECORD } from '../../../src/stores/postgres/records.ts';
import { OLDEST } from '../../../src/stores/postgres/time-buckets.ts';
import {
  DELETE_FOUND_COPY,
  FIND_BY_SELECTOR,
  FIND_TOKEN,
  JUDGE,
  LIST_CUTTING_OVER,
  LIST_SOME_TOKENS,
  LIST_TOKENS,
  LOCK_TOKENS,
  RECORD_REFUSAL,
  RECORD_USE,
  UPDATE_TOKENS,
} from '../../../src/stores/postgres/token-statements.ts';
import { CLAIM_WATCHES, FIND_WATCH, SETTLE_WATCH } from '../../../src/stores/postgres/watches.ts';
import { sharedPostgres } from '../../support/postgres.ts';
import { migratedDatabase } from './opened-postgres-store.ts';

const ROWS = 100_000;
const PERSON = ['tenant', 'person-7'];
/** Twenty tokens a person; the notices of one in fifty tokens are due, the others settled or far off. */
const FILL = `
  INSERT INTO patkeeper.tokens (id, tenant_id, object_id, name, folded_name, authority, organization, scopes, created_at,
      created_by, valid_to, form_key, selector, digest, pepper, external_id, found_at)
    SELECT 't' || i, 'tenant', 'person-' || i / 20, 'Token ' || i, 'token ' || i, 'builtin', 'org', '{vso.code}', i,
      'Ada', 1000000 + i, 'form' || i, 'selector' || i, 'digest', 1, 'x' || i, CASE WHEN i % 10 = 0 THEN i END
    FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.notices (id, tenant_id, object_id, token_id, kind, valid_to, due_at, state, attempts,
      ambiguous_attempts, settled_at)
    SELECT 'n' || i, 'tenant', 'person-' || i / 20, CASE WHEN i % 100 = 0 THEN '' ELSE 't' || i END, 'expiring', i, i,
      CASE WHEN i % 50 = 0 THEN 'waiting' WHEN i % 1000 = 1 THEN 'held' ELSE 'sent' END, 0, 0, i
    FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.audit_events (id, at, action, actor_tenant_id, actor_object_id, place, tenant_id, object_id, token_id)
    SELECT 'e' || i, i, 'create', 'tenant', 'person-' || i / 20, 'personal', 'tenant', 'person-' || i / 20, 't' || i
    FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.contacts SELECT 'tenant', 'person-' || i, 'Ada', 'en', 'http://127.0.0.1/', 'u', 'b'
    FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.accounts (tenant_id, object_id, member_name) SELECT 'tenant', 'person-' || i, 'Ada'
    FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.records SELECT 'tenant', 'person-' || i, 'sign-in', 'key', 'sealed', i
    FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.watches SELECT 'tenant', 'person-' || i, i, '{}' FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.claimed_keys SELECT 'k' || i, i, 'c' FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.audit_leaves SELECT i, 'e' || i, i, 'digest' FROM generate_series(1, ${ROWS}) AS i;
  INSERT INTO patkeeper.audit_seals SELECT i, '', i, i, 1, i, 'root', 'hash' FROM generate_series(1, ${ROWS}) AS i;
  ANALYZE`;

/** The statement for a list of notices, under a name of its own. */
function listed(name: string, query: NoticeQuery): [Statement, readonly Value[]] {
  const { statement, values } = noticeQuestion(query);
  return [{ ...statement, name: `list-notices-${name}` }, values];
}

const HOT: readonly [Statement, readonly Value[]][] = [
  [FIND_CONTACT, PERSON],
  [LIST_TOKENS, PERSON],
  [LIST_SOME_TOKENS, [...PERSON, 1_000_150, 't150', 500]],
  [FIND_TOKEN, [...PERSON, 't145']],
  [FIND_BY_SELECTOR, ['selector145']],
  [RECORD_USE, [...PERSON, 't145', 5, 'git']],
  [RECORD_REFUSAL, [...PERSON, 't145', '{}', 5]],
  [LIST_CUTTING_OVER, [5, '', 100]],
  [JUDGE, [...PERSON, 'form', 'name', 5, null]],
  [LOCK_TOKENS, [...PERSON, ['t145', 't146']]],
  [UPDATE_TOKENS, [...PERSON, '[{"id":"t145"}]']],
  [FIND_EVENTS, [['e145', 'e146']]],
  [DELETE_FOUND_COPY, [...PERSON, 'builtin', 'x140']],
  [LOCK_OPEN, [...PERSON, ['t145', 't146']]],
  [CLAIM_NOTICES, [50_000, 8, 60_000, 'me', NOTICE_KINDS]],
  [NEXT_NOTICE_AT, [NOTICE_KINDS]],
  [CLAIM_NOT_TAKEN, ['tenant', 8, 60_000, 'me', NOTICE_KINDS]],
  [LIST_FAILED, PERSON],
  listed('everybodys', { dueBy: 50_000, after: { dueAt: 40_000, id: 'n40000' }, limit: 11 }),
  listed('persons', { owner: { tenantId: 'tenant', objectId: 'person-7' }, limit: 11 }),
  listed('tokens', { owner: { tenantId: 'tenant', objectId: 'person-7' }, tokenId: 't145', limit: 11 }),
  listed('undelivered', { undelivered: true, dueBy: 50_000, limit: 11 }),
  [TRY_AGAIN, [...PERSON, 5, 'store']],
  [FIND_UNREACHED, [...PERSON, 11]],
  [FIND_PEOPLE_BY_ID, [['tenant', 'tenant'], ['person-7', 'person-8'], 2]],
  [OLDEST, []],
  [COUNT_UNDELIVERED, []],
  [SETTLE_NOTICE, [...PERSON, 'n150', 1, 'sent', null, 5, null, 0, null, false]],
  [SET_REACHABLE, [...PERSON, 5, 'store']],
  [FIND_RECORD, [...PERSON, 'sign-in', 'key', 5]],
  [FIND_WATCH, PERSON],
  [CLAIM_WATCHES, [500, 10, 1000]],
  [SETTLE_WATCH, [...PERSON, 500, 1000]],
  [CLAIM_KEY, ['k5', 10, 'me', 5]],
  [PRUNE_AUDIT_EVENTS, [1000, 500]],
  [PRUNE_LEAVES, [1000, 500]],
  [LIST_EVENTS, [...PERSON, 5000, '', 10]],
  [UNSEALED, [1000]],
  [SEALED_AFTER, [500, 100]],
  [HEAD, []],
  [PRUNE_TOKENS, [1_001_000, 500]],
  [PRUNE_NOTICES, [1000, 500]],
  [PRUNE_KEYS, [1000, 500]],
  [PRUNE_RECORDS, [1000, 500]],
];

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

function tablesReadWhole(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? '?'] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(tablesReadWhole)];
}

describe(`with ${ROWS} rows in every table, PostgreSQL`, function () {
  this.timeout(120_000);
  let client: pg.Client;
  let url: string;

  before(async () => {
    url = await migratedDatabase();
    client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(FILL);
  });
  after(async () => {
    await client.end();
    await (await sharedPostgres()).dropDatabase(url);
  });

  function literal(value: Value): string {
    if (typeof value === 'string') return client.escapeLiteral(value);
    return Array.isArray(value) ? `ARRAY[${value.map(literal).join(', ')}]` : String(value);
  }

  async function plan({ name, text }: Statement, values: readonly Value[]): Promise<Plan> {
    const given = values.map(literal);
    const call = given.length === 0 ? '' : `(${given.join(', ')})`;
    await client.query(`PREPARE "${name}" AS ${text}`);
    try {
      const { rows } = await client.query(`EXPLAIN (FORMAT JSON) EXECUTE "${name}"${call}`);
      return rows[0]['QUERY PLAN'][0]['Plan'];
    } finally {
      await client.query(`DEALLOCATE "${name}"`);
    }
  }

  // A statement that is prepared is planned for its values at first, and for any values later on.
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    for (const [statement, values] of HOT) {
      it(`finds what ${statement.name} asks for by an index (${mode})`, async () => {
        await client.query(`SET plan_cache_mode = ${mode}`);
        assert.deepEqual(tablesReadWhole(await plan(statement, values)), []);
      });
    }
  }

  it('would read a whole table without an index', async () => {
    const statement = { name: 'no-index', text: 'SELECT 1 FROM patkeeper.tokens WHERE name = $1' };
    assert.deepEqual(tablesReadWhole(await plan(statement, ['Token 5'])), ['tokens']);
  });
});
