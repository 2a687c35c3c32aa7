// `npm run bench:large`: what one person with very many tokens or notices costs everybody else, on both stores. While that
// person acts, others have their tokens verified. Ends with 1 when a target is missed; `-- --quick` shows that it works,
// `-- --store=lowdb` (or postgres) tries one store.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { importData } from '../../src/stores/postgres/import-data.ts';
import { startPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { measureLarge } from './large-measure.ts';
import { fillPeople } from './large-shape.ts';
import type { ServiceUrls } from './service-child.ts';
import { startChild } from './store-child.ts';

const QUICK = process.argv.includes('--quick');
const [MANY_TOKENS, MANY_NOTICES, TO_REVOKE, USED] = QUICK
  ? [50, 100, 20, 20]
  : [5_000, 100_000, 1_000, 1_000];
const PEPPER = 'a pepper that only the bench has and nobody else';
const KINDS = ['lowdb', 'postgres'] as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = createSilentLog();
const connector = await startChild<string>('./reminders-connector.ts', []);

/** Measures one store; gives what was missed. */
async function measure(kind: (typeof KINDS)[number]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
  const postgres = kind === 'postgres' ? await startPostgres() : undefined;
  try {
    const serviceUrl = `${connector.first}/`;
    const dataDir = join(folder, 'data');
    const peppers = await loadPeppers({ dataDir: folder, configured: [new Secret(PEPPER)], log });
    const people = await fillPeople(
      dataDir,
      {
        'Mia Many': { tokens: MANY_TOKENS },
        'Nora Notices': { tokens: 10, sentNotices: MANY_NOTICES },
        'Rex Revokes': { tokens: TO_REVOKE },
        'Uma Uses': { tokens: USED },
        'Otto Other': { tokens: 20 },
      },
      { peppers, now: Date.now(), serviceUrl },
    );
    const settings: Record<string, string> = {
      DATA_DIR: dataDir,
      TOKEN_PEPPER: PEPPER,
      MAX_TOKENS_PER_USER: '1000',
    };
    if (postgres !== undefined) {
      const url = await postgres.newDatabase();
      await importData({ databaseUrl: new Secret(url), dataDir, log });
      await postgres.run(url, 'VACUUM (ANALYZE)');
      Object.assign(settings, { STORE: 'postgres', DATABASE_URL: url });
    }
    const service = await startChild<ServiceUrls>('./service-child.ts', [JSON.stringify(settings)]);
    try {
      say(`\n${kind}, on ${availableParallelism()} cores with a load of ${loadavg()[0]?.toFixed(1)}`);
      const failures = await measureLarge({ service, people, serviceUrl, say, quick: QUICK });
      return failures.map((failure) => `${kind}: ${failure}`);
    } finally {
      await service.close();
    }
  } finally {
    await postgres?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const failures: string[] = [];
try {
  for (const kind of KINDS)
    if (!process.argv.some((arg) => arg.startsWith('--store=') && arg !== `--store=${kind}`))
      failures.push(...(await measure(kind)));
  if (failures.length > 0) say(`\nMISSED: ${failures.join('\nMISSED: ')}`);
  else say(QUICK ? '\nThe bench works; it was too short to judge by.' : '\nAll targets are met.');
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await connector.close();
}
