import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { databasePrefix } from './drop-databases.ts';
import { removeDeadClocks } from './faketime.ts';
import { freePort } from './free-port.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';

/** `fast` breaks what is open and closes in order; `immediate` is a crash, after which it recovers. */
export type StopMode = 'fast' | 'immediate';

/** A real PostgreSQL server for tests. */
export interface Postgres {
  /** The superuser's address of an empty database that nobody else uses; `template` is the name of one to copy. */
  newDatabase(template?: string): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** Runs statements as the superuser in the database of this address. */
  run(url: string, text: string): Promise<pg.QueryResult>;
  /** False when the server is somebody else's (TEST_DATABASE_URL) and can't be stopped. */
  readonly canStop: boolean;
  /** Starts it if it is stopped. */
  start(): Promise<void>;
  stop(mode?: StopMode): Promise<void>;
  restart(mode?: StopMode): Promise<void>;
  /** Freezes or thaws every process of the server, as a lost network does. */
  freeze(frozen: boolean): void;
  /** Stops the server and removes its data. */
  close(): Promise<void>;
}

const USER = 'postgres';
/** Odd on purpose: an address needs it escaped, and a search of logs finds nothing else. */
export const PASSWORD = 'seafarer/@7% horse';
/** A server that dies with its process is safe without fsync: the system keeps what was written. */
const SETTINGS = [
  'fsync=off',
  'max_connections=120',
  'unix_socket_directories=',
  'listen_addresses=127.0.0.1',
  'full_page_writes=off',
];

/** Tests connect thousands of times. The work against guessing, a third of each connection, protects nothing here. */
const QUICK_PASSWORD = `SET scram_iterations = 1; ALTER USER ${USER} PASSWORD '${PASSWORD}'`;

let shared: Promise<Postgres> | undefined;

/** One server for all tests of this process. It ends with the process, as a worker of mocha has no other end. */
export function sharedPostgres(): Promise<Postgres> {
  shared ??= startPostgres();
  return shared;
}

/** Starts a server of one's own in a temporary folder; it ends with this process, however that ends. */
export async function startPostgres(): Promise<Postgres> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return borrowed(given);
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-postgres-'));
  const binaries = findPostgresBinaries(folder);
  const data = join(folder, 'data');
  let port = await freePort();
  removeDeadClocks();
  initialise(binaries, folder, data);
  const release = dieTogether(folder, data);
  let server: ChildProcess | undefined;

  const runs = (): boolean => server !== undefined && server.exitCode === null && server.signalCode === null;

  async function start(): Promise<void> {
    if (runs()) return;
    removeDeadClocks();
    const args = ['-D', data, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])];
    const log = openSync(join(folder, 'log'), 'a');
    server = spawn(binaries.postgres, args, { cwd: '/', stdio: ['ignore', log, log], ...binaries.user });
    closeSync(log);
    server.unref(); // the end of the process stops it
    await untilItAnswers(urlOf(port, 'postgres'), server, join(folder, 'log'));
  }

  /** Another process can take the port between the choice and the start. */
  async function startOnFreePort(tries = 3): Promise<void> {
    try {
      await start();
    } catch (error) {
      if (tries === 1) throw error;
      port = await freePort();
      await startOnFreePort(tries - 1);
    }
  }

  async function stop(mode: StopMode = 'fast'): Promise<void> {
    const stopping = server;
    if (stopping === undefined || !runs()) return;
    stopping.ref();
    const exit = once(stopping, 'exit');
    stopping.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exit;
  }

  await startOnFreePort();
  // Before PostgreSQL 16 there is no such setting.
  await runStatements(urlOf(port, USER), QUICK_PASSWORD).catch(() => undefined);
  return {
    ...databases(urlOf(port, 'postgres')),
    canStop: true,
    start,
    stop,
    restart: async (mode) => {
      await stop(mode);
      await start();
    },
    freeze: (frozen) => {
      const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(server?.pid)]).stdout.toString();
      for (const pid of [server?.pid ?? 0, ...children.trim().split(/\s+/).map(Number)]) {
        if (pid > 1) process.kill(pid, frozen ? 'SIGSTOP' : 'SIGCONT');
      }
    },
    close: async () => {
      await stop('immediate');
      await rm(folder, { recursive: true, force: true });
      release();
    },
  };
}

function borrowed(url: string): Postgres {
  const no = async (): Promise<void> => {
    throw new Error('This server is not ours to stop.');
  };
  const made: string[] = [];
  return {
    ...databases(url, made),
    canStop: false,
    start: no,
    stop: no,
    restart: no,
    freeze: () => void no(),
    close: async () => {
      for (const name of made) await runStatements(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function databases(url: string, made: string[] = []): Pick<Postgres, 'newDatabase' | 'dropDatabase' | 'run'> {
  return {
    newDatabase: async (template = 'template0') => {
      const name = `${databasePrefix()}${randomBytes(6).toString('hex')}`;
      made.push(name);
      const settings = template === 'template0' ? "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" : '';
      await runStatements(url, `CREATE DATABASE ${name} TEMPLATE ${template} ${settings}`);
      return databaseUrl(url, name);
    },
    dropDatabase: async (database) => {
      await runStatements(url, `DROP DATABASE IF EXISTS ${nameOf(database)} WITH (FORCE)`);
    },
    run: runStatements,
  };
}

async function runStatements(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

function databaseUrl(url: string, name: string, user?: string, password?: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  if (user !== undefined) parsed.username = user;
  if (password !== undefined) parsed.password = password;
  return parsed.href;
}

/** The same database, seen as another role. */
export function asRole(url: string, role: string, password: string): string {
  return databaseUrl(url, nameOf(url), role, password);
}

/** The name of the database in an address. */
export function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function urlOf(port: number, database: string): string {
  return `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
}

function initialise({ initdb, user }: PostgresBinaries, folder: string, data: string): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  chmodSync(folder, 0o700);
  if (user !== undefined) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const args = ['-D', data, '-U', USER, '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const made = spawnSync(initdb, [...args, '--locale=C', '-E', 'UTF8', '--no-sync'], { cwd: '/', ...user });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr?.toString()}`);
}

/**
 * PostgreSQL outlives whoever started it. A shell waits for the end of its input, which comes with the end of this process
 * even by kill -9, and then stops what is left.
 */
function dieTogether(folder: string, data: string): () => void {
  const script =
    'cat >/dev/null; test -f "$1/postmaster.pid" && kill -QUIT "$(head -n 1 "$1/postmaster.pid")" && sleep 1; rm -rf "$2"';
  const guard = spawn('sh', ['-c', script, 'sh', data, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  const atExit = (): void => rmSync(join(folder, 'password'), { force: true });
  process.on('exit', atExit);
  return () => {
    process.off('exit', atExit);
    guard.stdin.end();
  };
}

async function untilItAnswers(url: string, server: ChildProcess, log: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (server.exitCode !== null) {
      throw new Error(`PostgreSQL ended with ${server.exitCode}. ${readFileSync(log, 'utf8').slice(-1000)}`);
    }
    try {
      await runStatements(url, 'SELECT 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('PostgreSQL does not answer.');
}
