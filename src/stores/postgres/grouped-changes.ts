import { PatkeeperError } from '../../core/errors.ts';
import type { TokenStore } from '../../core/store/tokens.ts';
import { type PersonId, personKey, type Token } from '../../core/tokens/token.ts';
import type { TokenChange } from '../../core/tokens/token-writes.ts';
import { FIND_EVENTS } from './audit-events.ts';
import { changeTokens } from './change-tokens.ts';
import type { Connection } from './connection.ts';
import type { Database } from './database.ts';
import { owe } from './notice-owing.ts';
import { personValues } from './person-columns.ts';
import { type TokenRow, tokenFrom } from './token-rows.ts';
import { LOCK_TOKENS } from './token-statements.ts';

/** So many changes are written together at most: their transaction must not hold the person's lock for long. */
const MOST = 100;

interface Waiting {
  readonly change: TokenChange;
  resolve(changed: Token | undefined): void;
  reject(error: unknown): void;
}

/**
 * How tokens are changed. Changes of one person's tokens that come while earlier ones are written share the next transaction:
 * whoever revokes a thousand tokens at once doesn't wait for a thousand commits.
 */
export function createGroupedChanges(database: Database, storeName: string): TokenStore['change'] {
  const queues = new Map<string, Waiting[]>();

  function write(owner: PersonId, changes: readonly TokenChange[]) {
    return database.changePerson(owner, async (connection, repeated) => {
      const before = repeated ? await written(connection, owner, changes) : undefined;
      if (before !== undefined) return before;
      const changed = await changeTokens(connection, owner, changes);
      const made = changes.filter(({ tokenId }) => changed.has(tokenId));
      await owe(connection, storeName, {
        notices: made.flatMap(({ notices }) => notices),
        events: made.map(({ event }) => event),
        now: Math.max(...made.map(({ now }) => now)),
      });
      return changed;
    });
  }

  async function settle(owner: PersonId, group: readonly Waiting[]): Promise<void> {
    try {
      const changed = await write(
        owner,
        group.map(({ change }) => change),
      );
      for (const { change, resolve } of group) resolve(changed.get(change.tokenId));
    } catch (error) {
      // What is wrong with one change must not fail the others. That the database is away fails them all.
      if (group.length > 1 && !(error instanceof PatkeeperError))
        for (const one of group) await settle(owner, [one]);
      else for (const { reject } of group) reject(error);
    }
  }

  async function work(owner: PersonId, key: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) await settle(owner, queue.splice(0, groupLength(queue)));
    queues.delete(key);
  }

  return (given) => {
    const change = structuredClone(given);
    const key = personKey(change.owner);
    return new Promise((resolve, reject) => {
      const waiting = { change, resolve, reject };
      const queue = queues.get(key);
      if (queue !== undefined) {
        queue.push(waiting);
        return;
      }
      const begun = [waiting];
      queues.set(key, begun);
      void work(change.owner, key, begun);
    });
  };
}

/** How many of them go together: no token twice, for the second change must see what became of the first. */
function groupLength(queue: readonly Waiting[]): number {
  const tokens = new Set<string>();
  const end = queue.findIndex(({ change: { tokenId } }) => tokens.size === tokens.add(tokenId).size);
  return Math.min(MOST, end < 0 ? queue.length : end);
}

/** What a transaction changed whose end nobody heard of, if it was committed after all; undefined if it was not. */
async function written(
  connection: Connection,
  owner: PersonId,
  changes: readonly TokenChange[],
): Promise<ReadonlyMap<string, Token> | undefined> {
  const rows = await connection.query<{ id: string }>(FIND_EVENTS, [changes.map(({ event }) => event.id)]);
  if (rows.length === 0) return undefined;
  const events = new Set(rows.map(({ id }) => id));
  const ids = changes.filter(({ event }) => events.has(event.id)).map(({ tokenId }) => tokenId);
  const tokens = await connection.query<TokenRow>(LOCK_TOKENS, [...personValues(owner), ids]);
  return new Map(tokens.map((row) => [row.id, tokenFrom(row)]));
}
