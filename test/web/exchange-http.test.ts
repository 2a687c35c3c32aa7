import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createExchangeHttp, type HttpRequest } from '../../src/web/exchange-http.ts';
import { freePort } from '../support/free-port.ts';
import { bodyOf, type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';

describe('an HTTP exchange', () => {
  let server: LoopbackServer;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const sockets = new Set<unknown>();
  const exchange = createExchangeHttp();
  const send = (more: Partial<HttpRequest> = {}, url = server.url) =>
    exchange(new URL(url), { method: 'GET', headers: {}, timeoutMs: 5_000, maxBytes: 100, ...more });

  beforeEach(async () => {
    sockets.clear();
    answer = (_request, response) => void response.end();
    server = await startLoopbackServer((request, response) => {
      sockets.add(request.socket);
      answer(request, response);
    });
  });
  afterEach(() => server.close());

  it('sends what it is given, and gives the answer whatever its status', async () => {
    let seen: unknown;
    answer = (request, response) => {
      const { method, url, headers } = request;
      void bodyOf(request).then((body) => {
        seen = [method, url, headers['x-one'], body];
      });
      response.writeHead(503, { 'Retry-After': '7' });
      request.once('end', () => response.end('für später'));
    };
    const sent = { method: 'PUT', headers: { 'X-One': '1' }, body: '{"größe":1}' } as const;
    assert.deepEqual(await send(sent, `${server.url}/a%2Fb?c=d`), {
      status: 503,
      retryAfter: '7',
      text: 'für später',
    });
    assert.deepEqual(seen, ['PUT', '/a%2Fb?c=d', '1', '{"größe":1}']);
  });

  it('keeps its connection for the next request', async () => {
    for (let n = 0; n < 5; n += 1) assert.equal((await send()).status, 200);
    assert.equal(sockets.size, 1);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.writeHead(307, { Location: `${server.url}/elsewhere` });
      response.end();
    };
    assert.equal((await send({ method: 'POST', body: 'x' })).status, 307);
    assert.equal(asked, 1);
  });

  it('gives no text of an answer that is too long, or breaks off', async () => {
    answer = (_request, response) => void response.end('x'.repeat(101));
    assert.deepEqual(await send(), { status: 200, retryAfter: null, text: undefined });
    answer = (_request, response) => {
      response.writeHead(201, { 'Content-Length': '50' });
      response.write('half', () => response.destroy());
    };
    assert.deepEqual(await send(), { status: 201, retryAfter: null, text: undefined });
  });

  it('rejects when no answer comes in time, before its head or in the middle of it', async () => {
    answer = () => {};
    await assert.rejects(send({ timeoutMs: 20 }), { name: 'TimeoutError' });
    answer = (_request, response) => void response.write('begins');
    await assert.rejects(send({ timeoutMs: 100 }), { name: 'TimeoutError' });
  });

  it('rejects with the code of a connection that was refused, or reset', async () => {
    await assert.rejects(send({}, `http://127.0.0.1:${await freePort()}`), { code: 'ECONNREFUSED' });
    answer = (request) => void request.socket.destroy();
    await assert.rejects(send(), { code: 'ECONNRESET' });
  });

  it('takes an IPv6 address without the brackets that it has in a URL', async () => {
    const port = await freePort();
    const isOtherCode = ({ code }: NodeJS.ErrnoException) => code !== 'ENOTFOUND';
    await assert.rejects(send({}, `http://[::1]:${port}`), isOtherCode);
  });

  it('rejects for a header that can’t be sent', async () => {
    await assert.rejects(send({ headers: { Authorization: 'Bearer a\nb' } }), { code: 'ERR_INVALID_CHAR' });
  });
});
