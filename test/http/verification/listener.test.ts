import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Unproven } from '../../../src/core/tokens/verdict.ts';
import { createLog } from '../../../src/log/log.ts';
import { openRaw, readRaw } from '../../support/raw-request.ts';
import { ANY, basic, closeListeners, LOOPBACK, setUpVerify } from './setup.ts';

describe('the verification listener', () => {
  afterEach(closeListeners);

  it('answers health, 404 for what is not there and 405 for a method that is not taken', async () => {
    const { ask } = await setUpVerify();
    assert.deepEqual(await (await ask('/healthz')).json(), { status: 'ok' });
    for (const path of ['/', '/verify/', '/verif', '//verify', '/metrics', '/api/messages'])
      assert.equal((await ask(path)).status, 404, path);
    for (const [path, method, allowed] of [
      ['/self', 'POST', 'GET, HEAD'],
      ['/introspect', 'GET', 'POST'],
      ['/revoke', 'PUT', 'POST'],
      ['/healthz', 'POST', 'GET, HEAD'],
    ] as const) {
      const response = await ask(path, {}, method);
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), allowed);
    }
  });

  it('keeps connections open, for requests without and with a credential', async () => {
    const { create, port } = await setUpVerify();
    const { secret } = await create();
    const socket = await openRaw(port);
    for (const [header, status] of [
      ['', 401],
      [`Authorization: Bearer ${secret}\r\n`, 200],
      ['Authorization: Bearer x\r\n', 401],
    ] as const) {
      socket.write(`GET ${ANY} HTTP/1.1\r\nHost: x\r\n${header}\r\n`);
      const { status: given, head } = await readRaw(socket);
      assert.equal(given, status);
      assert.match(head, /connection: keep-alive/i);
    }
    socket.destroy();
  });

  it('ends the connection of a request whose body it did not read', async () => {
    const { create, port } = await setUpVerify();
    const { secret } = await create();
    for (const [header, status] of [
      ['', 401],
      [`Authorization: Bearer ${secret}\r\n`, 200],
      ['Authorization: Bearer x\r\n', 401],
    ] as const) {
      const socket = await openRaw(
        port,
        `POST ${ANY} HTTP/1.1\r\nHost: x\r\n${header}Content-Length: 1000000\r\n\r\nGET /`,
      );
      const { status: given, head } = await readRaw(socket);
      assert.equal(given, status);
      assert.match(head, /connection: close/i);
      socket.destroy();
    }
  });

  it('answers requests that come in one piece, each in its turn', async () => {
    const { create, port } = await setUpVerify();
    const { secret } = await create();
    const ask = (credential: string, more = '') =>
      `GET ${ANY} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${credential}\r\n${more}\r\n`;
    const socket = await openRaw(
      port,
      ask(secret) + ask('x') + ask(secret) + ask('x', 'Connection: close\r\n'),
    );
    let text = '';
    for await (const chunk of socket.setEncoding('latin1')) text += chunk;
    assert.deepEqual(text.match(/(?<=HTTP\/1\.1 )\d+/g), ['200', '401', '200', '401']);
  });

  it('answers HTTP/1.0, as nginx speaks it', async () => {
    const { create, port } = await setUpVerify();
    const { secret } = await create();
    const socket = await openRaw(port, `GET ${ANY} HTTP/1.0\r\nAuthorization: Bearer ${secret}\r\n\r\n`);
    assert.equal((await readRaw(socket)).status, 200);
    socket.destroy();
  });

  it('refuses a request that says twice who asks or where it ends, before it looks for a token', async () => {
    const verify = sinon.fake.resolves({ why: 'malformed', digest: '' } as const);
    const { port, ask, outcomes } = await setUpVerify({ verify });
    for (const target of [ANY, '/self', '/introspect', '/revoke'])
      for (const twice of [
        ['Authorization: Bearer a', 'authorization: Bearer b'],
        ['Authorization: Bearer a', 'Authorization: Bearer a'],
        ['Host: other'],
        ['Content-Type: a/b', 'Content-Type: c/d'],
      ]) {
        const head = [`POST ${target} HTTP/1.1`, 'Host: x', ...twice, '', ''].join('\r\n');
        const socket = await openRaw(port, head);
        assert.equal((await readRaw(socket)).status, 400, head);
        socket.destroy();
      }
    sinon.assert.notCalled(verify);
    assert.deepEqual(outcomes, Array(16).fill('bad-request'));
    // Node itself refuses two lengths.
    const lengths = await openRaw(
      port,
      `POST ${ANY} HTTP/1.1\r\nHost: x\r\n${'Content-Length: 0\r\n'.repeat(2)}\r\n`,
    );
    assert.match((await readRaw(lengths)).head, /^HTTP\/1\.1 400 /);
    assert.equal((await ask('/healthz')).status, 200);
  });

  it('refuses a header of a megabyte and goes on', async () => {
    const verify = sinon.fake.resolves({ why: 'malformed', digest: '' } as const);
    const { port, ask } = await setUpVerify({ verify });
    // As much as one packet holds: whoever still writes when the listener closes may never read its answer.
    const begun = `GET ${ANY} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${'A'.repeat(20 * 1024)}`;
    const socket = await openRaw(port, begun);
    const { head } = await readRaw(socket);
    assert.match(head, /^HTTP\/1\.1 431 /);
    socket.destroy();
    const rest = await openRaw(port, begun, 'A'.repeat(1024 * 1024), '\r\n\r\n');
    await new Promise((resolve) => rest.once('close', resolve).resume());
    sinon.assert.notCalled(verify);
    assert.equal((await ask('/healthz')).status, 200);
  });

  it('stays up through 20,000 garbage credentials, and tells of them in two lines', async function () {
    this.timeout(60_000);
    const { create, port, log, ask, clock, outcomes } = await setUpVerify({ trustedProxies: LOOPBACK });
    const { secret } = await create();
    const batches = Array.from({ length: 20 }, async (_, batch) => {
      const requests = Array.from({ length: 1000 }, (_, i) => {
        const garbage = Buffer.from([batch, i, i >> 8, 0, 255, 13, 10])
          .toString('base64')
          .repeat(i % 50);
        return `GET ${ANY} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.${batch}.${i >> 8}.${i % 256}\r\nAuthorization: Basic ${garbage}\r\n\r\n`;
      });
      const socket = await openRaw(port, requests.join(''));
      let text = '';
      for await (const chunk of socket.setEncoding('latin1').iterator({ destroyOnReturn: false })) {
        text += chunk;
        if ((text.match(/HTTP\/1\.1 /g)?.length ?? 0) >= 1000 && text.endsWith('\r\n\r\n')) break;
      }
      socket.destroy();
      return text.match(/HTTP\/1\.1 \d+/g) ?? [];
    });
    const answers = (await Promise.all(batches)).flat();
    assert.deepEqual([...new Set(answers)], ['HTTP/1.1 401']);
    assert.equal(answers.length, 20_000);
    clock.advance(60_000);
    assert.deepEqual(
      log.lines
        .filter(({ level }) => level !== 'debug')
        .map(({ fields }) => 'times' in fields && fields.times),
      [false, outcomes.filter((outcome) => outcome === 'refused').length - 1],
    );
    assert.equal((await ask(ANY, basic(secret))).status, 200);
  });

  it('writes no secret through the real log, whatever header it stands in', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
    const { create, ask } = await setUpVerify({ log });
    const { secret } = await create();
    const names = [
      'X-Original-Method',
      'X-Original-URI',
      'X-Forwarded-Uri',
      'X-Forwarded-For',
      'X-Forwarded-Host',
    ];
    for (const name of names)
      for (const text of [secret, `/${secret}`, encodeURIComponent(secret).replace('_', '%5F')])
        for (const credential of [secret, 'x', '']) await ask(ANY, { ...basic(credential), [name]: text });
    await ask(`/${secret}?${secret}`, basic(secret));
    const written = lines.join('');
    assert.match(written, /"outcome":"ok"/);
    assert.match(written, /"outcome":"bad-request"/);
    assert.ok(!written.includes(secret.slice(4, 64)));
  });

  it('closes gracefully: running requests are answered, on connections that end', async () => {
    let answer = (_: Unproven): void => {};
    let asked = (): void => {};
    const running = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { ask, listener } = await setUpVerify({
      verify: () =>
        new Promise((resolve) => {
          answer = resolve;
          asked();
        }),
    });
    const request = ask(ANY, basic('x'));
    await running;
    const closed = listener.close(60_000);
    await assert.rejects(ask('/healthz'));
    answer({ why: 'malformed', digest: '' });
    const response = await request;
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('connection'), 'close');
    await closed;
  });

  it('ends a connection that was idle for more than a minute, and keeps the one in use', async () => {
    let sweep = (): void => {};
    const waits: number[] = [];
    const { port, listener } = await setUpVerify({
      later: (ms, run) => {
        waits.push(ms);
        sweep = run;
        return () => {};
      },
    });
    const [idle, used] = [await openRaw(port), await openRaw(port)];
    const ask = async (socket: typeof used) => {
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      assert.equal((await readRaw(socket)).status, 200);
    };
    await ask(idle);
    for (let i = 0; i < 2; i += 1) {
      await ask(used);
      sweep();
    }
    assert.equal((await readRaw(idle)).status, 0);
    await ask(used);
    assert.deepEqual(waits, [65_000, 65_000, 65_000]);
    used.destroy();
    await listener.close(0);
  });

  it('rejects on an address that is taken', async () => {
    const { port } = await setUpVerify();
    await assert.rejects(setUpVerify({ port }), { code: 'EADDRINUSE' });
  });
});
