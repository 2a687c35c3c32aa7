import type { BeyondRule, TokenFilter, TokenQuery, TokenSort } from '../../core/store/oversight.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Statement, Value } from './connection.ts';
import { personValues } from './person-columns.ts';
import { TOKEN_COLUMNS } from './token-rows.ts';

const WEEK_MS = 604_800_000;
/** Sorts behind every text that goes on after a prefix. */
const LAST_CHARACTER = '\u{10FFFF}';

const ORDERS: Readonly<Record<TokenSort, { readonly by: string; readonly key: string }>> = {
  ends: { by: 'valid_to, id', key: '(valid_to, id) >' },
  newest: { by: 'created_at DESC, id DESC', key: '(created_at, id) <' },
};

/** A statement and its values. It has no name: PostgreSQL plans it for these values, which decide the best index. */
export interface Question {
  readonly statement: Statement;
  readonly values: readonly Value[];
}

/** Gathers the values of a statement, each under its number. */
interface Values {
  readonly all: Value[];
  put(value: Value): string;
}

function createValues(): Values {
  const all: Value[] = [];
  return { all, put: (value) => `$${all.push(value)}` };
}

/** The question for a page of tokens; `removed` are the organizations of the tokens that the settings no longer name. */
export function pageQuestion(query: TokenQuery, removed: readonly string[]): Question {
  const values = createValues();
  const { by, key } = ORDERS[query.sort];
  const { after } = query;
  const behind = after === undefined ? [] : [`${key} (${values.put(after.at)}, ${values.put(after.id)})`];
  const limit = values.put(query.limit);
  const parts = alternatives(query.filter, query.now, removed, values).map((conditions) => {
    const where = [...conditions, ...behind].join(' AND ') || 'true';
    return `SELECT ${TOKEN_COLUMNS} FROM patkeeper.tokens WHERE ${where} ORDER BY ${by} LIMIT ${limit}`;
  });
  const [only] = parts;
  const text =
    parts.length === 1 && only !== undefined
      ? only
      : `SELECT * FROM (${parts.map((part) => `(${part})`).join(' UNION ALL ')}) AS found ORDER BY ${by} LIMIT ${limit}`;
  return { statement: { name: '', text }, values: values.all };
}

/** The question how many tokens there are, up to a number. Their order keeps PostgreSQL from reading the whole table. */
export function countQuestion(
  { filter, now, most }: { filter: TokenFilter; now: Instant; most: number },
  removed: readonly string[],
): Question {
  const values = createValues();
  const limit = values.put(most);
  const parts = alternatives(filter, now, removed, values).map(
    (conditions) =>
      `(SELECT 1 FROM patkeeper.tokens WHERE ${conditions.join(' AND ') || 'true'} ORDER BY ${ORDERS.ends.by} LIMIT ${limit})`,
  );
  const text = `SELECT count(*)::int AS tokens FROM (SELECT * FROM (${parts.join(' UNION ALL ')}) AS found LIMIT ${limit}) AS capped`;
  return { statement: { name: '', text }, values: values.all };
}

/** Conditions of which one list must hold; no token is in two of them. */
function alternatives(
  filter: TokenFilter,
  now: Instant,
  removed: readonly string[],
  values: Values,
): readonly (readonly string[])[] {
  const common = conditionsOf(filter, now, values);
  if (filter.beyond === undefined) return [common];
  const each = beyondConditions(filter.beyond, removed, values);
  if (each.length === 0) return [['false']];
  return each.map((condition, index) => [
    ...common,
    condition,
    ...each.slice(0, index).map((other) => `NOT (${other})`),
  ]);
}

function beyondConditions(rule: BeyondRule, removed: readonly string[], { put }: Values): readonly string[] {
  const made = `authority = ANY (${put([...rule.makers])}::text[])`;
  const late = `${made} AND valid_to > ${put(rule.latestEnd)}`;
  const forbidden =
    rule.forbidden.length === 0 ? [] : [`${made} AND scopes && ${put([...rule.forbidden])}::text[]`];
  const gone =
    removed.length === 0
      ? []
      : [
          `authority = ANY (${put([...rule.verified])}::text[]) AND organization = ANY (${put([...removed])}::text[])`,
        ];
  return [...forbidden, ...gone, late];
}

function conditionsOf(filter: TokenFilter, now: Instant, { put }: Values): readonly string[] {
  const found: string[] = [];
  const { owner, scopes, idleSince, createdBefore, name } = filter;
  if (owner !== undefined) {
    const [tenantId, objectId] = personValues(owner);
    found.push(`tenant_id = ${put(tenantId)} AND object_id = ${put(objectId)}`);
  }
  if (filter.organization !== undefined) found.push(`organization = ${put(filter.organization)}`);
  if (filter.authority !== undefined) found.push(`authority = ${put(filter.authority)}`);
  if (scopes !== undefined) found.push(`scopes && ${put([...scopes])}::text[]`);
  if (filter.state === 'active') found.push(`revoked_at IS NULL AND valid_to > ${put(now)}`);
  if (filter.state === 'expired') found.push(`revoked_at IS NULL AND valid_to <= ${put(now)}`);
  if (filter.state === 'revoked') found.push('revoked_at IS NOT NULL');
  if (filter.endsBefore !== undefined) found.push(`valid_to < ${put(filter.endsBefore)}`);
  if (createdBefore !== undefined) found.push(`created_at < ${put(createdBefore)}`);
  if (idleSince !== undefined) {
    const since = put(idleSince);
    const week = put(Math.floor(idleSince / WEEK_MS));
    // Who was not used since was not created since either: the order by creation begins there.
    found.push(
      `used_week <= ${week} AND coalesce(last_used_at, created_at) < ${since} AND created_at < ${since}`,
    );
  }
  if (name !== undefined)
    found.push(`folded_name >= ${put(name)} AND folded_name < ${put(`${name}${LAST_CHARACTER}`)}`);
  if (filter.undelivered === true)
    found.push("id IN (SELECT token_id FROM patkeeper.notices WHERE state = 'failed')");
  if (filter.unreachable === true)
    found.push(
      '(tenant_id, object_id) IN (SELECT tenant_id, object_id FROM patkeeper.contacts WHERE unreachable IS NOT NULL)',
    );
  return found;
}
