import assert from 'node:assert/strict';
import { createLocalKey } from '../../src/web/local-key.ts';
import { ADA, createLocalWorld, type LocalWorld } from './local-world.ts';

const POST = {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ hours: 1 }),
};

describe('the local chat with a key', () => {
  const key = createLocalKey();
  let world: LocalWorld;
  beforeEach(async () => {
    world = await createLocalWorld({ key });
  });
  afterEach(() => world.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.url}${path}`, { headers, redirect: 'manual' });
  const cookie = (): string => {
    const { name, value } = key.cookieFor(Number(new URL(world.url).port));
    return `${name}=${value}`;
  };

  it('takes the key out of the address, and keeps a cookie that no page of another site sends', async () => {
    const opened = await get(`/?key=${key.reveal()}&theme=dark`);
    assert.equal(opened.status, 303);
    assert.equal(opened.headers.get('location'), '/?theme=dark');
    assert.equal(opened.headers.get('set-cookie'), `${cookie()}; Path=/; HttpOnly; SameSite=Strict`);
    assert.equal(opened.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(opened.headers.get('cache-control'), 'no-store');
    assert.ok(!JSON.stringify([...opened.headers]).includes(key.reveal()));
    const page = await get('/', { Cookie: cookie() });
    assert.match(await page.text(), /Patkeeper local chat/);
  });

  it('gives nothing to who has neither, not even a style sheet', async () => {
    const port = Number(new URL(world.url).port);
    const foreign = key.cookieFor(port + 1);
    for (const headers of [
      {},
      { Cookie: `${foreign.name}=${foreign.value}` },
      { Cookie: `patkeeper-${port}=${foreign.value}` },
      { Cookie: `patkeeper-${port}=${key.reveal()}` },
      { 'X-Local-Key': 'wrong' },
      { 'X-Local-Key': `${key.reveal()}, ${key.reveal()}` },
    ]) {
      for (const path of [
        '/',
        '/local/state',
        '/local/events',
        '/page/base.css',
        '/page/main.js',
        '/vendor/adaptivecards.js',
      ])
        assert.equal((await get(path, headers)).status, 401, path);
    }
    for (const path of [
      '/?key=',
      '/?key=wrong',
      '/local/state?key=wrong',
      `/local/state?key=${key.reveal()}`,
    ])
      assert.equal((await get(path)).status, 401, path);
  });

  it('says where the key is, to who opens the page', async () => {
    const page = await get('/', { Accept: 'text/html,*/*' });
    assert.deepEqual([page.status, page.headers.get('content-type')], [401, 'text/html; charset=utf-8']);
    assert.match(await page.text(), /Open the address in the terminal/);
    assert.match(await (await get('/local/state')).text(), /Open the address in the terminal/);
  });

  it('takes posts with the cookie from its own page alone, and from programs with the key', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${world.url}/local/clock`, { ...POST, headers: { ...POST.headers, ...headers } });
    assert.equal((await post({ Origin: world.url })).status, 401);
    assert.equal((await post({ Cookie: cookie() })).status, 403);
    assert.equal((await post({ Cookie: cookie(), Origin: 'http://127.0.0.1:9' })).status, 403);
    assert.equal((await post({ 'X-Local-Key': key.reveal(), Origin: 'http://evil.example' })).status, 403);
    assert.equal(world.clock.offsetHours(), 0);
    assert.equal((await post({ Cookie: cookie(), Origin: world.url })).status, 200);
    assert.equal((await post({ 'X-Local-Key': key.reveal() })).status, 200);
  });

  it('wants the key in the header for the connector: a cookie is no program’s', async () => {
    const send = (headers: Record<string, string>) => get('/connector/v3/conversations/x/members', headers);
    for (const headers of [{}, { Cookie: cookie() }, { 'X-Local-Key': 'wrong' }])
      assert.equal((await send(headers)).status, 401);
    assert.equal((await send({ 'X-Local-Key': key.reveal() })).status, 404);
    assert.equal((await get(`/connector/v3/conversations/x/members?key=${key.reveal()}`)).status, 401);
  });

  it('brings the bot the key in a header, and neither the activity nor the inspector has it', async () => {
    await world.ask('say', { ...ADA, text: 'hello' });
    assert.ok(world.headers.length > 0);
    for (const headers of world.headers) assert.equal(headers['x-local-key'], key.reveal());
    assert.ok(!JSON.stringify([world.activities, await world.state()]).includes(key.reveal()));
  });

  it('refuses what came through a proxy, the key or not', async () => {
    for (const name of ['Forwarded', 'Via', 'X-Forwarded-For', 'X-Forwarded-Proto']) {
      for (const path of ['/', '/connector/v3/conversations', `/?key=${key.reveal()}`])
        assert.equal(
          (await get(path, { [name]: 'x', Cookie: cookie(), 'X-Local-Key': key.reveal() })).status,
          403,
        );
    }
  });

  it('leads nowhere else, whatever the address is', async () => {
    for (const path of [`//evil.example/?key=${key.reveal()}`, `/.//evil.example?key=${key.reveal()}`]) {
      const { status, headers } = await get(path);
      assert.ok(status === 401 || headers.get('location') === '/', `${path} ${status}`);
    }
  });
});
