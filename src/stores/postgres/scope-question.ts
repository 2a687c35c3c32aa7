import { TOKEN_COLUMNS } from './token-rows.ts';

/** Among so many tokens a page is looked for in order, before all those with a scope are gathered. */
const WALKED = 10_000;
/** If so many of so many have the scope, those that are counted are looked for among so many more. */
const [FREQUENT, SAMPLE, COUNTED] = [300, 1_000, 40_000];
/** The same on the last pages of the table, of which each has about 16 tokens. */
const [FREQUENT_LAST, SAMPLE_PAGES, LAST_PAGES] = [100, 60, 8_000];

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

/** What few tokens have, or many: only the answer shows which. */
export interface Trait {
  /** The condition that a token has it. */
  readonly has: string;
  /** All tokens that have it and meet these conditions, as `one`; some of them more than once. */
  gathered(conditions: readonly string[]): string;
}

/** That a token has one of the scopes that a value of the statement holds. */
export function scopeTrait(scopes: string): Trait {
  return {
    has: hasOneOf(scopes),
    gathered: (conditions) => byScope(TOKEN_COLUMNS, conditions, scopes, 'OFFSET 0'),
  };
}

/** That a token meets a condition for which there is an index. */
export function indexedTrait(has: string): Trait {
  return {
    has,
    gathered: (conditions) => `(${select(TOKEN_COLUMNS, [has, ...conditions], 'OFFSET 0')}) AS one`,
  };
}

/** The first tokens with a trait: where many have it, they are soon found in order; else they are gathered. */
export function walkedOrGathered(
  conditions: readonly string[],
  trait: Trait,
  by: string,
  limit: string,
): string {
  const first = select(TOKEN_COLUMNS, conditions, `ORDER BY ${by} LIMIT ${WALKED}`);
  const walked = `SELECT * FROM (${first}) AS first WHERE ${trait.has} LIMIT ${limit}`;
  const gathered = trait.gathered(conditions);
  const count = '(SELECT count(*) FROM walked)';
  return `WITH walked AS MATERIALIZED (${walked}) SELECT * FROM (
    (SELECT * FROM walked WHERE ${count} >= ${limit})
    UNION ALL
    (SELECT DISTINCT ON (${by.replaceAll(' DESC', '')}) one.* FROM ${gathered} WHERE ${count} < ${limit} ORDER BY ${by} LIMIT ${limit})
  ) AS either ORDER BY ${by} LIMIT ${limit}`;
}

/**
 * A row for each token with any of these scopes, up to a number. Where many tokens have them, enough are found among those that were
 * written last, whatever their order: these pages are read without an index. Else they are looked for in the two ways in which pages are.
 */
export function countedOrGathered(
  conditions: readonly string[],
  scopes: string,
  by: string,
  limit: string,
): string {
  const last = (pages: number, most: string) =>
    select('1', [writtenLast(pages), ...conditions, hasOneOfFast(scopes)], `LIMIT ${most}`);
  const reaches = (rows: string, least: number | string) => `(SELECT count(*) FROM ${rows}) >= ${least}`;
  const first = (count: number) => select('scopes', conditions, `ORDER BY ${by} LIMIT ${count}`);
  const sample = `(SELECT FROM (${first(SAMPLE)}) AS first WHERE ${hasOneOf(scopes)}) AS sample`;
  const amongLast = `SELECT FROM (${last(LAST_PAGES, limit)}) AS last_ones WHERE ${reaches(`(${last(SAMPLE_PAGES, limit)}) AS sample`, FREQUENT_LAST)}`;
  const walked = `SELECT FROM (${first(COUNTED)}) AS first
    WHERE NOT ${reaches('among_last', limit)} AND ${reaches(sample, FREQUENT)} AND ${hasOneOf(scopes)} LIMIT ${limit}`;
  // Each token by the first of the scopes that it has: to sort out those that come again, all would have to be read first.
  const isFirst = `NOT (scopes && (${scopes}::text[])[:place - 1])`;
  const each = select('1', ['scopes @> ARRAY[scope]', isFirst, ...conditions], `LIMIT ${limit}`);
  return `WITH among_last AS MATERIALIZED (${amongLast}), walked AS MATERIALIZED (${walked})
    (SELECT 1 FROM among_last WHERE ${reaches('among_last', limit)})
    UNION ALL
    (SELECT 1 FROM walked WHERE ${reaches('walked', limit)})
    UNION ALL
    (SELECT 1 FROM unnest(${scopes}::text[]) WITH ORDINALITY AS asked (scope, place), LATERAL (${each}) AS one
      WHERE NOT ${reaches('among_last', limit)} AND NOT ${reaches('walked', limit)} LIMIT ${limit})`;
}

/** The condition that a token stands on one of the last pages of the table. PostgreSQL begins to read there (a TID range scan). */
function writtenLast(pages: number): string {
  const size = `pg_relation_size('patkeeper.tokens') / current_setting('block_size')::int`;
  return `ctid >= (SELECT format('(%s,0)', greatest(0, ${size} - ${pages})))::tid`;
}

/** The same as `hasOneOf`, in a third of the time where tokens have few scopes and many are asked for. */
function hasOneOfFast(scopes: string): string {
  const oneOf = [1, 2, 3].map((place) => `scopes[${place}] = ANY (${scopes}::text[])`);
  return `(${oneOf.join(' OR ')} OR (cardinality(scopes) > 3 AND ${hasOneOf(scopes)}))`;
}
