import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { closeServer, listen } from '../../src/http/lifecycle.ts';
import { openRaw, readRaw } from '../support/raw-request.ts';
import { openServers, portOf, post } from './opened-servers.ts';

describe('starting and closing the bot server', () => {
  const servers = openServers();

  it('rejects on an address that is taken', async () => {
    const server = await servers.start();
    await assert.rejects(servers.start({ port: portOf(server) }), { code: 'EADDRINUSE' });
  });

  it('lets a running request finish, on a connection that ends with it, and takes no new one', async () => {
    const started = withResolvers();
    const finish = withResolvers();
    const server = await servers.start({
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

  it('ends the connection of a request that fails while it closes, and so waits for nobody', async () => {
    const started = withResolvers();
    const fail = withResolvers();
    const server = await servers.start({
      onActivity: async () => {
        started.resolve();
        await fail.promise;
        throw new Error('failed');
      },
    });
    const running = post(server, {});
    await started.promise;
    const closed = server.close(60_000);
    fail.resolve();
    const response = await running;
    assert.deepEqual([response.status, response.headers.get('connection')], [500, 'close']);
    await response.text();
    await closed;
  });

  it('ends a connection that its last answer kept open, soon after this answer', async () => {
    const server = createServer((_, response) => {
      started.resolve();
      void finish.promise.then(() => response.end('done'));
    });
    const [started, finish] = [withResolvers(), withResolvers()];
    const url = await listen(server, 0, '127.0.0.1');
    const running = fetch(url);
    await started.promise;
    const closed = closeServer(server, 60_000);
    finish.resolve();
    assert.equal(await (await running).text(), 'done');
    await closed;
  });

  it('turns health and readiness red for connections that are still open', async () => {
    const started = withResolvers();
    const server = await servers.start({
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

  it('says that it is not ready while it drains, and serves everything on connections that end', async () => {
    const server = await servers.start();
    server.drain();
    const ready = await fetch(`${server.url}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [503, { status: 'draining' }]);
    for (const response of [await post(server, {}), await fetch(`${server.url}/healthz`)]) {
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('connection'), 'close');
    }
  });

  it('answers a request that comes on a connection which was opened just before the end', async () => {
    const server = await servers.start();
    const accepted = await openRaw(portOf(server));
    await fetch(`${server.url}/healthz`);
    const closed = server.close(60_000);
    accepted.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.equal((await readRaw(accepted)).status, 503);
    await closed;
  });

  it('ends what does not finish in the time of grace, and may be asked twice', async () => {
    const started = withResolvers();
    const server = await servers.start({
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
