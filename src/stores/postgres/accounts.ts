import {
  type Account,
  type AccountStore,
  changesNothing,
  isLeavingAsRead,
  type Leaving,
  type LeavingChange,
  type Provisioned,
  type TokenHolder,
} from '../../core/store/accounts.ts';
import { eventsJson, FIND_EVENTS, INSERT_EVENTS } from './audit-events.ts';
import type { Connection, Statement } from './connection.ts';
import type { Database } from './database.ts';
import { type PersonColumns, personColumns, personFrom, personValues, present } from './person-columns.ts';

export interface AccountRow extends PersonColumns {
  readonly member_name: string | null;
  readonly user_name: string | null;
  readonly provisioned_state: Provisioned['state'] | null;
  readonly provisioned_at: number | null;
  readonly leaving_state: Leaving['state'] | null;
  readonly leaving_why: Leaving['why'] | null;
  readonly leaving_at: number | null;
  readonly leaving_agreed: boolean | null;
}

export const ACCOUNT_COLUMNS =
  'tenant_id, object_id, member_name, user_name, provisioned_state, provisioned_at, leaving_state, leaving_why, leaving_at, leaving_agreed';

const FIND: Statement = {
  name: 'find-account',
  text: `SELECT ${ACCOUNT_COLUMNS} FROM patkeeper.accounts WHERE tenant_id = $1 AND object_id = $2`,
};

/** $1: the tenant, $2: the name, in lower case. */
export const FIND_BY_USER_NAME: Statement = {
  name: 'find-account-by-user-name',
  text: `
    SELECT ${ACCOUNT_COLUMNS} FROM patkeeper.accounts
    WHERE tenant_id = $1 AND lower(user_name) = lower($2) AND provisioned_state <> 'deleted' LIMIT 1`,
};

const SAVE_PROVISIONED: Statement = {
  name: 'save-provisioned',
  text: `
    INSERT INTO patkeeper.accounts (tenant_id, object_id, user_name, provisioned_state, provisioned_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, object_id) DO UPDATE SET user_name = excluded.user_name,
      provisioned_state = excluded.provisioned_state, provisioned_at = excluded.provisioned_at`,
};

const SAVE_MEMBER_NAME: Statement = {
  name: 'save-member-name',
  text: `
    INSERT INTO patkeeper.accounts (tenant_id, object_id, member_name) VALUES ($1, $2, $3)
    ON CONFLICT (tenant_id, object_id) DO UPDATE SET member_name = excluded.member_name`,
};

/** $1: now, $2: authorities. The same rule as `tokenState` of the core; it reads every active token. */
const LIST_HOLDERS: Statement = {
  name: 'list-holders',
  text: `
    SELECT held.*, member_name, user_name, provisioned_state, provisioned_at, leaving_state, leaving_why, leaving_at, leaving_agreed
    FROM (
      SELECT tenant_id, object_id, count(*) FILTER (WHERE refused_since IS NULL) AS usable,
        count(refused_since) AS refused
      FROM patkeeper.tokens
      WHERE coalesce(revoked_at, valid_to) > $1 AND revoked_at IS NULL
        AND (selector IS NOT NULL OR (external_id IS NOT NULL AND authority = ANY ($2::text[])))
      GROUP BY tenant_id, object_id
    ) AS held LEFT JOIN patkeeper.accounts USING (tenant_id, object_id)`,
};

export const LIST_LEAVING: Statement = {
  name: 'list-leaving',
  text: `
    SELECT ${ACCOUNT_COLUMNS} FROM patkeeper.accounts WHERE leaving_state IS NOT NULL
    ORDER BY leaving_at, tenant_id, object_id`,
};

const SAVE_LEAVING: Statement = {
  name: 'save-leaving',
  text: `
    INSERT INTO patkeeper.accounts (tenant_id, object_id, leaving_state, leaving_why, leaving_at, leaving_agreed)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant_id, object_id) DO UPDATE SET leaving_state = excluded.leaving_state,
      leaving_why = excluded.leaving_why, leaving_at = excluded.leaving_at, leaving_agreed = excluded.leaving_agreed`,
};

const ACTIVE = `tenant_id = $1 AND object_id = $2 AND revoked_at IS NULL AND valid_to > $3`;

/** $1, $2: the owner, $3: now, $4: authorities. */
const REFUSE_TOKENS: Statement = {
  name: 'refuse-tokens',
  text: `
    UPDATE patkeeper.tokens SET refused_since = $3
    WHERE ${ACTIVE} AND refused_since IS NULL
      AND (selector IS NOT NULL OR (external_id IS NOT NULL AND authority = ANY ($4::text[]))) RETURNING 1`,
};

/** $1, $2: the owner, $3: now. */
const RESTORE_TOKENS: Statement = {
  name: 'restore-tokens',
  text: `UPDATE patkeeper.tokens SET refused_since = NULL WHERE ${ACTIVE} AND refused_since IS NOT NULL RETURNING 1`,
};

/** People's accounts in the directory. */
export function createAccounts(database: Database): AccountStore {
  async function leave(
    connection: Connection,
    change: LeavingChange,
    repeated: boolean,
  ): Promise<number | undefined> {
    const { person, now, leaving, tokens, authorities = [], asRead, event } = change;
    // Committed after all: the tokens are as asked, and nobody can tell how many changed.
    if (repeated && event !== undefined && (await connection.query(FIND_EVENTS, [[event.id]])).length > 0)
      return 0;
    const [row] = await connection.query<AccountRow>(FIND, personValues(person));
    const before = row === undefined ? undefined : leavingFrom(row);
    if (!isLeavingAsRead(before, asRead)) return undefined;
    const { state = null, why = null, at = null, agreed = null } = leaving ?? {};
    await connection.query(SAVE_LEAVING, [...personValues(person), state, why, at, agreed]);
    const values = [...personValues(person), now];
    const changed = await {
      refuse: () => connection.query(REFUSE_TOKENS, [...values, authorities]),
      restore: () => connection.query(RESTORE_TOKENS, values),
      keep: async () => [],
    }[tokens]();
    if (event !== undefined && !changesNothing(before, leaving, changed.length))
      await connection.query(INSERT_EVENTS, [eventsJson([event])]);
    return changed.length;
  }

  return {
    find: async (person) => {
      const [row] = await database.query<AccountRow>(FIND, personValues(person));
      return row === undefined || isEmpty(row) ? undefined : accountFrom(row);
    },
    findByUserName: async (tenantId, userName) => {
      const [row] = await database.query<AccountRow>(FIND_BY_USER_NAME, [tenantId.toLowerCase(), userName]);
      return row === undefined ? undefined : accountFrom(row);
    },
    saveProvisioned: async (person, { userName, state, changedAt }) => {
      const values = [...personValues(person), userName, state, changedAt];
      await database.changePerson(person, (connection) => connection.query(SAVE_PROVISIONED, values));
    },
    saveMemberName: async (person, name) => {
      await database.changePerson(person, (connection) =>
        connection.query(SAVE_MEMBER_NAME, [...personValues(person), name]),
      );
    },
    listHolders: async (now, authorities = []) => {
      const rows = await database.query<AccountRow & Pick<TokenHolder, 'usable' | 'refused'>>(LIST_HOLDERS, [
        now,
        authorities,
      ]);
      return rows.map((row) => ({ ...accountFrom(row), usable: row.usable, refused: row.refused }));
    },
    listLeaving: async () => (await database.query<AccountRow>(LIST_LEAVING, [])).map(accountFrom),
    leave: (given) => {
      const change = structuredClone(given);
      return database.changePerson(change.person, (connection, repeated) =>
        leave(connection, change, repeated),
      );
    },
  };
}

/** The row of an account. */
export function accountRow({ person, memberName, provisioned, leaving }: Account): AccountRow {
  return {
    ...personColumns(person),
    member_name: memberName ?? null,
    user_name: provisioned?.userName ?? null,
    provisioned_state: provisioned?.state ?? null,
    provisioned_at: provisioned?.changedAt ?? null,
    leaving_state: leaving?.state ?? null,
    leaving_why: leaving?.why ?? null,
    leaving_at: leaving?.at ?? null,
    leaving_agreed: leaving?.agreed ?? null,
  };
}

/** The account of a row. */
export function accountFrom(row: AccountRow): Account {
  return {
    person: personFrom(row),
    ...present({
      memberName: row.member_name,
      provisioned: provisionedFrom(row),
      leaving: leavingFrom(row),
    }),
  };
}

function isEmpty({ member_name, provisioned_state, leaving_state }: AccountRow): boolean {
  return member_name === null && provisioned_state === null && leaving_state === null;
}

function provisionedFrom({
  user_name,
  provisioned_state,
  provisioned_at,
}: AccountRow): Provisioned | undefined {
  if (provisioned_state === null) return undefined;
  return { userName: user_name ?? '', state: provisioned_state, changedAt: provisioned_at ?? 0 };
}

function leavingFrom(row: AccountRow): Leaving | undefined {
  const { leaving_state: state, leaving_why: why, leaving_at: at } = row;
  if (state === null) return undefined;
  const agreed = row.leaving_agreed === true ? { agreed: true as const } : {};
  return { state, why: why ?? 'disabled', at: at ?? 0, ...agreed };
}
