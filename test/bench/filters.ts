// `npm run bench:filters`: what administrators wait for at a million tokens on PostgreSQL: each filter alone in both orders, a
// page of 50 and the page behind it, its count, and the counts of the first card. Ends with 1 when a p99 is above 100 ms; that of the first card's counts
// together is not judged.
// `-- --quick` only shows that the bench works, `-- --only=high,name` asks the questions with such words,
// `-- --tokens=100000` takes another size, and `-- --shared-buffers=128MB` other memory for the server.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { migrateDatabase } from '../../src/stores/postgres/migrate.ts';
import { createPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import { startPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { addTroubles } from './filters-fill.ts';
import { type Answered, measureFilters, TOGETHER } from './filters-measure.ts';
import { fillPostgres } from './store-fill-postgres.ts';
import { setSharedBuffers } from './store-options.ts';
import { planFill, TOKENS_EACH } from './store-shape.ts';

const QUICK = process.argv.includes('--quick');
const option = (name: string, form: RegExp): string | undefined =>
  process.argv
    .find((arg) => arg.startsWith(`--${name}=`))
    ?.slice(name.length + 3)
    .match(form)?.[0];
const TOKENS = Number(option('tokens', /^[1-9]\d*0$/) ?? (QUICK ? 2_000 : 1_000_000));
const [ROUNDS, TIMES] = QUICK ? [1, 2] : [5, 20];
const MOST_MS = 100;
/** At fewer tokens nothing is judged. */
const JUDGED = 1_000_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = createSilentLog();
const folder = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
const postgres = await startPostgres();
try {
  const memory = await setSharedBuffers(
    postgres,
    await postgres.newDatabase(),
    option('shared-buffers', /^\d+[kMG]B$/) ?? '1GB',
  );
  const peppers = await loadPeppers({ dataDir: folder, configured: [new Secret('the bench’s pepper')], log });
  const url = await postgres.newDatabase();
  await migrateDatabase({ databaseUrl: new Secret(url), log });
  const fill = planFill(TOKENS, Date.now(), peppers);
  await fillPostgres(url, fill);
  await addTroubles(postgres, url);
  const store = await createPostgresStore({ databaseUrl: new Secret(url), log });
  try {
    say(
      `${TOKENS} tokens of ${TOKENS / TOKENS_EACH} people, shared_buffers = ${memory}, on ${availableParallelism()} cores with a load of ${loadavg()[0]?.toFixed(1)}.`,
    );
    say(`p50 is of all calls, p99 the median of the ${ROUNDS} rounds'.\n`);
    say(`${'question'.padEnd(44)}  p50 ms   p99 ms   p99 of the rounds`);
    const only = (option('only', /^[\w ,-]+$/) ?? '').split(',');
    const asked = { oversight: store.oversight, now: fill.now, rounds: ROUNDS, times: TIMES, only };
    const answered = await measureFilters(asked, (one) => say(row(one)));
    const failures =
      TOKENS < JUDGED || QUICK
        ? []
        : answered.filter(({ what, p99 }) => p99 > MOST_MS && !what.startsWith(TOGETHER));
    if (failures.length > 0)
      say(`\n${failures.map(({ what, p99 }) => `MISSED: ${what}: p99 ${p99.toFixed(0)} ms`).join('\n')}`);
    else if (QUICK) say('\nThe bench works; it was too small to judge by.');
    else say(TOKENS < JUDGED ? '\nNothing is judged at this size.' : '\nAll targets are met.');
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
} finally {
  await postgres.close();
  await rm(folder, { recursive: true, force: true });
}

function row({ what, p50, p99, lowest, highest }: Answered): string {
  const columns = [p50, p99].map((value) => value.toFixed(1).padStart(8)).join(' ');
  return `${what.padEnd(44)}${columns}   ${lowest.toFixed(1)} to ${highest.toFixed(1)}`;
}
