import type { BeyondRule, TokenFilter, TokenQuery, TokenSort } from '../../core/store/oversight.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Statement, Value } from './connection.ts';
import { personValues } from './person-columns.ts';
import {
  countedOrGathered,
  hasOneOf,
  indexedTrait,
  scopeTrait,
  select,
  walkedOrGathered,
} from './scope-question.ts';
import { type Oldest, type TimeBuckets, timeBuckets, WEEK_MS } from './time-buckets.ts';
import { TOKEN_COLUMNS } from './token-rows.ts';

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

/** What must be known of all tokens before some of them are asked for. */
export interface Known {
  /** The organizations of tokens that the settings no longer name; only where a rule wants it. */
  readonly removed?: readonly string[];
  /** Only where time is divided from the oldest on. */
  readonly oldest?: Oldest;
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

/** The question for a page of tokens. */
export function pageQuestion(query: TokenQuery, known: Known): Question {
  const values = createValues();
  const { filter, sort, now, after } = query;
  const { by, key } = ORDERS[sort];
  const behind = after === undefined ? [] : [`${key} (${values.put(after.at)}, ${values.put(after.id)})`];
  const limit = values.put(query.limit);
  const buckets = timeBuckets(filter, sort, now);
  const order = `ORDER BY ${by} LIMIT ${limit}`;
  const parts = alternatives({ filter, now, isDivided: buckets !== undefined }, known, values).map(
    ({ conditions, rare, scopes, name }) => {
      const all = [...conditions, ...behind];
      const ordered = (where: readonly string[]) => select(TOKEN_COLUMNS, where, order);
      if (rare !== undefined) return `SELECT one.* FROM ${rare(TOKEN_COLUMNS, all)} ${order}`;
      if (scopes !== undefined) return walkedOrGathered(all, scopeTrait(scopes), by, limit);
      if (name !== undefined) return walkedOrGathered(all, indexedTrait(name), by, limit);
      return buckets === undefined ? ordered(all) : divided(ordered, all, buckets, known, values);
    },
  );
  const [only] = parts;
  const text =
    parts.length === 1 && only !== undefined && buckets === undefined
      ? only
      : `SELECT * FROM (${parts.map((part) => `(${part})`).join(' UNION ALL ')}) AS found ORDER BY ${by} LIMIT ${limit}`;
  return { statement: { name: '', text }, values: values.all };
}

/**
 * The question how many tokens there are, up to a number. Their order keeps PostgreSQL from reading the whole table: it is that
 * of an index in which the filter is a range.
 */
export function countQuestion(
  { filter, now, most }: { filter: TokenFilter; now: Instant; most: number },
  known: Known,
): Question {
  const values = createValues();
  const limit = values.put(most);
  const buckets = timeBuckets(filter, 'ends', now);
  const isByCreation =
    filter.createdBefore !== undefined && filter.endsBefore === undefined && filter.state === undefined;
  const by = isByCreation ? 'created_at, id' : ORDERS.ends.by;
  const ordered = (where: readonly string[]) => select('1', where, `ORDER BY ${by} LIMIT ${limit}`);
  const inPiece = (where: readonly string[]) => select('1', where, `LIMIT ${limit}`);
  const parts = alternatives({ filter, now, isDivided: buckets !== undefined }, known, values).map(
    ({ conditions, rare, scopes, name }) => {
      if (rare !== undefined) return `SELECT 1 FROM ${rare('id', conditions)} LIMIT ${limit}`;
      if (scopes !== undefined) return countedOrGathered(conditions, scopes, ORDERS.ends.by, limit);
      if (name !== undefined) return inPiece([name, ...conditions]);
      return buckets === undefined
        ? ordered(conditions)
        : divided(inPiece, conditions, buckets, known, values);
    },
  );
  const found = parts.map((part) => `(${part})`).join(' UNION ALL ');
  const text = `SELECT count(*)::int AS tokens FROM (SELECT * FROM (${found}) AS found LIMIT ${limit}) AS capped`;
  return { statement: { name: '', text }, values: values.all };
}

/** What is asked for, of each piece of time. */
function divided(
  ask: (conditions: readonly string[]) => string,
  conditions: readonly string[],
  { kind, column, last, first }: TimeBuckets,
  { oldest }: Known,
  { put }: Values,
): string {
  const from = put(first ?? oldest?.[kind] ?? last);
  const piece = ask([`${column} = bucket`, ...conditions]);
  return `SELECT piece.* FROM generate_series(${from}::bigint, ${put(last)}::bigint) AS bucket, LATERAL (${piece}) AS piece`;
}

interface Asked {
  readonly filter: TokenFilter;
  readonly now: Instant;
  /** Whether the tokens are asked for in pieces of time. */
  readonly isDivided: boolean;
}

/** What must be true of a token. */
interface Alternative {
  readonly conditions: readonly string[];
  /** And it must have one of the scopes that this value of the statement holds. */
  readonly scopes?: string;
  /** And its name must begin as this condition says. */
  readonly name?: string;
  /** And it must be one of the few that are here, with the other conditions, as `one`. */
  readonly rare?: (columns: string, conditions: readonly string[]) => string;
}

/** The ways to meet a filter; no token is found by two of them. */
function alternatives(asked: Asked, { removed = [] }: Known, values: Values): readonly Alternative[] {
  const { filter } = asked;
  const { beyond } = filter;
  // Of one owner PostgreSQL reads all tokens, which are few.
  const rare = filter.owner === undefined && beyond === undefined ? rareOf(filter) : undefined;
  const scopes = filter.scopes && values.put([...filter.scopes]);
  const name = filter.name === undefined ? undefined : nameBegins(filter.name, values);
  const others = conditionsOf(asked, values);
  // With any other filter, PostgreSQL may know a place where there is less to read.
  const isByName =
    name !== undefined && Object.keys(filter).every((key) => key === 'name' || key === 'state');
  if (isByName) return [{ conditions: others, name }];
  const conditions = name === undefined ? others : [...others, name];
  if (rare !== undefined)
    return [{ conditions: scopes === undefined ? conditions : [...conditions, hasOneOf(scopes)], rare }];
  const common = [
    ...conditions,
    ...(filter.undelivered ? [UNDELIVERED] : []),
    ...(filter.unreachable ? [UNREACHABLE] : []),
  ];
  if (beyond === undefined && (scopes === undefined || filter.owner === undefined))
    return [{ conditions: common, ...(scopes === undefined ? {} : { scopes }) }];
  if (scopes !== undefined) common.push(hasOneOf(scopes));
  if (beyond === undefined) return [{ conditions: common }];
  const ways = beyondPolicy(beyond, removed, values);
  return ways.map((way, index) => ({
    ...way,
    conditions: [
      ...common,
      ...way.conditions,
      ...ways.slice(0, index).map((other) => `NOT (${said(other)})`),
    ],
  }));
}

const UNDELIVERED = "id IN (SELECT token_id FROM patkeeper.notices WHERE state = 'failed')";
const UNREACHABLE =
  '(tenant_id, object_id) IN (SELECT tenant_id, object_id FROM patkeeper.contacts WHERE unreachable IS NOT NULL)';

/** Where the few tokens are that some filters mean. PostgreSQL must not guess how few: it would read all tokens in order. */
function rareOf({ undelivered, unreachable }: TokenFilter): Alternative['rare'] {
  if (undelivered === true)
    return (columns, conditions) => {
      const all = unreachable === true ? [...conditions, UNREACHABLE] : conditions;
      return `(SELECT DISTINCT token_id FROM patkeeper.notices WHERE state = 'failed') AS told,
        LATERAL (${select(columns, ['id = told.token_id', ...all], 'LIMIT 1')}) AS one`;
    };
  if (unreachable !== true) return undefined;
  return (columns, conditions) => {
    const own = ['tenant_id = away.tenant_id', 'object_id = away.object_id'];
    return `(SELECT tenant_id, object_id FROM patkeeper.contacts WHERE unreachable IS NOT NULL) AS away,
      LATERAL (${select(columns, [...own, ...conditions], 'OFFSET 0')}) AS one`;
  };
}

function beyondPolicy(rule: BeyondRule, removed: readonly string[], { put }: Values): readonly Alternative[] {
  const made = `authority = ANY (${put([...rule.makers])}::text[])`;
  const late = { conditions: [made, `valid_to > ${put(rule.latestEnd)}`] };
  const forbidden =
    rule.forbidden.length === 0 ? [] : [{ conditions: [made], scopes: put([...rule.forbidden]) }];
  const gone = removed.length === 0 ? [] : [{ conditions: inRemoved(rule, removed, put) }];
  return [...forbidden, ...gone, late];
}

function inRemoved(
  { verified }: BeyondRule,
  removed: readonly string[],
  put: Values['put'],
): readonly string[] {
  return [
    `authority = ANY (${put([...verified])}::text[])`,
    `organization = ANY (${put([...removed])}::text[])`,
  ];
}

function said({ conditions, scopes }: Alternative): string {
  return [...conditions, ...(scopes === undefined ? [] : [hasOneOf(scopes)])].join(' AND ');
}

function conditionsOf({ filter, now, isDivided }: Asked, { put }: Values): readonly string[] {
  const found: string[] = [];
  const { owner, idleSince, createdBefore } = filter;
  if (owner !== undefined) {
    const [tenantId, objectId] = personValues(owner);
    found.push(`tenant_id = ${put(tenantId)} AND object_id = ${put(objectId)}`);
  }
  if (filter.organization !== undefined) found.push(`organization = ${put(filter.organization)}`);
  if (filter.authority !== undefined) found.push(`authority = ${put(filter.authority)}`);
  if (filter.state === 'active') found.push(`revoked_at IS NULL AND valid_to > ${put(now)}`);
  if (filter.state === 'expired') found.push(`revoked_at IS NULL AND valid_to <= ${put(now)}`);
  if (filter.state === 'revoked') found.push('revoked_at IS NOT NULL');
  if (filter.endsBefore !== undefined) found.push(`valid_to < ${put(filter.endsBefore)}`);
  if (createdBefore !== undefined) found.push(`created_at < ${put(createdBefore)}`);
  if (idleSince !== undefined) {
    const since = put(idleSince);
    found.push(`coalesce(last_used_at, created_at) < ${since}`);
    // Who was not used since was not created since either: the order by creation begins there.
    if (!isDivided)
      found.push(`used_week <= ${put(Math.floor(idleSince / WEEK_MS))}`, `created_at < ${since}`);
  }
  return found;
}

function nameBegins(name: string, { put }: Values): string {
  return `folded_name >= ${put(name)} AND folded_name < ${put(`${name}${LAST_CHARACTER}`)}`;
}
