import type { KnownPerson, OversightStore, TokenFilter } from '../../core/store/oversight.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';
import { createJobs } from './jobs.ts';
import { findUnreached } from './notice-list.ts';
import { type PersonColumns, personFrom, personValues, present } from './person-columns.ts';
import { countQuestion, pageQuestion } from './token-filter.ts';
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

/** $1: a pattern in lower case, $2, $3: ids of people, $4: how many. */
const FIND_PEOPLE: Statement = {
  name: 'find-people',
  text: `
    SELECT tenant_id, object_id, name, unreachable FROM (
      SELECT tenant_id, object_id, name, unreachable FROM patkeeper.contacts
      UNION ALL
      SELECT tenant_id, object_id, member_name, NULL FROM patkeeper.accounts AS account
      WHERE member_name IS NOT NULL AND NOT EXISTS (
        SELECT FROM patkeeper.contacts AS contact
        WHERE contact.tenant_id = account.tenant_id AND contact.object_id = account.object_id
      )
    ) AS people
    WHERE ($1::text IS NOT NULL AND lower(name) LIKE $1)
      OR (tenant_id, object_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
    ORDER BY lower(name), tenant_id, object_id LIMIT $4`,
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

  return {
    ...createJobs(database),
    findTokens: async (query) => {
      const { statement, values } = pageQuestion(query, await removed(query.filter));
      return (await database.query<TokenRow>(statement, values)).map(tokenFrom);
    },
    countTokens: async (filter, now, most) => {
      const { statement, values } = countQuestion({ filter, now, most }, await removed(filter));
      const [row] = await database.query<{ tokens: number }>(statement, values);
      return row?.tokens ?? 0;
    },
    findUnreached: (asked) => findUnreached(database, asked),
    findPeople: async ({ words, ids, limit }) => {
      const pattern = words === '' ? null : `%${words.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
      const known = ids.map(personValues);
      const tenants = known.map(([tenantId]) => tenantId);
      const objects = known.map(([, objectId]) => objectId);
      const rows = await database.query<PersonRow>(FIND_PEOPLE, [pattern, tenants, objects, limit]);
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
