import type { ActiveCount, Store } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { personValues } from './person-columns.ts';
import { type TokenRow, tokenFrom } from './token-rows.ts';
import {
  COUNT_ACTIVE,
  COUNT_BY_PEPPER,
  COUNT_PEOPLE_ABOVE,
  FIND_BY_SELECTOR,
  FIND_TOKEN,
  LIST_TOKENS,
  RECORD_USE,
} from './token-statements.ts';

/** What is asked about tokens, and when they were used. */
export function createTokenReads(
  database: Database,
): Pick<
  Store,
  | 'listTokens'
  | 'findToken'
  | 'findTokenBySelector'
  | 'countByPepper'
  | 'countActive'
  | 'countPeopleAbove'
  | 'recordUse'
> {
  return {
    listTokens: async (owner) => {
      const rows = await database.query<TokenRow>(LIST_TOKENS, personValues(owner));
      return rows.map(tokenFrom);
    },
    findToken: async (owner, tokenId) => {
      const [row] = await database.query<TokenRow>(FIND_TOKEN, [...personValues(owner), tokenId]);
      return row === undefined ? undefined : tokenFrom(row);
    },
    findTokenBySelector: async (selector) => {
      const [row] = await database.query<TokenRow>(FIND_BY_SELECTOR, [selector]);
      return row === undefined ? undefined : tokenFrom(row);
    },
    countByPepper: async (now) => {
      const rows = await database.query<{ pepper: number; tokens: number }>(COUNT_BY_PEPPER, [now]);
      return new Map(rows.map(({ pepper, tokens }) => [pepper, tokens]));
    },
    countActive: ({ now, latestEnd }) => database.query<ActiveCount>(COUNT_ACTIVE, [now, latestEnd]),
    countPeopleAbove: async (most, now) => {
      const [row] = await database.query<{ people: number }>(COUNT_PEOPLE_ABOVE, [now, most]);
      return row?.people ?? 0;
    },
    recordUse: async (owner, tokenId, { at, service }) => {
      await database.query(RECORD_USE, [...personValues(owner), tokenId, at, service]);
    },
  };
}
