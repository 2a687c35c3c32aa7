// `npm run bench:verify`: the verification listener of a whole running Patkeeper against a bare node:http server. Ends
// with 1 when a target is missed. Rounds are short and many: in each, both servers are loaded one right after the other,
// so that they meet the same mood of the machine, and what counts is the middle of all rounds' ratios, which a moment
// that belonged to another program does not move. Two processor cores at least, and nothing else running, are needed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBenchData } from './bench-data.ts';
import { type Load, load } from './load.ts';
import { type Figures, figuresOf, median, middleOf } from './measure.ts';

const CONNECTIONS = 50;
const ROUNDS = 25;
const SECONDS = 0.4;
const WARM_UP_SECONDS = 2;
const PEPPER = 'a pepper that only the bench has and nobody else';
const MOST_P99_RATIO = 3;
/** Where each request's client goes. */
const CLIENT = clientAddress(0);

interface Server {
  readonly port: number;
  readonly child: ChildProcess;
}

interface Case {
  readonly name: string;
  readonly status: string;
  readonly next: () => Buffer;
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

/**
 * Requests with these credentials in turn, over all rounds, each from another one of a million clients behind a trusted
 * proxy, so that what fails is answered 401 and not 429. The clients are written into the same few buffers again and
 * again: walking through as many buffers would empty the caches of the processor that the server runs on, too.
 */
function requestsOf(credentials: readonly string[]): () => Buffer {
  const requests = credentials.map(requestOf);
  const at = requests[0]?.indexOf(CLIENT) ?? 0;
  let sent = 0;
  return () => {
    const request = requests[sent % requests.length] ?? Buffer.alloc(0);
    request.write(clientAddress(sent), at, 'latin1');
    sent += 1;
    return request;
  };
}

/** Always as long as the one that it is written over. */
function clientAddress(client: number): string {
  const [a, b, c] = [client % 100, Math.floor(client / 100) % 100, Math.floor(client / 10_000) % 100];
  return `10.${100 + c}.${100 + b}.${100 + a}`;
}

function requestOf(credential: string): Buffer {
  return Buffer.from(
    `GET /verify?scope=vso.code&organization=internal&service=git HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
      `X-Forwarded-For: ${CLIENT}\r\nX-Original-Method: GET\r\nX-Original-URI: /team/app.git/info/refs\r\n` +
      `Authorization: Basic ${Buffer.from(`me:${credential}`).toString('base64')}\r\n\r\n`,
  );
}

function row({ perSecond, p50, p99 }: Figures): string {
  return `${perSecond.toFixed(0).padStart(10)} ${p50.toFixed(2).padStart(8)} ${p99.toFixed(2).padStart(8)}`;
}

const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
const servers: Server[] = [];
try {
  const { total, valid, revoked } = await createBenchData(dataDir, PEPPER);
  const malformed = valid
    .slice(0, 500)
    .map((secret) => `${secret.slice(0, -1)}${secret.endsWith('0') ? 1 : 0}`);
  const cases: readonly Case[] = [
    { name: 'valid', status: '200', next: requestsOf(valid.slice(0, CONNECTIONS)), least: 0.6 },
    { name: 'malformed', status: '401', next: requestsOf(malformed), least: 0.75 },
    { name: 'revoked', status: '401', next: requestsOf(revoked), least: 0.5 },
  ];
  const [bare, patkeeper] = [await start('bare'), await start('patkeeper', dataDir, PEPPER)];
  servers.push(bare, patkeeper);
  process.stdout.write(
    `${total} stored tokens, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s for each\n\n`,
  );

  const failures: string[] = [];
  const run = async ({ port }: Server, { name, status, next }: Case, seconds: number): Promise<Load> => {
    const done = await load({ port, connections: CONNECTIONS, seconds, next });
    const expected = port === bare.port ? '200' : status;
    const other = [...done.statuses].filter(([given]) => given !== expected);
    for (const [given, times] of other)
      failures.push(`${name}: ${times} answers were ${given}, not ${expected}`);
    return done;
  };
  const rounds = new Map(cases.map(({ name }) => [name, { bare: [] as Figures[], own: [] as Figures[] }]));
  for (const one of cases) for (const server of servers) await run(server, one, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of cases) {
      const kept = rounds.get(one.name);
      // Who goes first changes from round to round.
      const turns = [
        async () => kept?.bare.push(figuresOf(await run(bare, one, SECONDS))),
        async () => kept?.own.push(figuresOf(await run(patkeeper, one, SECONDS))),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
  }

  process.stdout.write('              requests/s   p50 ms   p99 ms   ratio   p99 ratio\n');
  for (const { name, least } of cases) {
    const { bare: plain, own } = rounds.get(name) ?? { bare: [], own: [] };
    const ratioOf = (figure: keyof Figures) =>
      median(own.map((figures, round) => figures[figure] / (plain[round]?.[figure] ?? Number.NaN)));
    const [ratio, p99Ratio] = [ratioOf('perSecond'), ratioOf('p99')];
    process.stdout.write(`${'bare'.padEnd(12)}  ${row(middleOf(plain))}\n`);
    process.stdout.write(
      `${name.padEnd(12)}  ${row(middleOf(own))} ${ratio.toFixed(2).padStart(7)} ${p99Ratio.toFixed(2).padStart(11)}\n`,
    );
    if (least !== undefined && !(ratio >= least))
      failures.push(`${name}: ${ratio.toFixed(2)} of the bare server's requests, and ${least} is the least`);
    if (!(p99Ratio <= MOST_P99_RATIO))
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
