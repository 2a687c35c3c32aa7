// `npm run bench:verify`: the verification listener of a whole running Patkeeper against a bare node:http server, in
// turns, so that both meet the same moods of the machine. Ends with 1 when a target is missed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBenchData } from './bench-data.ts';
import { type Load, load } from './load.ts';

const CONNECTIONS = 50;
const ROUNDS = 6;
const SECONDS = 2;
const WARM_UP_SECONDS = 1.5;
const PEPPER = 'a pepper that only the bench has and nobody else';
const MOST_P99_RATIO = 3;

interface Server {
  readonly port: number;
  readonly child: ChildProcess;
}

interface Case {
  readonly name: string;
  readonly status: string;
  readonly requests: readonly Buffer[];
  /** Least requests per second, measured in those of the bare server; absent where there is no target. */
  readonly least?: number;
}

async function start(...args: readonly string[]): Promise<Server> {
  const file = fileURLToPath(new URL('./bench-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(new URL(url.toString().trim()).port), child };
}

/** Each from a client of its own behind a trusted proxy, so that what fails is answered 401 and not 429. */
function request(credential: string, client: number): Buffer {
  const address = `10.${(client >> 16) & 255}.${(client >> 8) & 255}.${client & 255}`;
  return Buffer.from(
    `GET /verify?scope=vso.code&organization=internal&service=git HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
      `X-Forwarded-For: ${address}\r\nX-Original-Method: GET\r\nX-Original-URI: /team/app.git/info/refs\r\n` +
      `Authorization: Basic ${Buffer.from(`me:${credential}`).toString('base64')}\r\n\r\n`,
  );
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function summary(loads: readonly Load[]) {
  const latencies = loads.flatMap((one) => one.latencies).sort((a, b) => a - b);
  const seconds = loads.reduce((sum, one) => sum + one.seconds, 0);
  return {
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
const servers: Server[] = [];
try {
  const { total, valid, revoked } = await createBenchData(dataDir, PEPPER);
  const clients = (credentials: readonly string[], count: number) =>
    Array.from({ length: count }, (_, i) => request(credentials[i % credentials.length] ?? '', i));
  const malformed = valid
    .slice(0, 500)
    .map((secret) => `${secret.slice(0, -1)}${secret.endsWith('0') ? 1 : 0}`);
  const cases: readonly Case[] = [
    { name: 'valid', status: '200', requests: clients(valid.slice(0, CONNECTIONS), CONNECTIONS), least: 0.6 },
    { name: 'malformed', status: '401', requests: clients(malformed, 100_000), least: 0.75 },
    { name: 'revoked', status: '401', requests: clients(revoked, 100_000) },
  ];
  const [bare, patkeeper] = [await start('bare'), await start('patkeeper', dataDir, PEPPER)];
  servers.push(bare, patkeeper);
  process.stdout.write(
    `${total} stored tokens, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s for each\n\n`,
  );

  const failures: string[] = [];
  const run = async ({ port }: Server, { name, status, requests }: Case, seconds: number): Promise<Load> => {
    const done = await load({ port, connections: CONNECTIONS, seconds, requests });
    const expected = port === bare.port ? '200' : status;
    const other = [...done.statuses].filter(([given]) => given !== expected);
    for (const [given, times] of other)
      failures.push(`${name}: ${times} answers were ${given}, not ${expected}`);
    return done;
  };
  const loads = new Map(cases.map(({ name }) => [name, { bare: [] as Load[], patkeeper: [] as Load[] }]));
  for (const one of cases) for (const server of servers) await run(server, one, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of cases) {
      const kept = loads.get(one.name);
      // Who goes first changes from round to round.
      const turns = [
        async () => kept?.bare.push(await run(bare, one, SECONDS)),
        async () => kept?.patkeeper.push(await run(patkeeper, one, SECONDS)),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
  }

  process.stdout.write('              requests/s   p50 ms   p99 ms   ratio   p99 ratio\n');
  for (const { name, least } of cases) {
    const { bare: plain, patkeeper: ours } = loads.get(name) ?? { bare: [], patkeeper: [] };
    const [base, own] = [summary(plain), summary(ours)];
    const [ratio, p99Ratio] = [own.perSecond / base.perSecond, own.p99 / base.p99];
    const row = ({ perSecond, p50, p99 }: ReturnType<typeof summary>) =>
      `${perSecond.toFixed(0).padStart(10)} ${p50.toFixed(2).padStart(8)} ${p99.toFixed(2).padStart(8)}`;
    process.stdout.write(`${'bare'.padEnd(12)}  ${row(base)}\n`);
    process.stdout.write(
      `${name.padEnd(12)}  ${row(own)} ${ratio.toFixed(2).padStart(7)} ${p99Ratio.toFixed(2).padStart(11)}\n`,
    );
    if (least !== undefined && ratio < least)
      failures.push(`${name}: ${ratio.toFixed(2)} of the bare server's requests, and ${least} is the least`);
    if (p99Ratio > MOST_P99_RATIO)
      failures.push(
        `${name}: p99 is ${p99Ratio.toFixed(2)} times the bare server's, and ${MOST_P99_RATIO} is the most`,
      );
  }
  process.stdout.write(
    failures.length === 0 ? '\nAll targets are met.\n' : `\nMISSED: ${failures.join('\nMISSED: ')}\n`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  for (const { child } of servers) child.stdin?.end();
  await Promise.all(servers.map(({ child }) => child.exitCode ?? once(child, 'exit')));
  await rm(dataDir, { recursive: true, force: true });
}
