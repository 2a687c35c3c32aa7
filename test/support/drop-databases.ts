import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Names a run of mocha, for all its processes: the names of its databases begin with it. */
const RUN = 'TEST_RUN';

/** What the names of this run's databases begin with. */
export function databasePrefix(): string {
  return `patkeeper_${process.env[RUN] ?? `p${process.pid}`}_`;
}

/** Mocha calls this once, before it starts its workers. */
export function mochaGlobalSetup(): void {
  process.env[RUN] = randomBytes(4).toString('hex');
}

/** Mocha calls this once, after all tests. A server of our own ends with its process, and with it its databases. */
export async function mochaGlobalTeardown(): Promise<void> {
  const connectionString = process.env['TEST_DATABASE_URL'] ?? '';
  if (connectionString === '') return;
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const made = 'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)';
    for (const { name } of (await client.query<{ name: string }>(made, [databasePrefix()])).rows)
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
