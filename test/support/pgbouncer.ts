import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A real PgBouncer in front of a server. */
export interface PgBouncer {
  /** The address of a database through it, from the server's. */
  through(databaseUrl: string): string;
  close(): Promise<void>;
}

/** PgBouncer's `pool_mode`. */
export type PoolMode = 'session' | 'transaction' | 'statement';

/** Where PgBouncer is; undefined when it is not installed. */
export function findPgBouncer(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path));
}

/** Starts PgBouncer before the server of this address, with so few sessions that its clients have to share them. */
export async function startPgBouncer(serverUrl: string, mode: PoolMode): Promise<PgBouncer> {
  const program = findPgBouncer();
  if (program === undefined) throw new Error('PgBouncer is not installed.');
  const { hostname, port, username, password } = new URL(serverUrl);
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-pgbouncer-'));
  const ownPort = await freePort();
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: ownPort,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: mode,
    default_pool_size: mode === 'session' ? 20 : 3,
    max_client_conn: 200,
    logfile: join(folder, 'log'),
  };
  const file = join(folder, 'pgbouncer.ini');
  const quoted = `'${decodeURIComponent(password).replaceAll("'", "''")}'`;
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${port} user=${username} password=${quoted}`,
    '[pgbouncer]',
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  await chmod(folder, 0o700);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  if (user !== undefined) for (const path of [file, folder]) await chown(path, user.uid, user.gid);
  const child = spawn(program, [file], { cwd: '/', stdio: 'ignore', ...user });
  const exit = once(child, 'exit');
  const through = (databaseUrl: string): string =>
    `postgres://${username}@127.0.0.1:${ownPort}${new URL(databaseUrl).pathname}`;
  await untilItAnswers(through(serverUrl), child);
  return {
    through,
    close: async () => {
      child.kill('SIGQUIT');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const NOBODY = { uid: 65_534, gid: 65_534 };

async function untilItAnswers(url: string, child: { readonly exitCode: number | null }): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}.`);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error('PgBouncer does not answer.');
}
