// `npm run bench:replicas`: what several replicas do together on one PostgreSQL: each is a process with a pool of its own, and has
// ten things to do at a time. `-- --quick` only shows that the bench works; `-- --tokens=1000000` takes another size.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { migrateDatabase } from '../../src/stores/postgres/migrate.ts';
import { startPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { measureReplicas } from './replicas-measure.ts';
import { fillPostgres } from './store-fill-postgres.ts';
import { setSharedBuffers } from './store-options.ts';
import { planFill, TOKENS_EACH } from './store-shape.ts';

const QUICK = process.argv.includes('--quick');
const given = process.argv.find((arg) => /^--tokens=[1-9]\d*0$/.test(arg))?.slice(9);
const TOKENS = Number(given ?? (QUICK ? 2_000 : 100_000));
const PEPPER = 'a pepper that only the bench has and nobody else';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = createSilentLog();
const now = Date.now();
const folder = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
const postgres = await startPostgres();
try {
  const peppers = await loadPeppers({ dataDir: folder, configured: [new Secret(PEPPER)], log });
  const memory = await setSharedBuffers(postgres, await postgres.newDatabase(), '1GB');
  const address = await postgres.newDatabase();
  await migrateDatabase({ databaseUrl: new Secret(address), log });
  const fill = planFill(TOKENS, now, peppers);
  await fillPostgres(address, fill);
  say(
    `${TOKENS} tokens of ${TOKENS / TOKENS_EACH} people, shared_buffers = ${memory}, on ${availableParallelism()} cores with a load of ${loadavg()[0]?.toFixed(1)}. PostgreSQL runs without fsync here.`,
  );
  const secrets = [...fill.known.values()].map(({ text }) => text);
  const place = { kind: 'postgres', address, pepper: PEPPER, now, people: fill.people } as const;
  await measureReplicas({ place, secrets, quick: QUICK, say });
  say('\nNothing is judged: on cores that all of them share, more replicas are no quicker.');
} finally {
  await postgres.close();
  await rm(folder, { recursive: true, force: true });
}
