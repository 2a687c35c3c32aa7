import assert from 'node:assert/strict';
import {
  type AzureDevOpsClient,
  type AzureDevOpsClientDeps,
  createAzureDevOpsClient,
} from '../../../src/authorities/azure-devops/azure-devops-client.ts';
import { createPatience } from '../../../src/core/timing/patience.ts';
import { createFixedClock, type FixedClock, START, until } from '../../support/fixed-clock.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { reset, type ScriptedService, silence, startScriptedService, wirePat } from './scripted-service.ts';

const GOOD = { body: { patToken: wirePat({ token: 'x' }), patTokenError: 'none' } };
const NEW = { name: 'Laptop', scopes: ['vso.code'], validTo: START };

describe('a call of Azure DevOps', () => {
  let service: ScriptedService;
  let clock: FixedClock;

  beforeEach(async () => {
    service = await startScriptedService();
    clock = createFixedClock();
  });

  afterEach(() => service.close());

  /** Short timers run at once, the call's own time-out by the clock. */
  function connect(some: Partial<AzureDevOpsClientDeps> = {}): AzureDevOpsClient {
    const { url } = service;
    return createAzureDevOpsClient({
      url,
      profileUrl: url,
      clock,
      log: createSilentLog(),
      timeoutMs: 10_000,
      maxConcurrent: 4,
      random: () => 0,
      later(ms, run) {
        if (ms >= 10_000) return clock.later(ms, run);
        const soon = setImmediate(() => {
          clock.advance(ms);
          run();
        });
        return () => clearImmediate(soon);
      },
      ...some,
    });
  }

  const get = (client = connect()) => client.get('access', 'harbour', 'id-1');
  const create = (client = connect()) => client.create('access', 'harbour', NEW);

  it('is broken off and not repeated when the patience with it is over, and none begins then', async () => {
    const patience = createPatience();
    const client = connect({ patience });
    service.answers(silence, silence);
    const [reading, creating] = [get(client), create(client)];
    await until(() => service.seen.length === 2);
    patience.end();
    assert.deepEqual([(await reading).kind, (await creating).kind], ['unavailable', 'lost']);
    assert.notEqual((await get(client)).kind, 'ok');
    assert.equal(service.seen.length, 2);
  });

  describe('that only reads', () => {
    for (const [what, script] of [
      ['a broken connection', reset],
      ['500', { status: 500 }],
      ['502 with a page', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
      ['503', { status: 503 }],
      ['429 with a short wait', { status: 429, headers: { 'retry-after': '2' } }],
    ] as const) {
      it(`is repeated once after ${what}`, async () => {
        service.answers(script, GOOD);
        assert.equal((await get()).kind, 'ok');
        assert.equal(service.seen.length, 2);
      });
    }

    it('is repeated only once', async () => {
      service.answers({ status: 500 }, reset, GOOD);
      const outcome = await get();
      assert.match(
        (outcome.kind === 'unavailable' && outcome.reason) || '',
        /^no connection to Azure DevOps \([A-Z_]+\)$/,
      );
      assert.equal(service.seen.length, 2);
    });

    for (const status of [400, 401, 403, 404]) {
      it(`is not repeated after ${status}`, async () => {
        service.answers({ status }, GOOD);
        assert.notEqual((await get()).kind, 'ok');
        assert.equal(service.seen.length, 1);
      });
    }
  });

  describe('that changes something', () => {
    it('is lost, and not repeated, when the connection breaks after it was sent', async () => {
      service.answers(reset, GOOD);
      assert.equal((await create()).kind, 'lost');
      assert.equal(service.seen.length, 1);
    });

    it('is lost when its answer breaks off', async () => {
      service.answers((response) => {
        response.writeHead(200, { 'content-length': '5000' });
        response.write('{"patToken":', () => response.socket?.resetAndDestroy());
      });
      assert.equal((await create()).kind, 'lost');
    });

    it('is lost when it is not answered in time', async () => {
      service.answers(silence);
      const outcome = create();
      await until(() => service.seen.length === 1);
      clock.advance(10_000);
      assert.deepEqual(await outcome, { kind: 'lost', reason: 'Azure DevOps did not answer in time' });
      assert.equal(service.seen.length, 1);
    });

    it('is not lost when there was no connection', async () => {
      const gone = await startLoopbackServer(() => {});
      await gone.close();
      assert.deepEqual(await create(connect({ url: gone.url })), {
        kind: 'unavailable',
        reason: 'no connection to Azure DevOps (ECONNREFUSED)',
      });
    });

    it('is not repeated after 429', async () => {
      service.answers({ status: 429, headers: { 'retry-after': '1' } }, GOOD);
      assert.deepEqual(await create(), { kind: 'throttled', retryAfterMs: 1_000 });
      assert.equal(service.seen.length, 1);
    });

    for (const [code, kind] of [
      ['ENOTFOUND', 'unavailable'],
      ['EAI_AGAIN', 'unavailable'],
      ['ECONNRESET', 'lost'],
      ['UND_ERR_HEADERS_TIMEOUT', 'lost'],
    ] as const) {
      it(`is ${kind} after ${code}`, async () => {
        const cause = Object.assign(new Error('private words'), { code });
        const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
        const outcome = await create(connect({ fetch }));
        assert.equal(outcome.kind, kind);
        assert.doesNotMatch(JSON.stringify(outcome), /private/);
      });
    }
  });

  it('follows no redirect', async () => {
    const elsewhere = await startScriptedService();
    try {
      service.answers({ status: 302, headers: { location: `${elsewhere.url}/signin` }, body: '<html>' });
      elsewhere.answers(GOOD);
      assert.deepEqual(await get(), { kind: 'signed-out' });
      assert.equal(elsewhere.seen.length, 0);
    } finally {
      await elsewhere.close();
    }
  });

  it('is given up when it takes too long, its waiting and repeating included', async () => {
    service.answers({ status: 500 }, silence);
    const outcome = get();
    await until(() => service.seen.length === 2);
    clock.advance(9_999);
    clock.advance(1);
    assert.deepEqual(await outcome, { kind: 'unavailable', reason: 'Azure DevOps did not answer in time' });
    assert.equal(service.seen.length, 2);
  });

  it('leaves no timer behind', async () => {
    service.answers(GOOD);
    await get();
    assert.equal(clock.waiting(), 0);
  });

  it('reads no answer of more than 4 MB, unpacked or not', async () => {
    const { gzipSync } = await import('node:zlib');
    const huge = Buffer.from(JSON.stringify({ patToken: wirePat({ token: 'x'.repeat(5 * 1024 * 1024) }) }));
    service.answers((response) => void response.end(huge));
    service.answers((response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(huge));
    });
    assert.equal((await create()).kind, 'lost');
    assert.equal((await create()).kind, 'lost');
  });

  it('tells a failure by its status when its page can’t be read', async () => {
    service.answers((response) => {
      response.writeHead(403, { 'content-length': '5000' });
      response.write('<html>', () => response.socket?.resetAndDestroy());
    });
    assert.equal((await get()).kind, 'forbidden');
  });

  describe('after the service asked for a pause', () => {
    it('waits when the pause is short', async () => {
      const client = connect();
      service.answers({ ...GOOD, headers: { 'retry-after': '2' } }, GOOD);
      await get(client);
      const before = clock.now();
      assert.equal((await get(client)).kind, 'ok');
      assert.ok(clock.now() >= before + 2_000);
    });

    it('is not sent when the pause is long, until it is over', async () => {
      const client = connect();
      service.answers({ ...GOOD, headers: { 'retry-after': '30' } }, GOOD, GOOD);
      assert.equal((await get(client)).kind, 'ok');
      clock.advance(10_000);
      assert.deepEqual(await create(client), { kind: 'throttled', retryAfterMs: 20_000 });
      assert.equal(service.seen.length, 1);
      clock.advance(20_000);
      assert.equal((await create(client)).kind, 'ok');
    });

    it('waits five seconds when it was not told how long', async () => {
      const client = connect();
      service.answers({ status: 429 }, GOOD);
      assert.deepEqual(await create(client), { kind: 'throttled', retryAfterMs: 5_000 });
      assert.deepEqual(await create(client), { kind: 'throttled', retryAfterMs: 5_000 });
      assert.equal(service.seen.length, 1);
    });

    it('is not held up in another organization, nor by it in another spelling spared', async () => {
      const client = connect();
      service.answers({ status: 429, headers: { 'retry-after': '30' } }, GOOD);
      assert.equal((await get(client)).kind, 'throttled');
      assert.equal((await client.get('access', 'Harbour', 'id-1')).kind, 'throttled');
      assert.equal((await client.get('access', 'lighthouse', 'id-1')).kind, 'ok');
    });
  });

  it('is one of so many at a time', async () => {
    const client = connect({ maxConcurrent: 2 });
    const waiting: (() => void)[] = [];
    const hold = Array.from({ length: 5 }, () => (response: import('node:http').ServerResponse) => {
      waiting.push(() => response.end(JSON.stringify(GOOD.body)));
    });
    service.answers(...hold);
    const outcomes = Promise.all(Array.from({ length: 5 }, () => get(client)));
    for (let done = 0; done < 5; done += 1) {
      await until(() => waiting.length > 0);
      assert.ok(service.seen.length <= done + 2);
      waiting.shift()?.();
    }
    assert.ok((await outcomes).every(({ kind }) => kind === 'ok'));
  });
});
