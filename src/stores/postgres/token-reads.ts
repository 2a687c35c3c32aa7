import type { ActiveCount, TokenStore } from '../../core/store/tokens.ts';
import { withPlace } from '../../core/tokens/places.ts';
import type { PersonId, Token } from '../../core/tokens/token.ts';
import { type Connection, toJson } from './connection.ts';
import type { Database } from './database.ts';
import { personValues } from './person-columns.ts';
import { type TokenRow, tokenFrom } from './token-rows.ts';
import {
  COUNT_ACTIVE,
  COUNT_BY_PEPPER,
  COUNT_PEOPLE_ABOVE,
  FIND_BY_SELECTOR,
  FIND_TOKEN,
  LIST_CUTTING_OVER,
  LIST_IDLE,
  LIST_SOME_TOKENS,
  RECORD_PLACES,
  RECORD_REFUSAL,
  RECORD_USE,
} from './token-statements.ts';

/** Reading more rows than this at once would keep everybody else waiting while they are decoded. */
const AT_A_TIME = 500;

/** What is asked about tokens, and when they were used. */
export function createTokenReads(
  database: Database,
): Pick<
  TokenStore,
  | 'list'
  | 'find'
  | 'findBySelector'
  | 'countActive'
  | 'recordUse'
  | 'recordRefusal'
  | 'recordPlace'
  | 'listIdle'
  | 'listCuttingOver'
> {
  return {
    list: async (owner) => {
      const first = await listSome(database.query, owner);
      return first.length < AT_A_TIME ? first : database.snapshot((connection) => listAll(connection, owner));
    },
    find: async (owner, tokenId) => {
      const [row] = await database.query<TokenRow>(FIND_TOKEN, [...personValues(owner), tokenId]);
      return row === undefined ? undefined : tokenFrom(row);
    },
    findBySelector: async (selector) => {
      const [row] = await database.query<TokenRow>(FIND_BY_SELECTOR, [selector]);
      return row === undefined ? undefined : tokenFrom(row);
    },
    countActive: async ({ now, latestEnd, mostPerPerson }) => {
      const groups = await database.query<ActiveCount>(COUNT_ACTIVE, [now, latestEnd]);
      const peppers = await database.query<{ pepper: number; tokens: number }>(COUNT_BY_PEPPER, [now]);
      const byPepper = new Map(peppers.map(({ pepper, tokens }) => [pepper, tokens]));
      const [above] = await database.query<{ people: number }>(COUNT_PEOPLE_ABOVE, [now, mostPerPerson]);
      return { groups, byPepper, peopleAbove: above?.people ?? 0 };
    },
    recordUse: async (owner, tokenId, { at, service }) => {
      await database.query(RECORD_USE, [...personValues(owner), tokenId, at, service]);
    },
    recordRefusal: async (owner, tokenId, refusal) => {
      await database.query(RECORD_REFUSAL, [...personValues(owner), tokenId, toJson(refusal), refusal.at]);
    },
    listIdle: async ({ now, before, after, limit }) => {
      const rows = await database.query<TokenRow>(LIST_IDLE, [now, before, after, limit]);
      return rows.map(tokenFrom);
    },
    listCuttingOver: async ({ now, after, limit }) => {
      const rows = await database.query<TokenRow>(LIST_CUTTING_OVER, [now, after, limit]);
      return rows.map(tokenFrom);
    },
    recordPlace: (owner, tokenId, place) =>
      database.changePerson(owner, async (connection) => {
        const values = [...personValues(owner), tokenId];
        const [row] = await connection.query<TokenRow>(FIND_TOKEN, values);
        if (row === undefined) return;
        const places = withPlace(row.places ?? undefined, place);
        await connection.query(RECORD_PLACES, [...values, toJson(places)]);
      }),
  };
}

/** The tokens of a person that come behind one, as many as are read at a time. */
async function listSome(
  query: Connection['query'],
  owner: PersonId,
  after?: Pick<Token, 'validTo' | 'id'>,
): Promise<Token[]> {
  const { validTo, id } = after ?? { validTo: Number.MIN_SAFE_INTEGER, id: '' };
  const rows = await query<TokenRow>(LIST_SOME_TOKENS, [...personValues(owner), validTo, id, AT_A_TIME]);
  return rows.map(tokenFrom);
}

async function listAll({ query }: Connection, owner: PersonId): Promise<readonly Token[]> {
  const tokens: Token[] = [];
  for (let some = await listSome(query, owner); ; some = await listSome(query, owner, some.at(-1))) {
    tokens.push(...some);
    if (some.length < AT_A_TIME) return tokens;
  }
}
