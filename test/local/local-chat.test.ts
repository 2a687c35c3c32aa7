import assert from 'node:assert/strict';
import { request } from 'node:http';
import { createLocalChat } from '../../src/local/local-chat.ts';
import { openRaw, readRaw } from '../support/raw-request.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { ADA, createLocalWorld, type LocalWorld, MANIFEST } from './local-world.ts';

const SECRET = `pat_${'a1B2'.repeat(15)}Z`;

describe('the local chat', () => {
  let world: LocalWorld;
  beforeEach(async () => {
    world = await createLocalWorld();
  });
  afterEach(() => world.close());

  /** The status that a request with these headers gets; `fetch` would not let us set them. */
  function statusOf(method: string, path: string, headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = request(`${world.url}${path}`, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end(method === 'POST' ? JSON.stringify({ hours: 1 }) : undefined);
    });
  }
  const json = { 'Content-Type': 'application/json' };

  it('serves its page under a policy that allows nothing inline and nothing foreign', async () => {
    const response = await fetch(world.url);
    const html = await response.text();
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(?:;|$)/);
    assert.match(policy, /style-src 'self'(?:;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.doesNotMatch(html, /<style| style=|<script>| on[a-z]+=/);
  });

  it('serves the style sheets and the renderer that its page names', async () => {
    const html = await (await fetch(world.url)).text();
    const sheets = [...html.matchAll(/href="(\/page\/[^"]+)"/g)].map(([, path]) => path);
    assert.ok(sheets.length > 3);
    for (const path of [...sheets, '/vendor/adaptivecards.js']) {
      assert.equal((await fetch(`${world.url}${path}`)).status, 200, path);
    }
  });

  it('refuses a request that brings its key or its host twice', async () => {
    const port = Number(new URL(world.url).port);
    const status = async (...lines: string[]) => {
      const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n`;
      const socket = await openRaw(port, head, ...lines.map((line) => `${line}\r\n`), '\r\n');
      // The answer has no length, so that it is read to the end of the connection.
      return (await readRaw(socket)).head.split(' ')[1];
    };
    assert.equal(await status('X-Local-Key: a'), '200');
    for (const name of ['Host', 'X-Local-Key', 'Origin']) {
      assert.equal(await status(`${name}: a`, `${name}: b`), '400', name);
    }
  });

  it('serves nothing else', async () => {
    for (const path of [
      '/page/../local-chat.ts',
      '/page/%2e%2e/local-chat.ts',
      '/page/main.ts',
      '/package.json',
    ]) {
      assert.equal(await statusOf('GET', path, {}), 404, path);
    }
  });

  it('answers only to loopback names', async () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', '192.0.2.1:80']) {
      assert.equal(await statusOf('GET', '/', { host }), 421, host);
      assert.equal(await statusOf('GET', '/connector/v3/conversations', { host }), 421, host);
    }
    assert.equal(await statusOf('GET', '/', { host: 'localhost:1234' }), 200);
  });

  it('takes posts from its own page only', async () => {
    assert.equal(await statusOf('POST', '/local/clock', { ...json, Origin: world.url }), 200);
    assert.equal(await statusOf('POST', '/local/clock', json), 403);
    assert.equal(await statusOf('POST', '/local/clock', { ...json, Origin: 'http://evil.example' }), 403);
    assert.equal(await statusOf('POST', '/local/clock', { ...json, Origin: 'null' }), 403);
    assert.equal(world.clock.offsetHours(), 1);
  });

  it('keeps other sites from reading', async () => {
    assert.equal(await statusOf('GET', '/local/state', { 'Sec-Fetch-Site': 'cross-site' }), 403);
    assert.equal(await statusOf('GET', '/local/state', { Origin: 'http://evil.example' }), 403);
  });

  it('keeps browsers away from the connector', async () => {
    const status = await statusOf('POST', '/connector/v3/conversations', { ...json, Origin: world.url });
    assert.equal(status, 403);
  });

  it('refuses what is not JSON, too large, or no known request', async () => {
    assert.equal(
      await statusOf('POST', '/local/clock', { 'Content-Type': 'text/plain', Origin: world.url }),
      415,
    );
    assert.equal((await world.ask('say', { ...ADA, text: 'x'.repeat(600 * 1024) })).status, 413);
    assert.equal((await world.ask('say', { ...ADA, text: '', many: Array(30_000).fill([]) })).status, 400);
    assert.equal((await world.ask('constructor', {})).status, 404);
  });

  it('pushes what happens to every open page', async () => {
    const [one, two] = [await world.listen(), await world.listen()];
    await world.ask('say', { ...ADA, text: 'hello' });
    for (const page of [one, two]) {
      const push = await page.take((event) => event.type === 'message');
      assert.equal(push.type === 'message' && push.message.text, 'hello');
      assert.equal(push.clock.now, world.clock.now());
      page.end();
    }
  });

  it('moves the clock and tells the pages', async () => {
    const page = await world.listen();
    await world.ask('clock', { hours: 552 });
    assert.equal(world.clock.offsetHours(), 552);
    const push = await page.take(({ type }) => type === 'clock');
    assert.deepEqual(push.clock, { now: world.clock.now(), offsetHours: 552 });
    await world.ask('clock', { reset: true });
    assert.equal(world.clock.offsetHours(), 0);
    assert.equal((await world.ask('clock', { hours: 'soon' })).status, 400);
    page.end();
  });

  it('gives a dialog its secret and keeps none, neither for the inspector nor in the stream', async () => {
    const page = await world.listen();
    const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'Input.Text', value: SECRET }] };
    const value = {
      title: 'Your token',
      card: { contentType: 'application/vnd.microsoft.card.adaptive', content: card },
    };
    world.onActivity = ({ name }) =>
      name === 'task/submit' ? { status: 200, body: { task: { type: 'continue', value } } } : { status: 200 };
    const { body } = await world.ask('dialog', {
      ...ADA,
      name: 'task/submit',
      data: { verb: 'create.submit', echo: SECRET },
    });
    assert.ok(JSON.stringify(body).includes(SECRET));
    const push = await page.take(
      (event) =>
        event.type === 'trace' && event.trace.what === 'invoke task/submit' && event.trace.status === 200,
    );
    assert.match(JSON.stringify(push), /pat_\[masked\]/);
    assert.ok(!JSON.stringify(push).includes(SECRET));
    assert.ok(!JSON.stringify(await world.state()).includes(SECRET));
    page.end();
  });

  it('keeps the code of a sign-in out of the inspector, whichever way it is brought', async () => {
    const [code, dialog] = ['BCDF-2345', { ...ADA, name: 'task/submit' }];
    await world.ask('verify-state', { ...ADA, state: code });
    await world.ask('search', { ...ADA, commandId: 'myTokens', words: '', state: code });
    await world.ask('dialog', { ...dialog, data: { verb: 'create.submit', signInCode: code } });
    await world.ask('verify-state', { ...ADA, state: 'CancelledByUser' });
    assert.equal(world.activities.filter((activity) => JSON.stringify(activity).includes(code)).length, 3);
    const traces = JSON.stringify((await world.state()).traces);
    assert.ok(!traces.includes(code));
    assert.ok(traces.includes('create.submit') && traces.includes('CancelledByUser'));
  });

  it('rejects when its port is taken', async () => {
    const port = Number(new URL(world.url).port);
    const deps = { host: '127.0.0.1', botEndpoint: world.url, manifest: MANIFEST, clock: world.clock };
    await assert.rejects(createLocalChat({ ...deps, port, log: createSilentLog() }), /EADDRINUSE/);
  });
});
