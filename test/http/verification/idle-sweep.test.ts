import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { closeServer, listen } from '../../../src/http/lifecycle.ts';
import { createIdleSweep } from '../../../src/http/verification/idle-sweep.ts';
import { openRaw, readRaw } from '../../support/raw-request.ts';

const ASK = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('the sweep of idle connections', () => {
  const ends: (() => unknown)[] = [];

  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
  });

  /** A server whose sweeps happen when the test says so; `sweep` is undefined while none is to come. */
  async function setUp() {
    const timer: { sweep: (() => void) | undefined; ms: number } = { sweep: undefined, ms: 0 };
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      use(request.socket);
      response.end('ok');
    });
    const use = createIdleSweep({
      server,
      idleMs: 65_000,
      later: (ms, run) => {
        Object.assign(timer, { sweep: run, ms });
        return () => {
          timer.sweep = undefined;
        };
      },
    });
    const url = await listen(server, 0, '127.0.0.1');
    const close = () => closeServer(server, 0);
    ends.push(close);

    async function open(): Promise<Socket> {
      const socket = await openRaw(Number(new URL(url).port));
      ends.push(() => socket.destroy());
      return socket;
    }
    async function ask(socket: Socket): Promise<void> {
      socket.write(ASK);
      assert.match((await readRaw(socket)).head, /^HTTP\/1\.1 200 /);
    }
    return { timer, ask, open, close };
  }

  it('ends a connection that was not used between two sweeps, and no other', async () => {
    const { timer, ask, open } = await setUp();
    const [idle, busy] = [await open(), await open()];
    await ask(idle);
    await ask(busy);
    assert.equal(timer.ms, 65_000);
    timer.sweep?.();
    for (const socket of [idle, busy]) await ask(socket);
    timer.sweep?.();
    await ask(busy);
    timer.sweep?.();
    await once(idle.resume(), 'end');
    await ask(busy);
  });

  it('ends a connection that never asked anything', async () => {
    const { timer, open, ask } = await setUp();
    const silent = await open();
    await ask(await open());
    timer.sweep?.();
    timer.sweep?.();
    await once(silent.resume(), 'end');
  });

  it('stops with the server', async () => {
    const { timer, close } = await setUp();
    assert.ok(timer.sweep);
    await close();
    assert.equal(timer.sweep, undefined);
  });
});
