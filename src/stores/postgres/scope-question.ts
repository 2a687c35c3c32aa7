import { TOKEN_COLUMNS } from './token-rows.ts';

/** Among so many tokens a page is looked for in order, before all those with a scope are gathered. */
const WALKED = 10_000;
/** If so many of so many have the scope, those that are counted are looked for among so many more. */
const [FREQUENT, SAMPLE, COUNTED] = [300, 1_000, 40_000];

/** The text that selects tokens. */
export function select(columns: string, conditions: readonly string[], rest: string): string {
  return `SELECT ${columns} FROM patkeeper.tokens WHERE ${conditions.join(' AND ') || 'true'} ${rest}`;
}

/** The condition that a token has one of the scopes that a value of the statement holds. */
export function hasOneOf(scopes: string): string {
  return `scopes && ${scopes}::text[]`;
}

/**
 * Tokens with any of these scopes, one scope after the other: some of them more than once. PostgreSQL takes scopes that hardly
 * any token has for frequent ones, and would rather read everything in order than ask their index.
 */
function byScope(columns: string, conditions: readonly string[], scopes: string, rest: string): string {
  const each = select(columns, ['scopes @> ARRAY[scope]', ...conditions], rest);
  return `unnest(${scopes}::text[]) AS scope, LATERAL (${each}) AS one`;
}

/** The first tokens with any of these scopes: where many have them, they are soon found in order; else they are gathered. */
export function walkedOrGathered(
  conditions: readonly string[],
  scopes: string,
  by: string,
  limit: string,
): string {
  const first = select(TOKEN_COLUMNS, conditions, `ORDER BY ${by} LIMIT ${WALKED}`);
  const walked = `SELECT * FROM (${first}) AS first WHERE ${hasOneOf(scopes)} LIMIT ${limit}`;
  const gathered = byScope(TOKEN_COLUMNS, conditions, scopes, 'OFFSET 0');
  const count = '(SELECT count(*) FROM walked)';
  return `WITH walked AS MATERIALIZED (${walked}) SELECT * FROM (
    (SELECT * FROM walked WHERE ${count} >= ${limit})
    UNION ALL
    (SELECT DISTINCT ON (${by.replaceAll(' DESC', '')}) one.* FROM ${gathered} WHERE ${count} < ${limit} ORDER BY ${by} LIMIT ${limit})
  ) AS either ORDER BY ${by} LIMIT ${limit}`;
}

/** A row for each token with any of these scopes, up to a number, in the same two ways. */
export function countedOrGathered(
  conditions: readonly string[],
  scopes: string,
  by: string,
  limit: string,
): string {
  const first = (count: number) => select('scopes', conditions, `ORDER BY ${by} LIMIT ${count}`);
  const isFrequent = `(SELECT count(*) FROM (${first(SAMPLE)}) AS sample WHERE ${hasOneOf(scopes)}) >= ${FREQUENT}`;
  const walked = `SELECT FROM (${first(COUNTED)}) AS first WHERE ${isFrequent} AND ${hasOneOf(scopes)} LIMIT ${limit}`;
  const gathered = byScope('id', conditions, scopes, `LIMIT ${limit}`);
  const count = '(SELECT count(*) FROM walked)';
  return `WITH walked AS MATERIALIZED (${walked})
    (SELECT 1 FROM walked WHERE ${count} >= ${limit})
    UNION ALL
    (SELECT 1 FROM (SELECT DISTINCT id FROM ${gathered} WHERE ${count} < ${limit}) AS ids)`;
}
