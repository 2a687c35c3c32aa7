import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { ADA, sampleContact } from '../../core/samples.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ANY, basic, closeListeners, LOOPBACK, setUpVerify } from './setup.ts';

describe('the endpoint for reverse proxies', () => {
  afterEach(closeListeners);

  it('lets a valid token pass, with everything about its owner', async () => {
    const { create, ask } = await setUpVerify();
    const { token, secret } = await create({ scopes: ['vso.code', 'vso.packaging'] });
    const response = await ask(ANY, basic(secret));
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
    const identity = [...response.headers].filter(([name]) => name.startsWith('x-auth-'));
    assert.deepEqual(Object.fromEntries(identity), {
      'x-auth-user': ADA.objectId,
      'x-auth-name': 'Ada Lovelace',
      'x-auth-token-id': token.id,
      'x-auth-organization': 'internal',
      'x-auth-scopes': 'vso.code vso.packaging',
      'x-auth-expires': new Date(START + 90 * DAY).toISOString(),
      'x-auth-expires-soon': '',
    });
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('takes the secret as password of anybody, as user name without password, or as bearer token', async () => {
    const { create, ask } = await setUpVerify();
    const { secret } = await create();
    const ways = [
      basic(secret, ''),
      basic(secret, 'x'),
      basic('', secret),
      { Authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
      { Authorization: `Bearer ${secret}` },
      { Authorization: `bEARER  ${secret} ` },
    ];
    for (const headers of ways) assert.equal((await ask(ANY, headers)).status, 200);
    for (const method of ['HEAD', 'POST']) assert.equal((await ask(ANY, ways[0], method)).status, 200);
    assert.equal((await ask(ANY, basic('wrong', secret))).status, 401);
  });

  it('takes git’s user name with an empty password for a question, however often it is asked', async () => {
    const { create, ask } = await setUpVerify();
    const { secret } = await create();
    for (let i = 0; i < 50; i += 1) assert.equal((await ask(ANY, basic('', 'patkeeper'))).status, 401);
    assert.equal((await ask(ANY, basic(secret))).status, 200);
  });

  it('gives one and the same answer to a missing, unknown, damaged, expired and revoked credential', async () => {
    const { create, ask, service, clock, outcomes } = await setUpVerify();
    const [expired, revoked] = [await create({ lifespan: { days: 7 } }), await create()];
    await service.revoke(ADA, revoked.token.id);
    clock.advance(7 * DAY);
    const unknown = generateSecret().secret.reveal();
    const requests = [
      {},
      ...[unknown, `${unknown}x`, expired.secret, revoked.secret, 'password'].map((secret) => basic(secret)),
      { Authorization: `token ${unknown}` },
      { Authorization: 'Negotiate abc' },
      { Authorization: 'Basic' },
      { Authorization: 'Basic %%%' },
      basic('', ''),
    ];
    const answers = [];
    for (const headers of requests) {
      const response = await ask('/verify?scope=vso.code&organization=any', headers);
      const { date: _date, ...rest } = Object.fromEntries(response.headers);
      answers.push({ status: response.status, headers: rest, body: await response.text() });
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(answers[0]?.status, 401);
    assert.equal(answers[0]?.headers['www-authenticate'], 'Basic realm="Patkeeper"');
    assert.deepEqual(outcomes.toSorted(), [
      ...Array.from({ length: 5 }, () => 'challenged'),
      ...Array.from({ length: 6 }, () => 'refused'),
    ]);
  });

  for (const [granted, asked, missing] of [
    ['vso.code', 'scope=any&organization=any', undefined],
    ['vso.code', 'scope=vso.code&organization=any', undefined],
    ['vso.code_write', 'scope=vso.code&organization=any', undefined],
    ['app_token', 'scope=vso.code&scope=vso.packaging_write&organization=any', undefined],
    ['vso.code', 'scope=vso.code&organization=internal', undefined],
    ['vso.code', 'scope=any&organization=internal', undefined],
    ['vso.code', 'scope=vso.code_write&organization=any', 'scope vso.code_write'],
    ['vso.code_write', 'scope=vso.code&scope=vso.packaging&organization=any', 'scope vso.packaging'],
    ['vso.code_write', 'scope=vso.code+vso.packaging&organization=any', 'scope vso.packaging'],
    ['vso.code', 'scope=app_token&organization=any', 'scope app_token'],
    ['app_token', 'scope=any&organization=web', 'organization web'],
  ] as const) {
    const what = missing === undefined ? 'passes' : 'is refused with 403';
    it(`${what} with ${granted} where "${asked}" is asked`, async () => {
      const { create, ask } = await setUpVerify();
      const { secret } = await create({ scopes: [granted] });
      const response = await ask(`/verify?${asked}`, basic(secret));
      assert.equal(response.status, missing === undefined ? 200 : 403);
      assert.equal(response.headers.get('x-auth-missing') ?? undefined, missing);
      if (missing !== undefined) assert.match(await response.text(), new RegExp(`lacks the ${missing}`));
    });
  }

  it('says 503 when nobody can tell, and 500 for a fault of ours, never 401', async () => {
    const { create, ask, store, log, outcomes } = await setUpVerify();
    const { secret } = await create();
    const find = sinon.stub(store.tokens, 'findBySelector');
    find.rejects(new PatkeeperError('store-unavailable'));
    const response = await ask(ANY, basic(secret));
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '5');
    find.rejects(new TypeError(`cannot read ${secret}`));
    const fault = await ask(ANY, basic(secret));
    assert.equal(fault.status, 500);
    const { correlationId } = (await fault.json()) as { correlationId: string };
    assert.ok(
      log.lines.some(({ fields }) => 'correlationId' in fields && fields.correlationId === correlationId),
    );
    find.restore();
    assert.equal((await ask(ANY, basic(secret))).status, 200);
    assert.deepEqual(outcomes, ['unavailable', 'failed', 'ok']);
  });

  it('says 503 for a token whose pepper is not known here, and logs that once a minute', async () => {
    const { create, ask, store, clock, log } = await setUpVerify();
    const { token, secret } = await create();
    const { digest } = token;
    assert.ok(digest !== undefined);
    const find = sinon
      .stub(store.tokens, 'findBySelector')
      .resolves({ ...token, digest: { ...digest, pepper: 9 } });
    for (const advance of [0, 59_999, 1]) {
      clock.advance(advance);
      assert.equal((await ask(ANY, basic(secret))).status, 503);
    }
    assert.deepEqual(
      log.lines
        .filter(({ level }) => level === 'error' || level === 'warn')
        .map(({ level, message }) => `${level} ${/TOKEN_PEPPER/.exec(message)}`),
      // At once, how many more there were when the minute is over, and at once again.
      ['error TOKEN_PEPPER', 'error TOKEN_PEPPER', 'error TOKEN_PEPPER'],
    );
    find.restore();
    assert.equal((await ask(ANY, basic(secret))).status, 200);
  });

  it('sees a revocation with the very next request, also on the same connection', async () => {
    const { create, ask, service } = await setUpVerify();
    const { token, secret } = await create();
    for (let i = 0; i < 3; i += 1) assert.equal((await ask(ANY, basic(secret))).status, 200);
    await service.revoke(ADA, token.id);
    assert.equal((await ask(ANY, basic(secret))).status, 401);
  });

  it('tells how many days are left from seven days before the end', async () => {
    const { create, ask, clock } = await setUpVerify();
    const { secret } = await create({ lifespan: { days: 30 } });
    const soon = async () => (await ask(ANY, basic(secret))).headers.get('x-auth-expires-soon') ?? undefined;
    clock.advance(23 * DAY - 1);
    assert.equal(await soon(), '');
    clock.advance(1);
    assert.equal(await soon(), '7');
    clock.advance(1);
    assert.equal(await soon(), '7');
    clock.advance(DAY);
    assert.equal(await soon(), '6');
    clock.advance(6 * DAY - 2);
    assert.equal(await soon(), '1');
  });

  it('shows a renewed token’s new end', async () => {
    const { create, ask, service } = await setUpVerify();
    const { token, secret } = await create({ lifespan: { days: 7 } });
    await ask(ANY, basic(secret));
    const renewed = await service.renew(ADA, token.id, { days: 365 });
    const { headers } = await ask(ANY, basic(secret));
    assert.equal(headers.get('x-auth-expires'), new Date(renewed.validTo).toISOString());
    assert.equal(headers.get('x-auth-expires-soon'), '');
  });

  it('is safe whatever the owner is called, and tells the id of one without a name', async () => {
    const { create, ask, store } = await setUpVerify();
    for (const [name, shown] of [
      ['Zoë 王\r\nX-Auth-User: root', 'Zo%C3%AB %E7%8E%8B%0D%0AX-Auth-User: root'],
      [' 100 % ', '%20100 %25%20'],
      ['\ud800', '%EF%BF%BD'],
      ['', ADA.objectId],
    ] as const) {
      await store.contacts.save({ ...sampleContact(ADA), name });
      const { secret } = await create();
      const { status, headers } = await ask(ANY, basic(secret));
      assert.equal(status, 200);
      assert.equal(headers.get('x-auth-name'), shown);
      assert.equal(headers.get('x-auth-user'), ADA.objectId);
    }
  });

  it('notes the use and the service, only for what passes', async () => {
    const { create, ask, uses } = await setUpVerify({ trustedProxies: LOOPBACK });
    const { token, secret } = await create();
    const services = async (path: string, headers: Record<string, string> = {}) => {
      uses.note.resetHistory();
      await ask(path, { ...basic(secret), ...headers });
      return uses.note.args.map(([used, service]) => [used.id, service]);
    };
    assert.deepEqual(await services(`${ANY}&service=Team+git`, { 'X-Forwarded-Host': 'a' }), [
      [token.id, 'Team git'],
    ]);
    assert.deepEqual(await services(ANY, { 'X-Forwarded-Host': 'git.contoso.com, proxy' }), [
      [token.id, 'git.contoso.com'],
    ]);
    assert.deepEqual(await services(ANY, { 'X-Original-Host': 'npm.contoso.com:8443' }), [
      [token.id, 'npm.contoso.com:8443'],
    ]);
    assert.match(String(await services(ANY)), /,127\.0\.0\.1:\d+$/);
    assert.deepEqual(await services(ANY, { 'X-Forwarded-Host': 'click here <a> evil.example/x' }), [
      [token.id, 'clickhereaevil.examplex'],
    ]);
    const long = await services(ANY, { 'X-Forwarded-Host': `${'<b>a.'.repeat(60)}` });
    assert.equal(long[0]?.[1].length, 64);
    assert.doesNotMatch(long[0]?.[1], /</);
    for (const hidden of [secret, `${secret.slice(0, 30)}!${secret.slice(30)}`, `x${secret}.example.com`])
      assert.ok(!String(await services(ANY, { 'X-Forwarded-Host': hidden })).includes(secret.slice(20, 50)));
    assert.deepEqual(await services('/verify?scope=vso.code_write&organization=any'), []);
    assert.deepEqual(await services('/verify?scope=any&organization=web'), []);
  });

  it('takes no host for the service but from a trusted proxy, whoever asks', async () => {
    const { create, ask, uses } = await setUpVerify();
    const { token, secret } = await create();
    await ask(ANY, { ...basic(secret), 'X-Forwarded-Host': 'git.contoso.com' });
    await ask(`${ANY}&service=git`, { ...basic(secret), 'X-Forwarded-Host': 'git.contoso.com' });
    assert.deepEqual(
      uses.note.args.map(([used, service]) => [used.id, service]),
      [
        [token.id, 'unknown'],
        [token.id, 'git'],
      ],
    );
  });
});
