import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log/log.ts';
import { settleMode } from '../../src/service/local-mode.ts';
import type { Service } from '../../src/service/service.ts';
import { startService } from '../../src/service/start-service.ts';
import { ada, contactOf } from '../stores/fixtures.ts';
import { openLowdb } from '../stores/lowdb/opened-lowdb-store.ts';
import { createFakeStore } from '../support/fake-store.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';
import { readTree } from '../support/read-tree.ts';
import { runService } from '../support/running-service.ts';
import { createTeamsDriver } from '../support/teams-driver.ts';

const MODE = 'local';

describe('local mode with its key', () => {
  let dataDir: string;
  let lines: string[];
  const running: Service[] = [];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-local-'));
    lines = [];
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<Service> {
    const free = { MODE, PORT: '0', VERIFY_PORT: '0', LOCAL_CHAT_PORT: '0', DATA_DIR: dataDir };
    const service = await startService({
      version: '1.2.3',
      config: loadConfig({ ...free, ...settings }),
      log: createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } }),
      onFatal: (error) => {
        throw error;
      },
    });
    running.push(service);
    return service;
  }

  it('is a whole conversation between chat and bot, and the key is in no file and no log', async () => {
    const { chatUrl = '', localKey } = await start();
    const key = localKey?.reveal() ?? '';
    const headers = { 'Content-Type': 'application/json', 'X-Local-Key': key };
    const ask = (name: string, body: object) =>
      fetch(`${chatUrl}/local/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal((await ask('say', { person: 'ada', chat: 'ada', text: '/pat help' })).status, 200);
    const state = await (await fetch(`${chatUrl}/local/state`, { headers })).text();
    assert.match(state, /What can I do for you/, 'the bot’s answer got through to the connector');
    assert.match(await readTree(dataDir), new RegExp(`"serviceUrl": ?"${chatUrl}/connector"`));
    assert.ok(!`${await readTree(dataDir)}${lines.join('')}${state}`.includes(key));
  });

  it('gives another account of the machine nothing but health, metrics and the sign-in pages', async () => {
    const { botUrl, chatUrl } = await start();
    const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
    assert.equal((await fetch(`${botUrl}/api/messages`, post)).status, 401);
    assert.equal(
      (await fetch(`${chatUrl}/local/say`, { ...post, headers: { ...post.headers, Origin: `${chatUrl}` } }))
        .status,
      401,
    );
    for (const path of ['/', '/local/state', '/connector/v3/conversations'])
      assert.equal((await fetch(`${chatUrl}${path}`)).status, 401, path);
    for (const path of ['/healthz', '/readyz', '/metrics'])
      assert.equal((await fetch(`${botUrl}${path}`)).status, 200, path);
  });

  it('is another key at each start, unless it is fixed', async () => {
    const keys = [];
    for (const settings of [
      {},
      {},
      { LOCAL_KEY: 'fixed-for-this-test' },
      { LOCAL_KEY: 'fixed-for-this-test' },
    ]) {
      const { localKey, chatAddress, stop } = await start(settings);
      running.length = 0;
      keys.push(localKey?.reveal());
      assert.ok(chatAddress?.endsWith(`/?key=${localKey?.reveal()}`));
      await stop();
    }
    assert.notEqual(keys[0], keys[1]);
    assert.deepEqual(keys.slice(2), ['fixed-for-this-test', 'fixed-for-this-test']);
  });

  it('is told to the local chat’s own connector alone', async () => {
    const seen: unknown[] = [];
    const stranger = await startLoopbackServer((request, response) => {
      seen.push(request.headers);
      response.end('{"id":"1"}');
    });
    const { botUrl, localKey } = await start();
    const key = localKey?.reveal() ?? '';
    const headers = { 'Content-Type': 'application/json', 'X-Local-Key': key };
    const teams = createTeamsDriver({ botUrl, serviceUrl: stranger.url, tenantId: 'tenant' });
    const body = JSON.stringify(
      teams.activity(teams.person('Ada Park'), { type: 'message', text: '/pat help' }),
    );
    assert.equal((await fetch(`${botUrl}/api/messages`, { method: 'POST', headers, body })).status, 200);
    assert.ok(seen.length > 0);
    assert.ok(!JSON.stringify(seen).includes(key));
    await stranger.close();
  });

  it('warns of the pepper beside the data, and not of one that is elsewhere', async () => {
    await (await start()).stop();
    running.length = 0;
    assert.match(lines.join(''), /"level":"warn".*pepper\.json in DATA_DIR/);
    lines = [];
    await rm(join(dataDir, 'pepper.json'));
    await start({ TOKEN_PEPPER: 'p'.repeat(32) });
    assert.doesNotMatch(lines.join(''), /in DATA_DIR: a copy/);
  });

  it('says once that a proxy’s X-Forwarded-For is not believed', async () => {
    const { verifyUrl } = await start();
    const headers = { 'X-Forwarded-For': '192.0.2.1' };
    for (let i = 0; i < 3; i += 1) await fetch(`${verifyUrl}/healthz`, { headers });
    assert.equal(lines.join('').match(/X-Forwarded-For arrives, and TRUSTED_PROXIES is not set/g)?.length, 1);
    lines = [];
    const trusting = await start({ TRUSTED_PROXIES: '127.0.0.1', DATA_DIR: join(dataDir, 'other') });
    await fetch(`${trusting.verifyUrl}/healthz`, { headers });
    assert.doesNotMatch(lines.join(''), /X-Forwarded-For arrives/);
  });

  it('opens no data of people who are reached beyond this machine, unless it is asked to', async () => {
    const store = await openLowdb(dataDir);
    await store.contacts.save(
      contactOf(ada, { serviceUrl: 'https://smba.trafficmanager.net/emea/', conversationId: 'a:1' }),
    );
    await store.close();
    await assert.rejects(start(), {
      code: 'store-refused',
      message: /served Microsoft Teams.*LOCAL_DATA=yes/,
    });
    await start({ LOCAL_DATA: 'yes', TOKEN_PEPPER: 'p'.repeat(32) });
  });

  it('sends no due notice of data that it was asked to look at', async () => {
    const world = await runService();
    await world.create(world.ada, 'laptop', { lifespan: '30' });
    const calls = world.connector.calls.length;
    await world.restart({ LOCAL_DATA: 'yes', CLOCK_OFFSET_HOURS: String(28 * 24) });
    await world.teams.say(world.ada, '/pat list');
    const said = world.connector.calls.length;
    assert.equal(said, calls + 1, 'an answer, and no reminder');
    await world.restart({ CLOCK_OFFSET_HOURS: String(28 * 24) });
    await world.untilSaid(world.ada, /laptop expires in/);
    await world.close();
  });
});

describe('data and mode', () => {
  const modeOf = (env: Record<string, string>) => loadConfig(env).mode;
  const id = '11111111-2222-3333-4444-555555555555';
  const TEAMS = { MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: id, MicrosoftAppTenantId: id };

  it('go together: what served Teams is not opened in local mode from then on', async () => {
    const store = createFakeStore();
    await settleMode(modeOf({ MODE }), store);
    assert.equal(await store.contacts.servedTeams(), false, 'local mode marks nothing');
    await settleMode(modeOf(TEAMS), store);
    await settleMode(modeOf(TEAMS), store);
    await assert.rejects(settleMode(modeOf({ MODE }), store), { code: 'store-refused' });
    await settleMode(modeOf({ MODE, LOCAL_DATA: 'yes' }), store);
  });

  it('have a mark in the folder that is for its owner alone', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-mark-'));
    const store = await openLowdb(dataDir);
    await store.contacts.markServedTeams();
    await store.close();
    assert.equal((await stat(join(dataDir, 'served-teams'))).mode & 0o777, 0o600);
    await rm(dataDir, { recursive: true });
  });
});
