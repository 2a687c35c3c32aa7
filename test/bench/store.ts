// `npm run bench:store`: what the stores cost at several sizes, in turns, so that all of them meet the same moods of the
// machine. Ends with 1 when PostgreSQL gets slower than it may with a hundred times the tokens. `-- --quick` only shows that
// the bench works; `store-options.ts` has the other options.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { migrateDatabase } from '../../src/stores/postgres/migrate.ts';
import { nameOf, startPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';
import type { Child } from './store-child.ts';
import { fillLowdb } from './store-fill-lowdb.ts';
import { fillPostgres } from './store-fill-postgres.ts';
import { setSharedBuffers, storeBenchOptions } from './store-options.ts';
import { describe, type Measured, missed } from './store-report.ts';
import { type Fill, planFill } from './store-shape.ts';
import {
  OPERATIONS,
  type Opened,
  type Operation,
  type Place,
  RSS,
  startStoreWorker,
} from './store-worker.ts';

const OPTIONS = storeBenchOptions(process.argv.slice(2));
const QUICK = OPTIONS.quick;
const ROUNDS = QUICK ? 2 : 15;
const STARTS = QUICK ? 1 : 3;
/** The size that is measured twice. */
const TWICE = QUICK ? 1_000 : 10_000;
const COUNTS: Readonly<Record<Operation, number>> = QUICK
  ? { create: 5, list: 10, verify: 10, claim: 5 }
  : { create: 40, list: 200, verify: 300, claim: 100 };
const PEPPER = 'a pepper that only the bench has and nobody else';

interface Contender {
  readonly place: Place;
  readonly secrets: readonly string[];
  readonly tokens: number;
  readonly again?: boolean;
}

interface Running {
  readonly contender: Contender;
  readonly worker: Child<Opened>;
  readonly starts: number[];
  readonly rounds: Record<Operation, (readonly number[])[]>;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = createSilentLog();
const now = Date.now();
const folder = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
const postgres = await startPostgres();
const running: Running[] = [];
try {
  const peppers = await loadPeppers({ dataDir: folder, configured: [new Secret(PEPPER)], log });
  const memory = await setSharedBuffers(postgres, await postgres.newDatabase(), OPTIONS.sharedBuffers);
  const contenders: Contender[] = [];
  const add = (kind: Place['kind'], address: string, fill: Fill, again = false): void => {
    const secrets = [...fill.known.values()].map(({ text }) => text);
    const place = { kind, address, pepper: PEPPER, now, people: fill.people };
    contenders.push({ place, secrets, tokens: fill.tokens, ...(again ? { again } : {}) });
  };
  for (const tokens of OPTIONS.lowdb) {
    const fill = planFill(tokens, now, peppers);
    const dataDir = join(folder, String(tokens));
    await fillLowdb(dataDir, fill);
    add('lowdb', dataDir, fill);
  }
  for (const tokens of OPTIONS.postgres) {
    const begun = performance.now();
    const fill = planFill(tokens, now, peppers);
    const url = await postgres.newDatabase();
    await migrateDatabase({ databaseUrl: new Secret(url), log });
    await fillPostgres(url, fill);
    add('postgres', url, fill);
    if (tokens === TWICE) add('postgres', await postgres.newDatabase(nameOf(url)), fill, true);
    say(`filled PostgreSQL with ${tokens} tokens in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }

  for (const contender of contenders) {
    const starts: number[] = [];
    let worker = await startStoreWorker(contender.place);
    while (starts.push(worker.first.openMs) < STARTS) {
      await worker.close();
      worker = await startStoreWorker(contender.place);
    }
    running.push({ contender, worker, starts, rounds: { create: [], list: [], verify: [], claim: [] } });
  }

  const loads: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const operation of OPERATIONS) {
      // Who goes first changes from round to round.
      const first = round % running.length;
      for (const { worker, contender, rounds } of [...running.slice(first), ...running.slice(0, first)]) {
        const secrets = operation === 'verify' ? contender.secrets : [];
        const from = (round * COUNTS.verify) % Math.max(1, secrets.length);
        const turned = [...secrets.slice(from), ...secrets.slice(0, from)].slice(0, COUNTS.verify);
        const latencies = await worker.ask<readonly number[]>({
          operation,
          count: COUNTS[operation],
          secrets: turned,
        });
        if (round > 0) rounds[operation].push(latencies);
      }
    }
    loads.push(loadavg()[0] ?? 0);
  }

  const measured: Measured[] = [];
  for (const { contender, worker, starts, rounds } of running) {
    const { tokens, again, place } = contender;
    const rss = { opened: worker.first.rss, end: await worker.ask<number>(RSS) };
    measured.push({ kind: place.kind, tokens, starts, rss, rounds, ...(again === true ? { again } : {}) });
  }
  const calls = OPERATIONS.map((operation) => `${COUNTS[operation]} × ${operation}`).join(', ');
  say(
    `\n${ROUNDS} rounds in turns, each ${calls}. "claim" is a claim of 8 due notices and what settles them.`,
  );
  say(
    `p50 is of all calls, p99 the median of the rounds'. Growth is to the size before; "again" shows what chance does.`,
  );
  say(
    `The load of the machine was ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)} on ${availableParallelism()} cores.`,
  );
  say(
    `PostgreSQL has shared_buffers = ${memory} and runs without fsync here, lowdb with it: compare sizes, not stores.\n`,
  );
  say(describe(measured));
  const failures = missed(measured);
  if (failures.length > 0) say(`\nMISSED: ${failures.join('\nMISSED: ')}`);
  else say(QUICK ? '\nThe bench works; it was too short to judge by.' : '\nAll targets are met.');
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await Promise.all(running.map(({ worker }) => worker.close()));
  await postgres.close();
  await rm(folder, { recursive: true, force: true });
}
