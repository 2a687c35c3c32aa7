import { z } from 'zod';
import type { Instant } from '../../../src/core/tokens/token.ts';
import type { FakeToken } from './fake-azure-devops-types.ts';
import { fakeTokenStatus } from './token-shelf.ts';

/** How a list is filtered and sorted; the same on every page. */
export interface ListWish {
  readonly filter: string;
  readonly sort: string;
  readonly ascending: boolean;
}

const placeSchema = z.strictObject({
  filter: z.string(),
  sort: z.string(),
  ascending: z.boolean(),
  key: z.union([z.string(), z.number()]),
  id: z.string(),
});
type Place = z.infer<typeof placeSchema>;

/** One page, and where the next begins; undefined at the end. */
export interface TokenPage {
  readonly tokens: readonly FakeToken[];
  readonly next: string | undefined;
}

/**
 * Cuts a page out of tokens. The continuation token names the last token's place in the order, not its number: tokens that
 * come and go between two pages neither hide nor repeat others. Undefined when the continuation token isn't for this list.
 */
export function pageOfTokens(
  tokens: readonly FakeToken[],
  wish: ListWish,
  page: { readonly size: number; readonly after: string | undefined; readonly now: Instant },
): TokenPage | undefined {
  const { filter, sort, ascending } = wish;
  const place = page.after === undefined ? undefined : readPlace(page.after);
  if (page.after !== undefined) {
    if (place === undefined) return undefined;
    if (place.filter !== filter || place.sort !== sort || place.ascending !== ascending) return undefined;
  }
  const keyOf = (token: FakeToken): string | number => {
    if (sort === 'displayName') return token.displayName.toLowerCase();
    return sort === 'status' ? fakeTokenStatus(token, page.now) : token.validFrom;
  };
  const found = tokens
    .filter((token) => filter === 'all' || fakeTokenStatus(token, page.now) === filter)
    .map((token) => ({ token, key: keyOf(token), id: token.authorizationId }))
    .sort((a, b) => (ascending ? inOrder(a, b) : inOrder(b, a)))
    .filter((one) => place === undefined || (ascending ? inOrder(place, one) : inOrder(one, place)) < 0);
  const shown = found.slice(0, page.size);
  const last = shown.at(-1);
  const next =
    last === undefined || shown.length === found.length
      ? undefined
      : writePlace({ filter, sort, ascending, key: last.key, id: last.id });
  return { tokens: shown.map(({ token }) => token), next };
}

function inOrder(a: Pick<Place, 'key' | 'id'>, b: Pick<Place, 'key' | 'id'>): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function writePlace(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function readPlace(text: string): Place | undefined {
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return undefined;
  }
}
