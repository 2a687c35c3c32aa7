import assert from 'node:assert/strict';
import { once } from 'node:events';
import { inspect } from 'node:util';
import sinon from 'sinon';
import { correlationId } from '../../../src/core/correlation.ts';
import type { Admit } from '../../../src/http/bot/admission.ts';
import type { BotServer } from '../../../src/http/bot/bot-server.ts';
import { openRaw, readRaw } from '../../support/raw-request.ts';
import { openServers, portOf, post } from '../opened-servers.ts';

describe('the bot server', () => {
  const servers = openServers();

  async function raw(server: BotServer, ...lines: string[]) {
    const socket = await openRaw(portOf(server), [...lines, '', ''].join('\r\n'));
    const answer = await readRaw(socket);
    socket.destroy();
    return answer;
  }

  describe('POST /api/messages', () => {
    it('hands the body and the Authorization header on and answers with what comes back', async () => {
      const seen: unknown[] = [];
      const server = await servers.start({
        onActivity: async (...args) => {
          seen.push(args);
          return { status: 202, body: { task: { type: 'continue' } } };
        },
      });
      const response = await post(server, { type: 'message' }, { Authorization: 'Bearer x' });
      assert.equal(response.status, 202);
      assert.deepEqual(await response.json(), { task: { type: 'continue' } });
      assert.deepEqual(seen, [[{ type: 'message' }, 'Bearer x']]);
    });

    it('answers the same, headers included, wherever restify finds the address in another spelling', async () => {
      const server = await servers.start({
        onActivity: async () => ({ status: 200, body: { text: 'Größe’' } }),
      });
      const ask = (target: string) =>
        raw(
          server,
          `POST ${target} HTTP/1.1`,
          'Host: localhost',
          'Content-Type: application/json',
          'Content-Length: 2',
          '',
          '{}',
        );
      const withoutDate = ({ head, ...rest }: Awaited<ReturnType<typeof ask>>) => ({
        ...rest,
        head: head.replace(/^date: .*$/im, ''),
      });
      const [direct, byRestify] = [await ask('/api/messages'), await ask('/api/messages?a=b')];
      assert.equal(direct.body, '{"text":"Größe’"}');
      assert.deepEqual(withoutDate(direct), withoutDate(byRestify));
    });

    it('answers without a body when there is none, and passes a missing Authorization header as empty', async () => {
      let authorization: string | undefined;
      const server = await servers.start({
        onActivity: async (_body, header) => {
          authorization = header;
          return { status: 200 };
        },
      });
      const response = await post(server, {});
      assert.equal(await response.text(), '');
      assert.equal(authorization, '');
    });

    it('refuses what is not a JSON object, before anybody sees it', async () => {
      let called = false;
      const server = await servers.start({
        onActivity: async () => {
          called = true;
          return { status: 200 };
        },
      });
      assert.equal((await post(server, [])).status, 400);
      assert.equal((await post(server, {}, { 'Content-Type': 'text/plain' })).status, 415);
      const big = await post(server, { text: 'x'.repeat(300 * 1024) });
      assert.equal(big.status, 413);
      assert.deepEqual(await big.json(), { error: 'body too large' });
      assert.equal(called, false);
    });

    it('outlives a garbage body that claims to be compressed', async () => {
      const server = await servers.start();
      const socket = await openRaw(
        portOf(server),
        'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n',
        'Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\njunk',
      );
      assert.equal((await readRaw(socket)).status, 415);
      socket.destroy();
      assert.equal((await post(server, {})).status, 200);
    });

    it('ends the connection of a body that comes too slowly', async () => {
      const server = await servers.start({ body: { timeoutMs: 40 } });
      const socket = await openRaw(
        portOf(server),
        'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      );
      const answer = await readRaw(socket);
      assert.equal(answer.status, 408);
      assert.match(answer.head, /connection: close/i);
      socket.destroy();
    });

    it('refuses by the head alone, without reading the body, and ends the connection', async () => {
      const server = await servers.start({
        admit: async ({ authorization }) => ({
          ok: false,
          response: { status: 401, body: { authorization } },
        }),
      });
      const socket = await openRaw(
        portOf(server),
        'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: x\r\nContent-Length: 250000\r\n\r\n{"a":',
      );
      const answer = await readRaw(socket);
      assert.deepEqual([answer.status, answer.body], [401, '{"authorization":"x"}']);
      assert.match(answer.head, /connection: close/i);
      await once(socket.resume(), 'close');
    });

    it('refuses many values that a few bytes hold, and takes long texts', async () => {
      const server = await servers.start();
      const values = (count: number) => ({ list: Array.from({ length: count }, () => []) });
      assert.equal((await post(server, values(84_000))).status, 400);
      assert.equal((await post(server, values(4_000))).status, 200);
      assert.equal((await post(server, { text: '[],'.repeat(80_000) })).status, 200);
    });

    it('refuses a request with more headers than anybody needs', async () => {
      const server = await servers.start();
      const many = (count: number) => Array.from({ length: count }, (_, i) => `x-${i}: 1`);
      assert.equal((await raw(server, 'GET /healthz HTTP/1.1', 'Host: localhost', ...many(98))).status, 200);
      assert.equal(
        (await raw(server, 'GET /healthz HTTP/1.1', 'Host: localhost', ...many(1200))).status,
        431,
      );
    });

    it('refuses a request that says twice who sends it, at every address, and says so in the log once', async () => {
      const admit = sinon.fake.rejects(new Error('asked'));
      const server = await servers.start({ admit });
      for (const path of ['/api/messages', '/scim/v2/Users', '/leaks', '/healthz'])
        for (const name of ['Authorization', 'X-Local-Key', 'X-Leak-Signature', 'Content-Type', 'Host']) {
          const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', `${name}: a`, `${name.toLowerCase()}: b`];
          assert.equal(await raw(server, ...head).then(({ status }) => status), 400, `${path} ${name}`);
        }
      sinon.assert.notCalled(admit);
      const told = servers.log.lines.filter(({ message }) => message.includes('header twice'));
      assert.deepEqual(
        told.map(({ fields }) => fields),
        [{ header: 'authorization' }],
      );
    });

    it('answers an unexpected error with a fixed text and a correlation id that is in the log', async () => {
      const server = await servers.start({
        onActivity: () => Promise.reject(new Error('the secret of line 7')),
      });
      const response = await post(server, {});
      const text = await response.text();
      assert.equal(response.status, 500);
      assert.doesNotMatch(text, /secret|line 7|\.ts/);
      const { correlationId, error } = JSON.parse(text);
      assert.equal(error, 'internal error');
      assert.equal(servers.log.lines[0]?.level, 'error');
      assert.ok(JSON.stringify(servers.log.lines[0]?.fields).includes(correlationId));
    });

    it('gives each activity a correlation id of its own', async () => {
      const seen: unknown[] = [];
      const server = await servers.start({
        onActivity: async () => {
          seen.push(correlationId());
          return { status: 200 };
        },
      });
      await post(server, {});
      await post(server, {});
      assert.equal(new Set(seen.filter((id) => id !== undefined)).size, 2);
    });

    it('answers 500 when the answer can’t be written as JSON', async () => {
      const server = await servers.start({ onActivity: async () => ({ status: 200, body: { n: 1n } }) });
      assert.equal((await post(server, {})).status, 500);
    });
  });

  describe('a caller that keeps being refused', () => {
    const LOOPBACK = [{ address: '127.0.0.1', prefix: 32, family: 'ipv4' }] as const;
    const admit: Admit = async ({ authorization }) =>
      authorization === 'good'
        ? { ok: true, answer: async () => ({ status: 200 }) }
        : { ok: false, response: { status: 401, body: { error: 'unauthorized' } } };
    const statuses = async (server: BotServer, times: number, headers: Record<string, string>) => {
      const seen = [];
      for (let i = 0; i < times; i += 1) seen.push((await post(server, {}, headers)).status);
      return seen;
    };

    it('is told to wait, and is let in at once with what proves it', async () => {
      const server = await servers.start({ admit });
      assert.deepEqual(await statuses(server, 22, {}), [...Array(20).fill(401), 429, 429]);
      const limited = await post(server, {});
      assert.equal(limited.headers.get('retry-after'), '3');
      assert.deepEqual(await limited.json(), { error: 'too many requests' });
      assert.deepEqual(await statuses(server, 30, { Authorization: 'good' }), Array(30).fill(200));
    });

    it('is known by the address that a trusted proxy names, and only that', async () => {
      const from = (address: string) => ({ 'X-Forwarded-For': address });
      const trusting = await servers.start({ admit, trustedProxies: LOOPBACK });
      await statuses(trusting, 21, from('192.0.2.1'));
      assert.deepEqual(await statuses(trusting, 1, from('192.0.2.1')), [429]);
      assert.deepEqual(await statuses(trusting, 1, from('192.0.2.2')), [401]);
      const other = await servers.start({ admit });
      await statuses(other, 21, from('192.0.2.1'));
      assert.deepEqual(await statuses(other, 1, from('192.0.2.2')), [429]);
    });

    it('is not blamed for what is no fault of its own', async () => {
      const server = await servers.start({ admit: async () => ({ ok: false, response: { status: 503 } }) });
      assert.deepEqual(await statuses(server, 30, {}), Array(30).fill(503));
    });
  });

  describe('every answer', () => {
    it('forbids guessing and storing, and does not name the software', async () => {
      const server = await servers.start();
      for (const path of ['/healthz', '/metrics', '/nowhere']) {
        const { headers } = await fetch(server.url + path);
        assert.equal(headers.get('server'), null);
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
        assert.equal(headers.get('cache-control'), 'no-store');
      }
    });

    it('to an unknown path or method is small JSON that repeats nothing', async () => {
      const server = await servers.start();
      const unknown = await fetch(`${server.url}/<script>`, { headers: { Accept: 'text/plain' } });
      assert.equal(unknown.status, 404);
      assert.deepEqual(await unknown.json(), { error: 'not found' });
      const method = await fetch(`${server.url}/api/messages`);
      assert.equal(method.status, 405);
      assert.match(method.headers.get('allow') ?? '', /POST/);
      assert.deepEqual(await method.json(), { error: 'method not allowed' });
    });

    it('comes even for targets and hosts that make no URL, which would end restify', async () => {
      const server = await servers.start();
      assert.equal((await raw(server, 'GET http://[ HTTP/1.1', 'Host: localhost')).status, 400);
      assert.equal((await raw(server, 'GET /nowhere HTTP/1.1', 'Host: [')).status, 400);
      assert.equal((await raw(server, 'GET //[ HTTP/1.1', 'Host: localhost')).status, 404);
      assert.equal((await raw(server, 'OPTIONS * HTTP/1.1', 'Host: localhost')).status, 400);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    });
  });

  it('answers a request that wants another protocol like any other, so that no connection is left over', async () => {
    const server = await servers.start({ localOnly: true });
    const wants = ['Connection: Upgrade', 'Upgrade: h2c'];
    assert.equal((await raw(server, 'GET /healthz HTTP/1.1', 'Host: localhost', ...wants)).status, 200);
    assert.equal((await raw(server, 'GET /healthz HTTP/1.1', 'Host: evil.example', ...wants)).status, 403);
  });

  describe('local only', () => {
    it('refuses a name of somebody else that leads to this machine', async () => {
      const server = await servers.start({ localOnly: true });
      assert.equal((await raw(server, 'GET /healthz HTTP/1.1', 'Host: evil.example:3978')).status, 403);
      assert.equal((await raw(server, 'GET /healthz HTTP/1.1', 'Host:')).status, 400);
      for (const host of ['localhost:3978', '127.0.0.1', '[::1]:1']) {
        assert.equal((await raw(server, 'GET /healthz HTTP/1.1', `Host: ${host}`)).status, 200, host);
      }
    });

    it('refuses what came through a proxy, and says so', async () => {
      const server = await servers.start({ localOnly: true });
      for (const header of [
        'X-Forwarded-For: 192.0.2.1',
        'Forwarded: for=x',
        'Via: 1.1 x',
        'X-Forwarded-Proto: https',
      ]) {
        for (const path of ['/healthz', '/readyz', '/metrics', '/nowhere'])
          assert.equal((await raw(server, `GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', header)).status, 403);
      }
      const answer = await fetch(`${server.url}/healthz`, { headers: { Via: '1.1 x' } });
      assert.match(await answer.text(), /local mode takes no request that came through a proxy/);
      assert.equal((await raw(server, 'GET /healthz HTTP/1.0')).status, 403, 'no Host at all');
    });

    it('is not the rule for a server behind a proxy', async () => {
      const server = await servers.start();
      assert.equal((await raw(server, 'GET /healthz HTTP/1.1', 'Host: bot.example')).status, 200);
    });
  });

  describe('with a key', () => {
    const localKey = { isKey: (given: unknown) => given === 'the key' };

    it('takes activities with it alone, and reads no body without it', async () => {
      let taken = 0;
      const onActivity = async () => {
        taken += 1;
        return { status: 200 };
      };
      const server = await servers.start({ localOnly: true, localKey, onActivity });
      for (const headers of [{}, { 'X-Local-Key': '' }, { 'X-Local-Key': 'a key' }, { Cookie: 'the key' }]) {
        const answer = await post(server, 'not even an activity', headers as Record<string, string>);
        assert.equal(answer.status, 401);
        assert.match(await answer.text(), /X-Local-Key is missing or wrong/);
      }
      assert.equal(taken, 0);
      assert.equal((await post(server, {}, { 'X-Local-Key': 'the key' })).status, 200);
      for (const path of ['/healthz', '/readyz', '/metrics'])
        assert.equal((await fetch(`${server.url}${path}`)).status, 200);
    });
  });

  it('tells of each X-Forwarded-For', async () => {
    let told = 0;
    const server = await servers.start({
      onForwardedFor: () => {
        told += 1;
      },
    });
    await fetch(`${server.url}/healthz`);
    await fetch(`${server.url}/healthz`, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    assert.equal(told, 1);
  });

  describe('health', () => {
    it('names the release that runs', async () => {
      const server = await servers.start({ version: '4.5.6' });
      const response = await fetch(`${server.url}/healthz`);
      assert.deepEqual(await response.json(), { status: 'ok', version: '4.5.6' });
    });

    it('is green while the process lives, and readiness while the service can work', async () => {
      const server = await servers.start();
      assert.deepEqual(await (await fetch(`${server.url}/healthz`)).json(), {
        status: 'ok',
        version: '1.2.3',
      });
      const ready = await fetch(`${server.url}/readyz`);
      assert.equal(ready.status, 200);
      assert.deepEqual(await ready.json(), { status: 'ready' });
    });

    it('shows a service that can’t work, with the reason in the log only', async () => {
      const server = await servers.start({ ready: () => Promise.reject(new Error('no disk')) });
      const response = await fetch(`${server.url}/readyz`);
      assert.equal(response.status, 503);
      assert.deepEqual(await response.json(), { status: 'not ready' });
      assert.match(inspect(servers.log.lines[0]?.fields), /no disk/);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    });

    it('does not wait for a service that never says', async () => {
      const server = await servers.start({ ready: () => new Promise(() => {}), readyTimeoutMs: 20 });
      assert.equal((await fetch(`${server.url}/readyz`)).status, 503);
    });

    it('gives the metrics as they are', async () => {
      const server = await servers.start();
      const response = await fetch(`${server.url}/metrics`);
      assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4');
      assert.equal(await response.text(), 'patkeeper 1\n');
    });
  });
});
