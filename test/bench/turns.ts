// `npm run bench:turns`: what a turn costs beside the echo bot that the Bot Framework's documentation shows, and beside a bare
// node:http server. All check the Bot Connector's signed tokens but the bare one; each is a process of its own, and so is the
// Bot Connector. Rounds are short, and in each all servers are loaded one after the other. Ends with 1 when a target is missed;
// `-- --quick` shows that it works, `-- --prof=<folder>` keeps a processor profile of ours, and `-- --node=<options>` starts it with options for Node.
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { buildOf } from '../support/build-programs.ts';
import { createFakeIssuer } from '../support/jwt.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { fillPeople } from './large-shape.ts';
import { load } from './load.ts';
import { figuresOf, median } from './measure.ts';
import { startChild } from './store-child.ts';
import { TENANT } from './store-shape.ts';
import {
  describeTurns,
  type Measured,
  missedTurns,
  type Started,
  TURN_CASES,
  type TurnCase,
} from './turns-report.ts';
import { requestsOf, TURNS } from './turns-requests.ts';

const QUICK = process.argv.includes('--quick');
const PROFILES = process.argv.find((arg) => arg.startsWith('--prof='))?.slice('--prof='.length);
const ONLY = process.argv
  .find((arg) => arg.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const NODE_OPTIONS =
  process.argv
    .find((arg) => arg.startsWith('--node='))
    ?.slice('--node='.length)
    .split(' ') ?? [];
const CONNECTIONS = 16;
const [ROUNDS, SECONDS, WARM_UP_SECONDS, IDLE_MS] = QUICK ? [1, 0.1, 0.2, 100] : [5, 1, 2.5, 3_000];
const SERVICE = 'test/bench/turns-service.ts';
const PEOPLE = QUICK ? 20 : 200;
const PEPPER = 'a pepper that only the bench has and nobody else';
const APP_ID = '00000000-0000-4000-8000-000000000001';

interface Figures {
  readonly cpuMs: number;
  readonly allocatedBytes: number;
  readonly residentMb: number;
  readonly delayP99Ms: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
const issuer = await createFakeIssuer();
const connector = await startChild<string>('./reminders-connector.ts', []);
const closing: (() => Promise<void>)[] = [() => connector.close(), () => issuer.close()];
try {
  const serviceUrl = `${connector.first}/`;
  const peppers = await loadPeppers({
    dataDir: folder,
    configured: [new Secret(PEPPER)],
    log: createSilentLog(),
  });
  const dataDir = join(folder, 'data');
  const amounts = Object.fromEntries(
    Array.from({ length: 2 * PEOPLE }, (_, n) => [`Person ${String(n).padStart(4, '0')}`, { tokens: 20 }]),
  );
  const all = Object.values(await fillPeople(dataDir, amounts, { peppers, now: Date.now(), serviceUrl }));
  const claims = {
    ...issuer.claims({ appId: APP_ID, serviceUrl }),
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const authorization = `Bearer ${issuer.sign(claims)}`;
  const shared = { appId: APP_ID, cloud: issuer.cloud, serviceUrl };
  const settings = {
    MODE: 'teams',
    MicrosoftAppId: APP_ID,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppPassword: 'a password that nobody asks for',
    MicrosoftAppTenantId: TENANT,
    HOST: '127.0.0.1',
    PORT: '0',
    VERIFY: 'off',
    DATA_DIR: dataDir,
    TOKEN_PEPPER: PEPPER,
  };
  const sample: unknown = JSON.parse(
    await readFile(new URL('../../cards/list.sample.json', import.meta.url), 'utf8'),
  );
  const data = tenTokens(sample as { readonly tokens: readonly object[] });
  const programs = buildOf([SERVICE]);
  const kinds = {
    bare: {},
    stock: {},
    ours: { settings, program: programs.programOf(SERVICE), card: { card: 'list', data } },
  } as const;
  const servers = new Map<string, Awaited<ReturnType<typeof startServer>>>();

  async function startServer(kind: keyof typeof kinds) {
    const profile = PROFILES === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`];
    const options = kind === 'ours' ? [...NODE_OPTIONS, ...profile] : [];
    const argument = JSON.stringify({ ...shared, ...kinds[kind], kind });
    const child = await startChild<{ port: number; readyCpuMs: number }>(
      './turns-server.mjs',
      [argument],
      options,
    );
    closing.unshift(() => child.close());
    await delay(IDLE_MS);
    return { ...child, idleMb: await child.ask<number>('memory') };
  }

  for (const kind of ['bare', 'stock', 'ours'] as const) servers.set(kind, await startServer(kind));
  const [lists, ends] = [all.slice(0, PEOPLE), all.slice(PEOPLE)];
  const requests = new Map(
    TURN_CASES.map(({ turn }) => {
      const people = turn === 'create' || turn === 'revoke' ? ends : lists;
      return [turn, requestsOf(TURNS[turn], { serviceUrl, authorization, people })];
    }),
  );
  const cases = TURN_CASES.filter(({ name }) => ONLY === undefined || ONLY.includes(name));
  const measured = new Map<TurnCase, Measured[]>(cases.map((one) => [one, []]));
  const fsyncs: number[] = [];

  async function run(one: TurnCase, seconds: number): Promise<Measured> {
    const server = servers.get(one.server);
    const next = requests.get(one.turn);
    if (server === undefined || next === undefined) throw new Error(`there is no ${one.name}`);
    await server.ask('begin');
    const done = await load({ port: server.first.port, connections: CONNECTIONS, seconds, next });
    const figures = await server.ask<Figures>('figures');
    const turns = done.latencies.length;
    const refused = [...done.statuses].filter(([status]) => status !== '200');
    if (refused.length > 0) throw new Error(`${one.name} was answered with ${JSON.stringify(refused)}`);
    const { residentMb, delayP99Ms } = figures;
    const each = { cpuMs: figures.cpuMs / turns, allocatedKb: figures.allocatedBytes / turns / 1024 };
    return { ...figuresOf(done), ...each, residentMb, delayP99Ms };
  }

  for (const one of cases) if (!one.durable) await run(one, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of cases) measured.get(one)?.push(await run(one, SECONDS));
    fsyncs.push(await fsyncMs(folder));
  }
  const ours = servers.get('ours');
  const started = (kind: string): Started => {
    const server = servers.get(kind);
    return { readyCpuMs: server?.first.readyCpuMs ?? 0, idleMb: server?.idleMb ?? 0 };
  };
  const result = {
    measured,
    fsyncMs: median(fsyncs),
    cardMs: (await ours?.ask<number>('card')) ?? Number.NaN,
    started: { stock: started('stock'), ours: started('ours') },
  };
  say(describeTurns(result));
  const failures = QUICK ? [] : missedTurns(result);
  if (failures.length > 0) say(`\nMISSED: ${failures.join('\nMISSED: ')}`);
  else say(QUICK ? '\nThe bench works; it was too short to judge by.' : '\nAll targets are met.');
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  for (const close of closing) await close();
  await rm(folder, { recursive: true, force: true });
}

/** The list as a full page shows it. */
function tenTokens<T extends { readonly tokens: readonly object[] }>(sample: T): T {
  return { ...sample, tokens: Array.from({ length: 10 }, (_, n) => sample.tokens[n % sample.tokens.length]) };
}

/** What the disk alone takes to keep a small file. */
async function fsyncMs(within: string): Promise<number> {
  const handle = await open(join(within, 'fsync'), 'w');
  try {
    const took: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const begun = performance.now();
      await handle.writeFile('x'.repeat(4096));
      await handle.sync();
      took.push(performance.now() - begun);
    }
    return median(took);
  } finally {
    await handle.close();
  }
}
