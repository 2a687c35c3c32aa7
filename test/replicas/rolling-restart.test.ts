import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInFolder } from '../examples/proxy-folder.ts';
import type { RunningProxy } from '../examples/published-proxy.ts';
import { startCaddy } from '../examples/start-caddy.ts';
import { startNginx } from '../examples/start-nginx.ts';
import { adapted, needTools, says, startTool } from '../examples/tools.ts';
import { freePort } from '../support/free-port.ts';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
  inReplicaWorld,
  print,
  type ReplicaWorld,
  secretIn,
  submit,
  until,
} from '../support/replica-world.ts';
import { createTeamsDriver } from '../support/teams-driver.ts';

const RESTARTS = process.env['REPLICAS'] === 'full' ? 5 : 2;
const LOADERS = 8;
/** What must have been answered between two restarts. */
const ANSWERS_BETWEEN = 50;
const PATIENCE_MS = 20_000;

/** Where the parts of a balanced service listen. */
interface Ports {
  readonly front: number;
  readonly verifyFront: number;
  readonly bots: readonly [number, number];
  readonly verifiers: readonly [number, number];
}

interface Balancer {
  readonly tool: string;
  /** Whether it asks replicas if they are ready; if not, it notices when they take no connections. */
  readonly looks: boolean;
  /** Whether proxies ask it about tokens; if not, they ask the replicas. */
  readonly verifies: boolean;
  start(ports: Ports): Promise<RunningProxy>;
}

/** A file of `deploy/` with other addresses, and without the headers that local mode takes for those of strangers. */
async function published(file: string, ports: Ports, more: readonly (readonly [string, string])[]) {
  const text = await readFile(new URL(`../../deploy/${file}`, import.meta.url), 'utf8');
  const places = [
    [/8080/g, ports.front],
    [/8081/g, ports.verifyFront],
    [/4101/g, ports.bots[0]],
    [/4102/g, ports.bots[1]],
    [/4111/g, ports.verifiers[0]],
    [/4112/g, ports.verifiers[1]],
  ] as const;
  const moved = places.reduce((changed, [from, to]) => changed.replace(from, String(to)), text);
  return adapted(moved.replace(/^.*X-Forwarded-.*\n/gm, ''), more);
}

const BALANCERS: readonly Balancer[] = [
  {
    tool: 'haproxy',
    looks: true,
    verifies: true,
    start: (ports) =>
      runInFolder(async (folder) => {
        const faster = [['inter 1s', 'inter 100ms']] as const;
        await writeFile(join(folder, 'haproxy.cfg'), await published('haproxy.cfg', ports, faster));
        const child = startTool('haproxy', ['-W', '-db', '-f', 'haproxy.cfg'], folder);
        await says(child, /Loading success/);
        return child;
      }),
  },
  {
    tool: 'nginx',
    looks: false,
    verifies: true,
    start: (ports) =>
      runInFolder(async (folder) => {
        await writeFile(join(folder, 'nginx.conf'), await published('nginx.conf', ports, []));
        return startNginx(folder);
      }),
  },
  {
    tool: 'caddy',
    looks: true,
    verifies: false,
    start: (ports) =>
      runInFolder(async (folder) => {
        const [one, two] = ports.bots;
        // Caddy writes these headers without being told.
        const headers = ['Via', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto'];
        const ofStrangers = headers.map((name) => `header_up -${name}`).join('\n');
        const text = await published('Caddyfile', ports, [
          ['{$PUBLIC_NAME}', `http://127.0.0.1:${ports.front}`],
          ['one:3978 two:3978', `127.0.0.1:${one} 127.0.0.1:${two}`],
          ['health_interval 1s', `health_interval 100ms\n${ofStrangers}`],
        ]);
        return startCaddy(folder, `{\nadmin off\n}\n${text}`);
      }),
  },
];

for (const { tool, looks, verifies, start } of BALANCERS) {
  describe(`two replicas behind ${tool}, restarted one after the other`, function () {
    this.timeout(300_000);
    let world: ReplicaWorld;
    let ports: Ports;
    let balancer: RunningProxy;
    let replicas: [Replica, Replica];

    before(async function () {
      await needTools(this, [tool]);
    });
    inReplicaWorld(async (made) => {
      world = made;
      const [front, verifyFront, one, two, verifyOne, verifyTwo] = await freePorts();
      ports = { front, verifyFront, bots: [one, two], verifiers: [verifyOne, verifyTwo] };
      replicas = [await begin(0), await begin(1)];
      balancer = await start(ports);
    });
    after(() => balancer?.stop());

    /** A replica that the load balancer may not have noticed yet. */
    const begin = (which: 0 | 1): Promise<Replica> =>
      world.start({
        PORT: String(ports.bots[which]),
        VERIFY_PORT: String(ports.verifiers[which]),
        DRAIN_SECONDS: '1',
      });

    it(`loses no request of ${RESTARTS} restarts under load`, async () => {
      const { serviceUrl } = world.connector;
      const botUrl = `http://127.0.0.1:${ports.front}`;
      const teams = createTeamsDriver({
        botUrl,
        serviceUrl,
        tenantId: '11111111-1111-4111-8111-111111111111',
      });
      const secret = secretIn(await submit(teams, teams.person('Owner'), createForm('Watched')));
      assert.ok(secret);
      const lost: string[] = [];
      let answered = 0;
      let over = false;
      const ask = async (what: string, request: () => Promise<{ readonly status: number }>) => {
        const outcome = await request().then(
          ({ status }) => (status === 200 ? undefined : `${what}: ${status}`),
          (error: unknown) => `${what}: ${String(error)}`,
        );
        if (outcome === undefined) answered += 1;
        else lost.push(outcome);
      };
      const load = Array.from({ length: LOADERS }, async (_, loader) => {
        const person = teams.person(`Loader ${loader}`);
        while (!over) {
          await ask('activity', () => teams.say(person, '/pat list'));
          if (verifies) await ask('verify', () => verify(ports.verifyFront, secret));
        }
      });
      const loading = Promise.all(load);
      let longest = 0;
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const which = restart % 2 === 0 ? 0 : 1;
        const before = answered;
        await until('answers', PATIENCE_MS, () => answered > before + ANSWERS_BETWEEN);
        const stopped = performance.now();
        const red = until('a red /readyz', PATIENCE_MS, () => isReady(ports.bots[which]).then((is) => !is));
        await Promise.all([red, replicas[which].stop()]);
        longest = Math.max(longest, performance.now() - stopped);
        replicas[which] = await begin(which);
        await until('a ready replica', PATIENCE_MS, () => isReady(ports.bots[which]));
        // A turn shows that the balancer has noticed the new replica. To stop the other one earlier would leave none.
        if (looks) await until('a turn', PATIENCE_MS, async () => (await turnsOf(ports.bots[which])) > 0);
      }
      over = true;
      await loading;
      print(`${answered} answers, ${lost.length} lost; a stop took ${Math.round(longest)} ms at most`);
      assert.deepEqual(lost, []);
    });
  });
}

async function verify(port: number, secret: string): Promise<{ status: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/verify?scope=any`, {
    headers: { Authorization: `Bearer ${secret}` },
  });
  await response.arrayBuffer();
  return response;
}

/** A replica that takes no connections is not ready either. */
async function isReady(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok === true;
}

/** How many activities a replica has answered since it began. */
async function turnsOf(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const counts = [...text.matchAll(/^patkeeper_turns_total\{.*\} (\d+)$/gm)].map(([, count]) =>
    Number(count),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function freePorts() {
  const ports = new Set<number>();
  while (ports.size < 6) ports.add(await freePort());
  return [...ports] as [number, number, number, number, number, number];
}
