// `npm run bench:reminders`: one person chats with a whole running Patkeeper while 10,000 reminders that are due at once go
// out at the pace that Teams allows. Ends with 1 when that makes the chat more than half as slow again, or a reminder is lost, sent
// twice or too fast. `-- --quick` only shows that the bench works; `-- --store=lowdb` (or postgres) tries one
// store, `-- --reminders=2000` fewer of them, `-- --unpaced` sends them as fast as it can, and judges how fast that is.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { migrateDatabase } from '../../src/stores/postgres/migrate.ts';
import { startPostgres } from '../support/postgres.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { createChatter } from './reminders-chat.ts';
import type { Received } from './reminders-connector.ts';
import { describeReminders, missedReminders, type Reminded } from './reminders-report.ts';
import { startChild } from './store-child.ts';
import { fillLowdb } from './store-fill-lowdb.ts';
import { fillPostgres } from './store-fill-postgres.ts';
import { DAY, planFill, TOKENS_EACH } from './store-shape.ts';

const QUICK = process.argv.includes('--quick');
const UNPACED = process.argv.includes('--unpaced');
const option = (name: string, form: RegExp): string | undefined =>
  process.argv
    .find((arg) => arg.startsWith(`--${name}=`))
    ?.slice(name.length + 3)
    .match(form)?.[0];
/** One a person, all in one tenant: more than one a person would wait for each other. */
const REMINDERS = Number(option('reminders', /^[1-9]\d{0,5}$/) ?? (QUICK ? 60 : 10_000));
const [WARM_UP_MS, QUIET_MS] = QUICK ? [100, 300] : [10_000, UNPACED ? 5_000 : 40_000];
const PEPPER = 'a pepper that only the bench has and nobody else';
/** What a reminder takes in its tenant, and how much longer all may take before they count as lost. */
const EVERY_MS = 20;
const PATIENCE = 2;
const LOOK_MS = 250;

type Kind = 'lowdb' | 'postgres';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = createSilentLog();

async function measure(kind: Kind, folder: string): Promise<Reminded> {
  const postgres = kind === 'postgres' ? await startPostgres() : undefined;
  const connector = await startChild<string>('./reminders-connector.ts', []);
  try {
    const serviceUrl = `${connector.first}/`;
    const peppers = await loadPeppers({ dataDir: folder, configured: [new Secret(PEPPER)], log });
    // The reminders are due tomorrow: the chat is quiet until the clock is moved.
    const now = Date.now() + DAY;
    // And so that nobody is reminded in the chat, the one who chats is a person more.
    const tokens = (REMINDERS + 1) * TOKENS_EACH;
    const fill = planFill(tokens, now, peppers, { backlog: REMINDERS, serviceUrl });
    const dataDir = join(folder, kind);
    const settings: Record<string, string> = { DATA_DIR: dataDir, TOKEN_PEPPER: PEPPER };
    if (postgres === undefined) await fillLowdb(dataDir, fill);
    else {
      const databaseUrl = await postgres.newDatabase();
      await migrateDatabase({ databaseUrl: new Secret(databaseUrl), log });
      await fillPostgres(databaseUrl, fill);
      Object.assign(settings, { STORE: 'postgres', DATABASE_URL: databaseUrl });
    }
    const service = await startChild<string>('./reminders-service.ts', [
      JSON.stringify(settings),
      UNPACED ? 'unpaced' : 'paced',
    ]);
    try {
      const chatter = createChatter(service.first, serviceUrl, REMINDERS);
      const received = () => connector.ask<Received>('received');
      const loads = [loadavg()[0] ?? 0];
      /** The latencies of a phase, and the processor time of the service per second. */
      const phase = async (until: Promise<unknown> | number) => {
        const [begun, cpu] = [performance.now(), await service.ask<number>('cpu')];
        const slices = await chatter.chat(until);
        loads.push(loadavg()[0] ?? 0);
        const spent = (await service.ask<number>('cpu')) - cpu;
        return { slices, cpu: (1000 * spent) / (performance.now() - begun) };
      };
      await chatter.chat(WARM_UP_MS);
      const before = await phase(QUIET_MS);
      const early = await received();
      if (early.reminders > 0) throw new Error('reminders came before the clock was moved');
      await chatter.shiftClock(24);
      const busy = await phase(untilSent(received));
      const after = await phase(QUIET_MS);
      return {
        kind,
        asked: REMINDERS,
        ...(UNPACED ? {} : { everyMs: EVERY_MS }),
        before,
        busy,
        after,
        received: await received(),
        loads,
      };
    } finally {
      await service.close();
    }
  } finally {
    await connector.close();
    await postgres?.close();
  }
}

async function untilSent(received: () => Promise<Received>): Promise<void> {
  const end = performance.now() + PATIENCE * REMINDERS * EVERY_MS + 10_000;
  while ((await received()).reminders < REMINDERS && performance.now() < end) await delay(LOOK_MS);
}

const asked = option('store', /^(lowdb|postgres)$/);
const kinds = (['postgres', 'lowdb'] as const).filter((kind) => asked === undefined || asked === kind);
const folder = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
try {
  say(
    `${REMINDERS} reminders of as many people in one tenant, all due at once, on ${availableParallelism()} cores.`,
  );
  const failures: string[] = [];
  for (const kind of kinds) {
    const reminded = await measure(kind, folder);
    say(`\n${describeReminders(reminded)}`);
    failures.push(...missedReminders(reminded, { latency: !QUICK }));
  }
  if (failures.length > 0) say(`\nMISSED: ${failures.join('\nMISSED: ')}`);
  else say(QUICK ? '\nThe bench works; it was too short to judge by.' : '\nAll targets are met.');
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
