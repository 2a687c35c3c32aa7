// `npm run bench:strangers`, or `npm run bench:strangers -- chunk` for the requests with that in their name: the processor time
// that a request of somebody who proves nothing costs each listener, whatever it carries. Ends with 1 when one costs more
// than it may. Only the time of the server's process is measured, so that other programs on the machine make it longer only
// as far as they empty the processor's caches; of several rounds the best one counts.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type HostileRequest, hostileRequests, question } from './strangers-requests.ts';

const MOST_MS = 2;
const WARM_UP = 60;
const ROUNDS = 4;
const REQUESTS = 25;
const [WANTED = ''] = process.argv.slice(2);

/** Sends one request on a connection of its own; resolves with the status when the server has ended it. */
function ask(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let status = 'none';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.once('data', (answer: Buffer) => {
      status = answer.toString('latin1', 9, 12);
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(status));
  });
}

async function cpuMs(server: ChildProcess): Promise<number> {
  server.send('cpu');
  const [microseconds] = (await once(server, 'message')) as [number];
  return microseconds / 1000;
}

/** Milliseconds of the server's processor time for each of a few requests, and the statuses that they got. */
async function costOf(server: ChildProcess, port: number, { bytes }: HostileRequest) {
  const statuses = new Set<string>();
  const costs: number[] = [];
  for (let i = 0; i < WARM_UP; i += 1) await ask(port, bytes);
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await cpuMs(server);
    for (let i = 0; i < REQUESTS; i += 1) statuses.add(await ask(port, bytes));
    costs.push(((await cpuMs(server)) - before) / REQUESTS);
  }
  return { ms: Math.min(...costs), statuses: [...statuses].sort() };
}

const server = fork(fileURLToPath(new URL('./strangers-server.ts', import.meta.url)), {
  execArgv: ['--import', import.meta.resolve('tsx')],
});
const [{ botUrl, verifyUrl, forged }] = (await once(server, 'message')) as [Record<string, string>];
const targets = [
  {
    name: 'bot',
    url: botUrl,
    paths: ['/api/messages', '/nowhere'],
    questions: ['/healthz', '/readyz', '/metrics'],
  },
  {
    name: 'verification',
    url: verifyUrl,
    paths: ['/verify', '/introspect', '/nowhere'],
    questions: ['/healthz', '/self'],
  },
];
const failures: string[] = [];
process.stdout.write('CPU ms  status    listener      path           request\n');
for (const { name, url = '', paths, questions } of targets) {
  for (const path of [...paths, ...questions]) {
    const isOpen = questions.includes(path);
    for (const request of isOpen ? [question(path)] : hostileRequests(path, forged ?? '')) {
      if (!request.name.includes(WANTED)) continue;
      const { ms, statuses } = await costOf(server, Number(new URL(url).port), request);
      const row = [
        ms.toFixed(2).padStart(6),
        statuses.join(' ').padEnd(8),
        name.padEnd(12),
        path.padEnd(13),
        request.name,
      ];
      process.stdout.write(`${row.join('  ')}\n`);
      if (!(ms <= MOST_MS))
        failures.push(`${name} ${path}, ${request.name}: ${ms.toFixed(2)} ms, and ${MOST_MS} is the most`);
      if (!isOpen && statuses.some((status) => status.startsWith('2')))
        failures.push(`${name} ${path}, ${request.name}: answered ${statuses.join(', ')}`);
    }
  }
}
process.stdout.write(
  failures.length === 0 ? '\nAll targets are met.\n' : `\nMISSED: ${failures.join('\nMISSED: ')}\n`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
server.disconnect();
await once(server, 'exit');
