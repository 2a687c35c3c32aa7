import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import fc from 'fast-check';
import { guardConnections } from '../../src/http/connection-guard.ts';
import { closeServer, listen } from '../../src/http/lifecycle.ts';
import { readBody } from '../../src/http/read-body.ts';
import { openRaw } from '../support/raw-request.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
/** As many chunks of one byte as 252 KB hold. */
const FLOOD = '1\r\nx\r\n'.repeat(42_000);

describe('the gate of bodies', () => {
  let server: Server;
  /** How many bytes Node's parser was given. */
  let parsed: number;
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await closeServer(server, 0);
  });

  async function serve(answer: RequestListener): Promise<number> {
    server = createServer();
    parsed = 0;
    server.on('connection', (socket: Socket) => {
      const [parse] = socket.listeners('data');
      assert.ok(parse);
      socket.removeAllListeners('data').on('data', (bytes: Buffer) => {
        parsed += bytes.length;
        parse(bytes);
      });
    });
    guardConnections({ server, most: 10, onFull: () => {} });
    server.on('request', answer);
    await listen(server, 0, '127.0.0.1');
    return (server.address() as AddressInfo).port;
  }

  async function open(port: number, ...bytes: (string | Buffer)[]): Promise<Socket> {
    const socket = await openRaw(port, ...bytes);
    sockets.push(socket);
    return socket;
  }

  /** Everything that comes until the server ends the connection. */
  async function untilClosed(socket: Socket): Promise<string> {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await once(socket, 'close');
    return text;
  }

  for (const [when, wait] of [
    ['at once', (run: () => void) => run()],
    ['later', (run: () => void) => void setImmediate(run)],
  ] as const) {
    it(`parses no more of a body that nobody reads than came with the head, answers ${when}, and ends`, async () => {
      const port = await serve((_request, response) => {
        wait(() => {
          response.writeHead(401, { 'Content-Length': 0 });
          response.end();
        });
      });
      const answer = await untilClosed(await open(port, HEAD + FLOOD));
      assert.match(answer, /^HTTP\/1\.1 401 /);
      assert.ok(parsed <= 2048, String(parsed));
    });
  }

  it('gives a body whole to whoever reads it, at once or later', async () => {
    for (const wait of [(run: () => void) => run(), (run: () => void) => void setImmediate(run)]) {
      const port = await serve((request, response) => {
        wait(async () => {
          const body = await readBody(request);
          response.shouldKeepAlive = false;
          response.end(Buffer.isBuffer(body) ? `${body.length} ${new Set(body).size}` : 'none');
        });
      });
      const answer = await untilClosed(await open(port, `${HEAD}${FLOOD}0\r\n\r\n`));
      assert.match(answer, /\r\n\r\n42000 1$/);
      await closeServer(server, 0);
    }
  });

  it('answers everything in its order, however requests and bodies are cut and whether they are read', async () => {
    const port = await serve(async (request, response) => {
      const isRead = request.headers['x-read'] === 'yes';
      await new Promise((resolve) => setImmediate(resolve));
      const body = isRead ? await readBody(request) : undefined;
      response.end(`[${request.url?.slice(1)} ${Buffer.isBuffer(body) ? body.length : ''}]`);
    });
    const sent = fc.array(
      fc.record({
        length: fc.nat({ max: 9000 }),
        chunk: fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(sent, fc.infiniteStream(fc.integer({ min: 1, max: 8000 })), async (requests, cuts) => {
        const last = `GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
        const bytes = Buffer.from(requests.map(written).join('') + last);
        const socket = await open(port);
        let at = 0;
        for (const cut of cuts) {
          socket.write(bytes.subarray(at, at + cut));
          at += cut;
          if (at >= bytes.length) break;
          await new Promise((resolve) => setImmediate(resolve));
        }
        const answers = [...(await untilClosed(socket)).matchAll(/\[(.*?)\]/g)].map(([, text]) => text);
        assert.deepEqual(answers, [...requests.map(({ length }, i) => `${i} ${length}`), 'last ']);
      }),
      { numRuns: 30 },
    );
  });

  it('bears thousands of requests in one piece, whose answers the client is slow to take', async () => {
    let answered = 0;
    const port = await serve((_request, response) => {
      answered += 1;
      response.end('x'.repeat(1000));
    });
    const socket = await open(port);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(5000));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const before = answered;
    const closed = untilClosed(socket);
    socket.resume();
    await closed;
    assert.deepEqual([before < 5001, answered], [true, 5001]);
  });
});

function written({ length, chunk }: { length: number; chunk: number | undefined }, index: number): string {
  const body = 'x'.repeat(length);
  const head = `POST /${index} HTTP/1.1\r\nHost: x\r\nX-Read: yes\r\n`;
  if (chunk === undefined) return `${head}Content-Length: ${length}\r\n\r\n${body}`;
  const chunks = body.match(new RegExp(`.{1,${chunk}}`, 'g')) ?? [];
  const parts = chunks.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  return `${head}Transfer-Encoding: chunked\r\n\r\n${parts.join('')}0\r\n\r\n`;
}
