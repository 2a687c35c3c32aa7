import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { PatkeeperError } from '../../core/errors.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { storeRefused } from '../store-errors.ts';
import { connectionOptions, describeDatabase } from './connection-options.ts';
import { adviceFor, failureOf, reasonOf } from './database-errors.ts';

const PATIENCE_MS = 10_000;
const RETRY_MS = 250;

/**
 * Does a piece of work that may take its time on a connection of its own. A server that is about to start is waited for.
 * Rejects with `store-refused`, which says where the server was looked for, when it can't be used.
 */
export async function withClient<T>(
  { databaseUrl, startMs = PATIENCE_MS }: { readonly databaseUrl: Secret; readonly startMs?: number },
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  try {
    const client = await connect(databaseUrl, startMs);
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch (error) {
    if (error instanceof PatkeeperError || failureOf(error) === 'other') throw error;
    const where = describeDatabase(databaseUrl);
    throw storeRefused(
      `Patkeeper can’t use PostgreSQL at ${where} (${reasonOf(error)}). ${adviceFor(error)}`,
      error,
    );
  }
}

async function connect(databaseUrl: Secret, patienceMs: number): Promise<pg.Client> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const client = new pg.Client(connectionOptions(databaseUrl));
    // what breaks the connection rejects the statement that runs, too
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      // not awaited: what failed in the middle of it may be open still, and would keep the program from ending
      client.end().catch(() => undefined);
      if (failureOf(error) !== 'lost' || performance.now() + RETRY_MS > end) throw error;
      await delay(RETRY_MS);
    }
  }
}
