import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Secret } from '../../core/secrets/secret.ts';
import { storeRefused } from '../store-errors.ts';
import { withClient } from './single-client.ts';

interface Address {
  readonly databaseUrl: Secret;
  /** How long a server that is not there yet is waited for, in milliseconds; 10 000 when left out. */
  readonly startMs?: number;
}

/** A busy pooler may give two transactions the same session by chance; that it does so each time is out of the question. */
const ROUNDS = 5;
const SETTING = 'patkeeper.session';

/**
 * Rejects with `store-refused` when the address leads through a pooler in transaction or statement mode (PgBouncer's
 * `pool_mode`), where prepared statements, locks and LISTEN fail sooner or later. Two connections find out: each must keep a
 * session of its own.
 */
export async function refusePooler(address: Address): Promise<void> {
  const isShared = await withClient(address, (one) =>
    withClient(address, (other) => sharesSessions(one, other)),
  );
  if (!isShared) return;
  throw storeRefused(
    'The database’s address leads through a pooler in transaction or statement mode. Set DATABASE_DIRECT_URL to the address of ' +
      'the PostgreSQL server itself, and keep the pooler’s in DATABASE_URL, in transaction mode; or put the pooler into session mode.',
  );
}

/** Rejects with `store-refused` when transactions can't be had through the address, as with a pooler in statement mode. */
export async function refuseStatementPooler(address: Address): Promise<void> {
  await withClient(address, async (client) => {
    try {
      await client.query('BEGIN');
      await client.query('COMMIT');
    } catch (error) {
      throw storeRefused(
        'DATABASE_URL allows no transactions: its pooler is in statement mode. Put it into transaction or session mode.',
        error,
      );
    }
  });
}

async function sharesSessions(one: pg.ClientBase, other: pg.ClientBase): Promise<boolean> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const mark = randomBytes(8).toString('hex');
    await one.query(`SELECT set_config('${SETTING}', '${mark}', false)`);
    if ((await markOf(other)) === mark || (await markOf(one)) !== mark) {
      await one.query(`SELECT set_config('${SETTING}', '', false)`);
      return true;
    }
  }
  return false;
}

async function markOf(client: pg.ClientBase): Promise<string | null | undefined> {
  const { rows } = await client.query<{ mark: string | null }>(
    `SELECT current_setting('${SETTING}', true) AS mark`,
  );
  return rows[0]?.mark;
}
