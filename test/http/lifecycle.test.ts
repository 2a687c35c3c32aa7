import assert from 'node:assert/strict';
import { type BotServer, type BotServerDeps, createBotServer } from '../../src/http/bot-server.ts';
import { openRaw, readRaw } from '../support/raw-request.ts';
import { createSilentLog } from '../support/silent-log.ts';

describe('starting and closing the bot server', () => {
  let log: ReturnType<typeof createSilentLog>;
  const open: BotServer[] = [];

  beforeEach(() => {
    log = createSilentLog();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close(0)));
  });

  async function start(changes: Partial<BotServerDeps> = {}): Promise<BotServer> {
    const server = await createBotServer({
      host: '127.0.0.1',
      port: 0,
      onActivity: async () => ({ status: 200 }),
      ready: async () => {},
      metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'patkeeper 1\n' },
      log,
      ...changes,
    });
    open.push(server);
    return server;
  }

  function post(server: BotServer, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${server.url}/api/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  const portOf = (server: BotServer) => Number(new URL(server.url).port);

  it('rejects on an address that is taken', async () => {
    const server = await start();
    await assert.rejects(start({ port: portOf(server) }), { code: 'EADDRINUSE' });
  });

  it('lets a running request finish, on a connection that ends with it, and takes no new one', async () => {
    const started = withResolvers();
    const finish = withResolvers();
    const server = await start({
      onActivity: async () => {
        started.resolve();
        await finish.promise;
        return { status: 200, body: { done: true } };
      },
    });
    const running = post(server, {});
    await started.promise;
    const closed = server.close(60_000);
    await assert.rejects(fetch(`${server.url}/healthz`));
    finish.resolve();
    const response = await running;
    assert.deepEqual(await response.json(), { done: true });
    assert.equal(response.headers.get('connection'), 'close');
    await closed;
  });

  it('turns health and readiness red for connections that are still open', async () => {
    const started = withResolvers();
    const server = await start({
      onActivity: async () => {
        started.resolve();
        return new Promise(() => {});
      },
    });
    const running = post(server, {}).catch(() => 'broken');
    await started.promise;
    // Half a request keeps its connection from being idle, and so from being closed.
    const sockets = [];
    for (const path of ['/healthz', '/readyz']) {
      const socket = await openRaw(portOf(server), `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
      sockets.push(socket);
    }
    await fetch(`${server.url}/healthz`);
    const closed = server.close(50);
    for (const socket of sockets) {
      socket.write('\r\n');
      assert.equal((await readRaw(socket)).status, 503);
      socket.destroy();
    }
    await closed;
    assert.equal(await running, 'broken');
  });

  it('ends what does not finish in the time of grace, and may be asked twice', async () => {
    const started = withResolvers();
    const server = await start({
      onActivity: () => {
        started.resolve();
        return new Promise(() => {});
      },
    });
    const running = post(server, {});
    const broken = assert.rejects(running);
    await started.promise;
    await Promise.all([server.close(20), server.close(60_000)]);
    await broken;
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
