import type { TokenFilter, TokenSort } from '../../core/store/oversight.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Statement } from './connection.ts';

export const WEEK_MS = 604_800_000;
/** A month as an index of the schema counts it. */
const MONTH_MS = 2_592_000_000;

/** What a token's piece of time is, in the words of an index. */
const COLUMNS = { week: 'used_week', month: `valid_to / ${MONTH_MS}` } as const;

/** The first piece in which there is any token, of each kind; null where there is no token. */
export interface Oldest {
  readonly week: number | null;
  readonly month: number | null;
}

export const OLDEST: Statement = {
  name: 'oldest-times',
  text: `
    SELECT (SELECT min(${COLUMNS.week}) FROM patkeeper.tokens) AS week,
      (SELECT min(${COLUMNS.month}) FROM patkeeper.tokens) AS month`,
};

/** Pieces of time by which an index is divided. In each of them the index has the order that is asked for. */
export interface TimeBuckets {
  readonly kind: keyof Oldest;
  readonly column: string;
  /** Absent where it is the oldest that there is. */
  readonly first?: number;
  readonly last: number;
}

/** What a filter may say besides times: of anything more, PostgreSQL knows itself where there is less to read. */
const TIMES: readonly string[] = [
  'state',
  'endsBefore',
  'createdBefore',
  'idleSince',
] satisfies (keyof TokenFilter)[];

/**
 * The pieces of time in which a filter is answered best; undefined where one index has both the filter and the order. Without
 * them, everything that was created since would be read through for what expired long ago.
 */
export function timeBuckets(filter: TokenFilter, sort: TokenSort, now: Instant): TimeBuckets | undefined {
  const { state, idleSince, endsBefore } = filter;
  if (state === 'revoked' || Object.keys(filter).some((key) => !TIMES.includes(key))) return undefined;
  if (idleSince !== undefined)
    return { kind: 'week', column: COLUMNS.week, last: Math.floor(idleSince / WEEK_MS) };
  const end = state === 'expired' ? Math.min(now, endsBefore ?? now) : endsBefore;
  if (sort !== 'newest' || end === undefined) return undefined;
  const first = state === 'active' ? { first: Math.floor(now / MONTH_MS) } : {};
  return { kind: 'month', column: COLUMNS.month, ...first, last: Math.floor(end / MONTH_MS) };
}
