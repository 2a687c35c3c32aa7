import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import sinon from 'sinon';
import { createMetrics } from '../../../src/http/metrics.ts';
import { openRaw, readRaw } from '../../support/raw-request.ts';
import { ANY, basic, closeListeners, setUpVerify } from './setup.ts';

describe('a request to /verify', () => {
  afterEach(closeListeners);

  it('may have every method but CONNECT, because proxies keep that of their client', async () => {
    const { create, port, ask } = await setUpVerify();
    const { secret } = await create();
    for (const method of METHODS.filter((name) => name !== 'CONNECT'))
      for (const [target, credential, status] of [
        [ANY, secret, 200],
        ['/verify/scope/any/organization/any/-/a', secret, 200],
        [ANY, 'x', 401],
      ] as const) {
        const socket = await openRaw(
          port,
          `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${credential}\r\n\r\n`,
        );
        assert.equal((await readRaw(socket)).status, status, `${method} ${target}`);
        socket.destroy();
      }
    for (const method of ['HEAD', 'GET', 'PUT', 'PROPFIND'])
      assert.equal((await ask('/verify', basic(secret), method)).status, 400);
    const connect = await openRaw(port, `CONNECT ${ANY} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.equal((await readRaw(connect)).status, 0);
    connect.destroy();
  });

  it('may have the absolute form, as RFC 9112 says', async () => {
    const { create, port } = await setUpVerify();
    const { secret } = await create();
    for (const [target, status] of [
      [`http://127.0.0.1${ANY}`, 200],
      [`HTTPS://patkeeper.example.com:8443${ANY}`, 200],
      ['http://127.0.0.1/verify/scope/any/organization/any/-/a?b', 200],
      ['http://127.0.0.1/verify', 400],
      ['http://127.0.0.1', 404],
      ['http://127.0.0.1/other', 404],
      [`ftp://127.0.0.1${ANY}`, 404],
    ] as const) {
      const socket = await openRaw(
        port,
        `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${secret}\r\n\r\n`,
      );
      assert.equal((await readRaw(socket)).status, status, target);
      socket.destroy();
    }
  });

  it('is refused for its question before anybody looks at its credential', async () => {
    const { create, ask, outcomes, store } = await setUpVerify();
    const { secret } = await create({ scopes: ['app_token'] });
    const find = sinon.spy(store.tokens, 'findBySelector');
    for (const headers of [basic(secret), basic('x'), {}]) {
      const response = await ask('/verify?scope=vso.code&org=internal', headers);
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
      assert.match(
        await response.text(),
        /proxy asks Patkeeper a wrong question. There is no parameter "org"/,
      );
    }
    sinon.assert.notCalled(find);
    assert.deepEqual(outcomes, ['bad-question', 'bad-question', 'bad-question']);
  });

  it('is told of once a minute for each kind of mistake, with how often it was made', async () => {
    const { ask, log, clock } = await setUpVerify();
    for (let i = 0; i < 5; i += 1) {
      await ask('/verify?scopes=vso.code');
      await ask(`/verify?scope=vso.${i}&organization=any`);
    }
    clock.advance(60_000);
    await ask('/verify?Scope=vso.code');
    const lines = log.lines.filter(({ level }) => level === 'warn');
    assert.deepEqual(
      [...new Set(lines.map(({ message }) => message))],
      ['a proxy asks /verify a wrong question: correct it'],
    );
    const seen = lines.map(({ fields }) => fields as { problem: string; proxy: string; times?: number });
    assert.deepEqual(
      seen.map(({ problem, proxy, times }) => [/"(.*)"/.exec(problem)?.[1], proxy, times]),
      [
        ['scopes', '127.0.0.1', undefined],
        ['vso.0', '127.0.0.1', undefined],
        ['scopes', '127.0.0.1', 4],
        ['vso.0', '127.0.0.1', 4],
        ['Scope', '127.0.0.1', undefined],
      ],
    );
  });

  it('is counted by what became of it', async () => {
    const metrics = createMetrics({ version: '1.2.3' });
    const { create, ask } = await setUpVerify({ onAnswer: metrics.verify });
    const { secret } = await create();
    await ask('/verify', basic(secret));
    await ask('/verify?scope=any', basic(secret));
    await ask(ANY, basic(secret));
    const text = await metrics.text();
    assert.match(text, /^patkeeper_verify_total\{outcome="bad-question"\} 2$/m);
    assert.match(text, /^patkeeper_verify_total\{outcome="ok"\} 1$/m);
  });

  it('says 404 below it without /-/, and 405 as JSON where clients of OAuth ask', async () => {
    const { ask } = await setUpVerify();
    assert.equal((await ask('/verify/scope/any/organization/any')).status, 404);
    for (const path of ['/introspect', '/revoke']) {
      const response = await ask(`${path}?token=x`, {}, 'DELETE');
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), 'POST');
      assert.equal(((await response.json()) as { error: string }).error, 'invalid_request');
    }
  });
});
