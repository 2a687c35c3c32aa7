import assert from 'node:assert/strict';
import { basic, closeListeners, LOOPBACK, setUpVerify } from './setup.ts';

const IN_PATH = '/verify/scope/any/organization/any/-';
const IN_QUERY = '/verify?scope=any&organization=any';
const BAD = basic('x');
const MINUTE = 60_000;

describe('the log of requests to verify', () => {
  afterEach(closeListeners);

  /** `logged` gives what the lines about a request say, and the level of the last one. */
  async function setUp(trusted = true) {
    const world = await setUpVerify(trusted ? { trustedProxies: LOOPBACK } : {});
    const { log, ask, clock } = world;
    return {
      ...world,
      async logged(path: string, headers: Record<string, string> = {}, method = 'GET') {
        // A minute later, so that every request is the first of its kind.
        clock.advance(MINUTE);
        await ask(path, headers, method);
        const { level, fields } = log.lines.at(-1) ?? {};
        const { request } = JSON.parse(JSON.stringify(fields)) as { request: Record<string, unknown> };
        const { status: _status, ...rest }: Record<string, unknown> = { level, ...request };
        return rest;
      },
    };
  }

  it('says what a trusted proxy was asked, without query and secrets: refusals at info, the rest at debug', async () => {
    const { create, logged } = await setUp();
    const { secret } = await create();
    const asked = {
      'X-Original-Method': 'POST',
      'X-Original-URI': `/team/app.git/x?token=${secret}`,
      'X-Forwarded-For': '::1',
    };
    const path = '/team/app.git/x';
    for (const [credential, level, outcome] of [
      [basic(secret), 'debug', 'ok'],
      [{}, 'debug', 'challenged'],
      [BAD, 'info', 'refused'],
    ] as const)
      assert.deepEqual(await logged(IN_QUERY, { ...credential, ...asked }), {
        level,
        outcome,
        client: '::1',
        method: 'POST',
        path,
      });
    const forwarded = { 'X-Forwarded-Method': 'PUT', 'X-Forwarded-Uri': `/npm/${secret}/a%20b` };
    assert.deepEqual(
      await logged('/verify?scope=vso.work&organization=any', { ...basic(secret), ...forwarded }),
      {
        level: 'info',
        outcome: 'forbidden',
        client: '127.0.0.1',
        method: 'PUT',
        path: '/npm/pkt_[hidden]/a%20b',
      },
    );
    const whole = { ...BAD, 'X-Original-URL': 'https://u:p@git.example.com/a/b?c' };
    assert.equal((await logged(IN_QUERY, whole))['path'], '/a/b');
  });

  it('believes the header that Caddy and Traefik write before the one that their client may have sent', async () => {
    const { logged } = await setUp();
    const { method, path, pathsOfOtherHeaders } = await logged(IN_QUERY, {
      ...BAD,
      'X-Forwarded-Method': 'DELETE',
      'X-Forwarded-Uri': '/real/secret',
      'X-Original-Method': 'GET',
      'X-Original-URI': '/innocent',
    });
    assert.deepEqual([method, path, pathsOfOtherHeaders], ['DELETE', '/real/secret', ['/innocent']]);
  });

  it('says what it was asked itself when nobody trusts the proxy', async () => {
    const { logged } = await setUp(false);
    const forged = {
      'X-Forwarded-Method': 'DELETE',
      'X-Forwarded-Uri': '/innocent',
      'X-Original-URI': '/innocent',
    };
    for (const [asked, path] of [
      [IN_QUERY, '/verify'],
      [`${IN_PATH}/innocent`, IN_PATH],
    ] as const)
      assert.deepEqual(await logged(asked, { ...BAD, ...forged }, 'PUT'), {
        level: 'info',
        outcome: 'refused',
        client: '127.0.0.1',
        method: 'PUT',
        path,
      });
  });

  it('takes the path behind the question for what a trusted proxy was asked, before any header', async () => {
    const { logged } = await setUp();
    const forged = {
      'X-Forwarded-Uri': '/innocent',
      'X-Original-URI': '/innocent',
      'X-Forwarded-Method': 'GET',
    };
    const { method, path, ...rest } = await logged(
      `${IN_PATH}/real/a.git?b=c`,
      { ...BAD, ...forged },
      'DELETE',
    );
    assert.deepEqual([method, path], ['DELETE', '/real/a.git']);
    assert.ok(!('pathsOfOtherHeaders' in rest));
  });

  it('has no methods that there are not, and only the characters of a path', async () => {
    const { logged } = await setUp();
    const { method, path } = await logged(IN_QUERY, {
      ...BAD,
      'X-Forwarded-Method': 'CALL 0800',
      'X-Forwarded-Uri': '/a"<b>{}\\^`|c d',
    });
    assert.deepEqual([method, path], ['GET', '/a..b.......c.d']);
  });

  it('has nothing above debug of wrong questions, which are told by lines of their own', async () => {
    const { logged, log } = await setUp();
    const { level, outcome } = await logged('/verify?scopes=vso.code');
    assert.deepEqual([level, outcome], ['debug', 'bad-question']);
    assert.equal(log.lines.filter((line) => line.level === 'warn').length, 1);
  });

  it('tells of refusals once a minute each kind, and at its end how many more there were', async () => {
    const { ask, log, clock, create } = await setUp();
    const { secret } = await create();
    const asked = { 'X-Forwarded-Uri': '/first' };
    for (let i = 0; i < 5; i += 1) {
      await ask(IN_QUERY, { ...BAD, ...asked, ...(i === 0 ? {} : { 'X-Forwarded-Uri': '/later' }) });
      await ask('/verify?scope=vso.work&organization=any', basic(secret));
    }
    const told = () =>
      log.lines
        .filter(({ level }) => level === 'info')
        .map(({ fields }) => {
          const { request, times } = JSON.parse(JSON.stringify(fields));
          return [request.outcome, request.client, request.path, times];
        });
    const first = [
      ['refused', '127.0.0.1', '/first', undefined],
      ['forbidden', '127.0.0.1', '/verify', undefined],
    ];
    assert.deepEqual(told(), first);
    clock.advance(MINUTE);
    assert.deepEqual(told(), [
      ...first,
      ['refused', '127.0.0.1', '/first', 4],
      ['forbidden', '127.0.0.1', '/verify', 4],
    ]);
    assert.equal(log.lines.filter(({ level }) => level === 'debug').length, 10, 'and each at debug');
  });
});
