import type { AuditEvent } from '../../core/audit/audit-event.ts';
import type { TokenStore } from '../../core/store/tokens.ts';
import type { WatchStore } from '../../core/store/watches.ts';
import {
  alreadyRotating,
  formUsed,
  nameTaken,
  notActive,
  tooManyTokens,
} from '../../core/tokens/refusals.ts';
import {
  foldExternalId,
  foldName,
  idAtAuthority,
  isAsRead,
  type PersonId,
  type Token,
} from '../../core/tokens/token.ts';
import type { SyncChanges, TokenInsert } from '../../core/tokens/token-writes.ts';
import { FIND_EVENTS } from './audit-events.ts';
import { changeTokens } from './change-tokens.ts';
import { type Connection, toJson } from './connection.ts';
import type { Database } from './database.ts';
import { createGroupedChanges } from './grouped-changes.ts';
import { owe } from './notice-owing.ts';
import { personValues, present } from './person-columns.ts';
import { type TokenRow, tokenFrom, tokenRow } from './token-rows.ts';
import { DELETE_FOUND_COPY, INSERT_TOKENS, JUDGE, type Judgement, LIST_TOKENS } from './token-statements.ts';
import { addStock } from './watches.ts';

/** How tokens are added and changed: each with its notices and its audit event in one transaction. */
export function createTokenWrites(
  database: Database,
  storeName: string,
): Pick<TokenStore, 'insert' | 'change'> & Pick<WatchStore, 'syncTokens'> {
  async function insert(connection: Connection, insert: TokenInsert): Promise<void> {
    const { token, notices, event, replaces } = insert;
    const { owner, authority, externalId, createdAt: now } = token;
    await refuseIfNotAllowed(connection, insert);
    const changed =
      replaces !== undefined && (await changeTokens(connection, owner, [{ ...replaces, now }])).size > 0;
    if (externalId !== undefined) {
      const values = [...personValues(owner), authority, foldExternalId(externalId)];
      await connection.query(DELETE_FOUND_COPY, values);
    }
    await connection.query(INSERT_TOKENS, [toJson([tokenRow(token)])]);
    const owed = changed ? [...replaces.notices, ...notices] : notices;
    await owe(connection, storeName, { notices: owed, events: [event], now });
  }

  async function sync(
    connection: Connection,
    asked: SyncChanges,
  ): Promise<readonly AuditEvent[] | undefined> {
    const { owner, now, found, changes, notices } = asked;
    if (!(await addStock(connection, asked))) return undefined;
    const known = new Set((await listed(connection, owner)).map(idAtAuthority));
    const fresh = found.filter(({ token }) => {
      const id = idAtAuthority(token);
      return !known.has(id) && known.add(id);
    });
    if (fresh.length > 0)
      await connection.query(INSERT_TOKENS, [toJson(fresh.map(({ token }) => tokenRow(token)))]);
    const events = fresh.map(({ event }) => event);
    const owed = fresh.flatMap((one) => one.notices);
    await owe(connection, storeName, { notices: owed, events, now });
    for (const patch of changes) {
      const changed = await changeTokens(connection, owner, [{ ...patch, now }]);
      if (changed.size === 0) continue;
      await owe(connection, storeName, { notices: patch.notices, events: [patch.event], now });
      events.push(patch.event);
    }
    await owe(connection, storeName, { notices, events: [], now });
    return events;
  }

  return {
    insert: async (given) => {
      const asked = structuredClone(given);
      await database.changePerson(asked.token.owner, async (connection, repeated) => {
        if (!repeated || !(await isWritten(connection, asked.event.id))) await insert(connection, asked);
      });
    },
    change: createGroupedChanges(database, storeName),
    syncTokens: async (given) => {
      const asked = structuredClone(given);
      // done again it finds everything known and nothing left to change, or that another look came first
      return database.changePerson(asked.owner, (connection) => sync(connection, asked));
    },
  };
}

/** Whether a transaction whose end nobody heard of was committed after all: an event is written with its change. */
async function isWritten(connection: Connection, eventId: string): Promise<boolean> {
  return (await connection.query(FIND_EVENTS, [[eventId]])).length > 0;
}

async function refuseIfNotAllowed(connection: Connection, insert: TokenInsert): Promise<void> {
  const { token, maxActive, replaces } = insert;
  const [judgement] = await connection.query<Judgement>(JUDGE, [
    ...personValues(token.owner),
    token.formKey,
    foldName(token.name),
    token.createdAt,
    replaces?.tokenId ?? null,
  ]);
  if (judgement === undefined) throw new Error('there is no judgement');
  if (judgement.form_used) throw formUsed();
  if (replaces !== undefined && !judgement.replaced_active)
    throw notActive(judgement.replaced_revoked ? 'revoked' : 'expired');
  if (!isAsRead(present({ rotation: judgement.replaced_rotation }), replaces?.asRead))
    throw alreadyRotating();
  if (judgement.name_taken) throw nameTaken();
  if (judgement.holding >= maxActive) throw tooManyTokens(maxActive);
}

async function listed(connection: Connection, owner: PersonId): Promise<readonly Token[]> {
  return (await connection.query<TokenRow>(LIST_TOKENS, personValues(owner))).map(tokenFrom);
}
