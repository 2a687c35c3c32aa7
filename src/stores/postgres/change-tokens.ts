import { type Instant, isAsRead, type PersonId, type Token, tokenState } from '../../core/tokens/token.ts';
import type { TokenUpdate } from '../../core/tokens/token-writes.ts';
import { withoutEnd } from '../../core/tokens/without-end.ts';
import { type Connection, toJson } from './connection.ts';
import { dropOutdated } from './notice-owing.ts';
import { personValues } from './person-columns.ts';
import { type TokenRow, tokenFrom, tokenRow } from './token-rows.ts';
import { LOCK_TOKENS, UPDATE_TOKENS } from './token-statements.ts';

/** A change of a token, and the moment at which it is made. */
export interface TimedUpdate extends TokenUpdate {
  readonly now: Instant;
}

/**
 * Changes tokens of one owner, each of them once, and drops what that outdates. Gives those that were changed, by id: one that
 * is not active and doesn't live again, or is not as it was read, is left alone.
 */
export async function changeTokens(
  connection: Connection,
  owner: PersonId,
  updates: readonly TimedUpdate[],
): Promise<ReadonlyMap<string, Token>> {
  const person = personValues(owner);
  const ids = updates.map(({ tokenId }) => tokenId);
  const rows = await connection.query<TokenRow>(LOCK_TOKENS, [...person, ids]);
  const known = new Map(rows.map((row) => [row.id, tokenFrom(row)]));
  const changed = new Map<string, Token>();
  const made: TimedUpdate[] = [];
  for (const update of updates) {
    const token = known.get(update.tokenId);
    const revives = update.revives === true;
    if (token === undefined || (!revives && tokenState(token, update.now) !== 'active')) continue;
    if (!isAsRead(token, update.asRead)) continue;
    changed.set(token.id, { ...(revives ? withoutEnd(token) : token), ...update.set });
    made.push(update);
  }
  if (made.length === 0) return changed;
  await connection.query(UPDATE_TOKENS, [...person, toJson([...changed.values()].map(tokenRow))]);
  await dropOutdated(connection, owner, made);
  return changed;
}
