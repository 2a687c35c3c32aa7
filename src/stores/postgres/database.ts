import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import { createKeyedQueue } from '../../core/timing/keyed-queue.ts';
import { createSemaphore } from '../../core/timing/semaphore.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import { type PersonId, personKey } from '../../core/tokens/token.ts';
import { storeUnavailable } from '../store-errors.ts';
import { type Connection, createConnection, type Statement, type Value } from './connection.ts';
import { CONNECT_MS, connectionOptions } from './connection-options.ts';
import { Busy, failureOf, Late } from './database-errors.ts';

export interface DatabaseDeps {
  readonly databaseUrl: Secret;
  readonly log: Log;
  /** Most connections at a time. */
  readonly poolSize?: number;
  /** The longest that one call may take, in milliseconds. */
  readonly callMs?: number;
  /** Whether a pooler in transaction mode stands between: nothing of a session outlives a transaction there. */
  readonly pooled?: boolean;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Something to do on one connection. It is done again, `repeated`, when nobody knows whether the first time counted. */
export type Work<T> = (connection: Connection, repeated: boolean) => Promise<T>;

/** The database through a pool. Every call rejects with `store-unavailable` when the database can't answer in time. */
export interface Database {
  /** One statement, in a transaction of its own. */
  query<Row extends pg.QueryResultRow>(statement: Statement, values: readonly Value[]): Promise<Row[]>;
  /** The same, after those of this process that were asked for before under the same name. */
  queryInTurn(name: string, statement: Statement, values: readonly Value[]): Promise<void>;
  /** Work of several statements that need no transaction together. */
  run<T>(work: Work<T>): Promise<T>;
  /** Statements that all see the same data, and change nothing. */
  snapshot<T>(work: Work<T>): Promise<T>;
  /** A transaction that changes one person's data. Those of the same person run one after the other. */
  changePerson<T>(person: PersonId, work: Work<T>): Promise<T>;
  /** Waits for what is running, then closes every connection. */
  close(): Promise<void>;
}

const POOL_SIZE = 10;
/** A server that was given less time than this may only have much to do. */
const AWAY_MS = 2000;
const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 400;
const MOST_CONFLICTS = 5;
/** All that is asked here is found by an index: to compile it, which many servers do by their estimates, takes longer than it does. */
const NOT_COMPILED = ' SET jit = off;';

/** Creates the pool; nothing is connected before it is used. */
export function createDatabase(deps: DatabaseDeps): Database {
  const {
    log,
    callMs = TIME_BUDGET.store,
    poolSize = POOL_SIZE,
    pooled = false,
    wait = (ms) => delay(ms),
  } = deps;
  const pool = new pg.Pool({
    ...connectionOptions(deps.databaseUrl),
    max: poolSize,
    idleTimeoutMillis: MINUTE,
    // Not with the connection's own parameters, which PgBouncer refuses; what takes too long here is not waited for either.
    onConnect: async (client) => {
      if (!pooled) await within(CONNECT_MS, client.query(limits('SET', callMs) + NOT_COMPILED));
    },
  });
  // without listeners, the end of a connection would end the process: here that of an idle one,
  pool.on('error', (err) => log.warn({ err }, 'an idle connection to PostgreSQL ended'));
  // and there one in use, whose statement fails with the same error
  pool.on('connect', (client) => client.on('error', () => undefined));
  const running = new Set<Promise<unknown>>();
  // Without turns, writes of one person would wait for each other inside the database, each holding a connection.
  const turns = createKeyedQueue();
  // Whoever waits in the pool's own queue fails in the words of a server that can't be reached: a burst would pass for an outage.
  const slots = createSemaphore(poolSize);
  // A limit that is set for the session would reach whoever has it next.
  const localLimits = pooled ? limits('SET LOCAL', callMs) : '';
  let awaySince: number | undefined;
  let closing: Promise<void> | undefined;

  function succeeded(): void {
    if (awaySince === undefined) return;
    log.info({ awayMs: Math.round(performance.now() - awaySince) }, 'PostgreSQL answers again');
    awaySince = undefined;
  }

  /** How long the outage that a call met may still be waited out: the first calls wait, later ones fail at once. */
  function patienceLeft(err: unknown): number {
    if (awaySince === undefined) {
      awaySince = performance.now();
      log.warn({ err }, 'PostgreSQL does not answer');
    }
    return awaySince + callMs - performance.now();
  }

  async function takeSlot(ms: number): Promise<() => void> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(new Busy(ms)), ms);
    try {
      return await slots.take(patience.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async function attempt<T>(work: Work<T>, repeated: boolean, end: number): Promise<T> {
    const free = await takeSlot(end - performance.now());
    try {
      return await onConnection(work, repeated, end);
    } finally {
      free();
    }
  }

  async function onConnection<T>(work: Work<T>, repeated: boolean, end: number): Promise<T> {
    const client = await within(end - performance.now(), pool.connect(), (late) => late.release());
    let broken = true;
    try {
      const result = await within(
        end - performance.now(),
        work(createConnection(client, { pooled }), repeated),
      );
      broken = false;
      return result;
    } catch (error) {
      broken = failureOf(error) !== 'other' && failureOf(error) !== 'conflict';
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function untilDone<T>(work: Work<T>, end: number): Promise<T> {
    let conflicts = 0;
    for (let tries = 0; ; tries += 1) {
      try {
        const result = await attempt(work, tries > 0, end);
        succeeded();
        return result;
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'other') throw error;
        if (failure === 'conflict') conflicts += 1;
        const pause = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random());
        const isAway =
          failure === 'lost' && !(error instanceof Late && error.ms < Math.min(AWAY_MS, callMs / 2));
        const patience = isAway ? patienceLeft(error) : Number.POSITIVE_INFINITY;
        const hopeless = failure === 'fault' || conflicts > MOST_CONFLICTS;
        if (hopeless || pause > Math.min(patience, end - performance.now())) throw storeUnavailable(error);
        await wait(pause);
      }
    }
  }

  function start<T>(begin: (end: number) => Promise<T>): Promise<T> {
    if (closing !== undefined) return Promise.reject(storeUnavailable(new Error('the store is closed')));
    const call = begin(performance.now() + callMs).finally(() => running.delete(call));
    running.add(call);
    return call;
  }

  function run<T>(work: Work<T>): Promise<T> {
    return start((end) => untilDone(work, end));
  }

  /** The turns of this process come before the lock that all processes share. */
  function changePerson<T>(person: PersonId, work: Work<T>): Promise<T> {
    return start((end) =>
      turns.take(personKey(person), () => untilDone(inTransaction(begin(person, localLimits), work), end)),
    );
  }

  return {
    query: (statement, values) => run((connection) => connection.query(statement, values)),
    queryInTurn: (name, statement, values) =>
      start((end) =>
        turns.take(name, async () => {
          await untilDone((connection) => connection.query(statement, values), end);
        }),
      ),
    run,
    snapshot: (work) => run(inTransaction(SNAPSHOT, work)),
    changePerson,
    close: () => {
      closing ??= Promise.allSettled(running).then(() => pool.end());
      return closing;
    },
  };
}

function limits(set: 'SET' | 'SET LOCAL', callMs: number): string {
  // The server gives up before the caller does, so that a late statement is seldom in doubt; and a process that was stopped in
  // mid-transaction must not hold a person's lock for long.
  return `${set} statement_timeout = ${callMs - 500}; ${set} idle_in_transaction_session_timeout = 10000;`;
}

const SNAPSHOT: Statement = { name: '', text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' };
const COMMIT: Statement = { name: '', text: 'COMMIT' };
const ROLLBACK: Statement = { name: '', text: 'ROLLBACK' };

function inTransaction<T>(begin: Statement, work: Work<T>): Work<T> {
  return async (connection, repeated) => {
    try {
      await connection.query(begin, []);
      const result = await work(connection, repeated);
      await connection.query(COMMIT, []);
      return result;
    } catch (error) {
      // on a broken connection the server does this by itself
      await connection.query(ROLLBACK, []).catch(() => undefined);
      throw error;
    }
  };
}

/**
 * Begins a transaction under the person's lock. It is read committed whatever the server's default is: each statement must
 * see what the holder of the lock before has written.
 */
function begin(person: PersonId, localLimits: string): Statement {
  const lock = createHash('sha256').update(personKey(person)).digest().readBigInt64BE();
  const text = `BEGIN ISOLATION LEVEL READ COMMITTED; ${localLimits} SELECT pg_advisory_xact_lock(${lock})`;
  return { name: '', text };
}

/** Gives what the work gives, or rejects when it takes longer; `onLate` takes what comes afterwards. */
async function within<T>(ms: number, work: Promise<T>, onLate: (value: T) => void = () => {}): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let late = false;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late = true;
      reject(new Late(Math.round(ms)));
    }, ms);
  });
  void work.then((value) => (late ? onLate(value) : undefined)).catch(() => undefined);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
