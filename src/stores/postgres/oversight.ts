import type { KnownPerson, OversightStore, TokenFilter, TokenSort } from '../../core/store/oversight.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';
import { createJobs } from './jobs.ts';
import { findUnreached } from './notice-list.ts';
import { type PersonColumns, personFrom, personValues, present } from './person-columns.ts';
import { OLDEST, type Oldest, timeBuckets } from './time-buckets.ts';
import { countQuestion, type Known, pageQuestion } from './token-filter.ts';
import { type TokenRow, tokenFrom } from './token-rows.ts';

/** The organizations of all tokens, found one after the other in an index: there are few of them and many tokens. */
export const ALL_ORGANIZATIONS: Statement = {
  name: 'all-organizations',
  text: `
    WITH RECURSIVE found AS (
      (SELECT organization FROM patkeeper.tokens ORDER BY organization LIMIT 1)
      UNION ALL
      SELECT (SELECT next.organization FROM patkeeper.tokens AS next
        WHERE next.organization > found.organization ORDER BY next.organization LIMIT 1)
      FROM found WHERE found.organization IS NOT NULL
    )
    SELECT organization FROM found WHERE organization IS NOT NULL`,
};

/** Everybody whose name is known, once. */
const EVERYBODY = `
  SELECT tenant_id, object_id, name, unreachable FROM patkeeper.contacts
  UNION ALL
  SELECT tenant_id, object_id, member_name, NULL FROM patkeeper.accounts AS account
  WHERE member_name IS NOT NULL AND NOT EXISTS (
    SELECT FROM patkeeper.contacts AS contact
    WHERE contact.tenant_id = account.tenant_id AND contact.object_id = account.object_id
  )`;

/** $1, $2: ids of people, $3: how many. */
export const FIND_PEOPLE_BY_ID: Statement = {
  name: 'find-people-by-id',
  text: `
    SELECT people.* FROM (SELECT DISTINCT tenant_id, object_id FROM unnest($1::text[], $2::text[]) AS asked (tenant_id, object_id)) AS asked,
      LATERAL (SELECT * FROM (${EVERYBODY}) AS people
        WHERE people.tenant_id = asked.tenant_id AND people.object_id = asked.object_id LIMIT 1) AS people
    ORDER BY lower(people.name), tenant_id, object_id LIMIT $3`,
};

/** $1: a pattern in lower case, $2: how many. It reads everybody's name. */
const FIND_PEOPLE_BY_NAME: Statement = {
  name: 'find-people-by-name',
  text: `SELECT * FROM (${EVERYBODY}) AS people WHERE lower(name) LIKE $1 ORDER BY lower(name), tenant_id, object_id LIMIT $2`,
};

interface PersonRow extends PersonColumns {
  readonly name: string;
  readonly unreachable: string | null;
}

/** What administrators and auditors see, and what they asked for. */
export function createOversight(database: Database): OversightStore {
  /** What the settings no longer name; asked only where a rule wants it. */
  async function removed({ beyond }: TokenFilter): Promise<readonly string[]> {
    if (beyond === undefined) return [];
    const rows = await database.query<{ organization: string }>(ALL_ORGANIZATIONS, []);
    return rows.map(({ organization }) => organization).filter((id) => !beyond.organizations.includes(id));
  }

  async function known(filter: TokenFilter, sort: TokenSort, now: Instant): Promise<Known> {
    const buckets = timeBuckets(filter, sort, now);
    if (buckets === undefined || buckets.first !== undefined) return { removed: await removed(filter) };
    const [oldest] = await database.query<Oldest>(OLDEST, []);
    return oldest === undefined ? {} : { oldest };
  }

  return {
    ...createJobs(database),
    findTokens: async (query) => {
      const { filter, sort, now } = query;
      const { statement, values } = pageQuestion(query, await known(filter, sort, now));
      return (await database.query<TokenRow>(statement, values)).map(tokenFrom);
    },
    countTokens: async (filter, now, most) => {
      const { statement, values } = countQuestion({ filter, now, most }, await known(filter, 'ends', now));
      const [row] = await database.query<{ tokens: number }>(statement, values);
      return row?.tokens ?? 0;
    },
    findUnreached: (asked) => findUnreached(database, asked),
    findPeople: async ({ words, ids, limit }) => {
      const known = ids.map(personValues);
      const [tenants, objects] = [known.map(([tenantId]) => tenantId), known.map(([, objectId]) => objectId)];
      const byId =
        ids.length === 0 ? [] : await database.query<PersonRow>(FIND_PEOPLE_BY_ID, [tenants, objects, limit]);
      const pattern = `%${words.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
      const byName =
        words === '' ? [] : await database.query<PersonRow>(FIND_PEOPLE_BY_NAME, [pattern, limit]);
      const rows = inOrder([...byId, ...byName]).slice(0, limit);
      return rows.map(
        (row): KnownPerson => ({
          person: personFrom(row),
          name: row.name,
          ...present({ unreachable: row.unreachable }),
        }),
      );
    },
  };
}

/** Each person once, by name. */
function inOrder(rows: readonly PersonRow[]): readonly PersonRow[] {
  const keyOf = ({ name, tenant_id, object_id }: PersonRow): string =>
    JSON.stringify([name.toLowerCase(), tenant_id, object_id]);
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
