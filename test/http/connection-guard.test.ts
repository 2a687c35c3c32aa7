import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ConnectionGuard, guardConnections } from '../../src/http/connection-guard.ts';
import { closeServer, listen } from '../../src/http/lifecycle.ts';
import { until } from '../support/fixed-clock.ts';
import { openRaw, readRaw } from '../support/raw-request.ts';

const ASK = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const WAIT = 'GET /wait HTTP/1.1\r\nHost: x\r\n\r\n';

describe('the guard of connections', () => {
  let server: Server;
  let guard: ConnectionGuard;
  let port: number;
  let full: number;
  let isProxy: boolean;
  /** Requests that wait for their answer. */
  let waiting: ServerResponse[];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    full = 0;
    isProxy = false;
    waiting = [];
    server = createServer();
    guard = guardConnections({
      server,
      most: 3,
      isProxy: () => isProxy,
      onFull: () => {
        full += 1;
      },
    });
    server.on('request', (request, response) => {
      if (request.url === '/wait') waiting.push(response);
      else response.end('ok');
    });
    port = Number(new URL(await listen(server, 0, '127.0.0.1')).port);
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await closeServer(server, 0);
  });

  async function open(bytes = ''): Promise<Socket> {
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const socket = await openRaw(port, bytes);
    sockets.push(socket);
    const [peer] = await accepted;
    await until(() => peer.destroyed || peer.bytesRead === bytes.length);
    return socket;
  }
  async function asks(socket: Socket): Promise<boolean> {
    socket.write(ASK);
    return (await readRaw(socket)).head.startsWith('HTTP/1.1 200');
  }
  async function openWaiting(): Promise<void> {
    const asked = once(server, 'request');
    await open(WAIT);
    await asked;
  }
  const isEnded = async (socket: Socket) => {
    if (!socket.closed) await once(socket.resume(), 'close');
    return socket.closed;
  };

  it('answers whoever comes, however many are there and silent', async () => {
    const silent: Socket[] = [];
    for (let i = 0; i < 40; i += 1) silent.push(await open());
    assert.ok(await asks(await open()));
    assert.equal(full, 38);
    await Promise.all(silent.slice(0, 38).map(isEnded));
  });

  it('ends one that never asked before one that did, and the oldest of these', async () => {
    const used = await open();
    await asks(used);
    const half = await open('GET / HTTP/1.1\r\n');
    await open();
    await open();
    assert.ok(await isEnded(half));
    assert.ok(await asks(used));
    const [second, third] = [await open(), await open()];
    await asks(second);
    await asks(third);
    await asks(await open());
    assert.ok(await isEnded(used));
    assert.ok(await asks(third));
  });

  it('never ends one whose request waits for its answer: the new one is turned away', async () => {
    for (let i = 0; i < 3; i += 1) await openWaiting();
    assert.ok(await isEnded(await open(ASK)));
    assert.equal(full, 1);
    for (const response of waiting) response.end('late');
    for (const socket of sockets.slice(0, 3)) assert.match((await readRaw(socket)).head, /200/);
  });

  it('bounds the connections of proxies as well', async () => {
    isProxy = true;
    for (let i = 0; i < 10; i += 1) await open();
    assert.ok(await asks(await open()));
    assert.equal(full, 8);
  });

  it('holds up nobody who closes the server, but requests that run', async () => {
    const silent = await open();
    const half = await open('GET / HTTP/1.1\r\n');
    await openWaiting();
    const closed = closeServer(server, 60_000, guard);
    guard.endSilent(60_000);
    assert.equal(silent.destroyed, false);
    guard.endSilent(0);
    assert.ok(await isEnded(silent));
    guard.endUnused();
    assert.ok(await isEnded(half));
    const [running] = waiting;
    assert.ok(running);
    running.shouldKeepAlive = false;
    running.end('done');
    await closed;
  });
});
