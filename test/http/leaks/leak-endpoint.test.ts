import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import sinon from 'sinon';
import { createBuiltinAuthority } from '../../../src/authorities/builtin/builtin-authority.ts';
import { createVerifier } from '../../../src/authorities/builtin/verify.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createLeakDesk } from '../../../src/core/leaks/leak-desk.ts';
import { readLeak } from '../../../src/core/notices/leak-detail.ts';
import { generateSecret, Secret } from '../../../src/core/secrets/secret.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import type { BotServer } from '../../../src/http/bot/bot-server.ts';
import { createLeakEndpoint } from '../../../src/http/leaks/leak-endpoint.ts';
import { createReportKeys } from '../../../src/http/leaks/report-keys.ts';
import { createFindSender } from '../../../src/http/leaks/report-signature.ts';
import { createRateLimitedLog } from '../../../src/http/rate-limited-log.ts';
import { samplePeppers } from '../../authorities/builtin/sample-peppers.ts';
import { ADA, POLICY } from '../../core/samples.ts';
import { INPUT } from '../../core/tokens/service-setup.ts';
import {
  createFakeLeakReporter,
  type FakeLeakReporter,
  scannerHeaders,
} from '../../support/fake-leak-reporter.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY } from '../../support/fixed-clock.ts';
import { FEEDBACK_FIELDS, LABELS } from '../../support/leak-facts.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { startBotServer } from '../../support/start-bot-server.ts';

const KEY = 'k'.repeat(40);
const PLACE = 'https://github.com/octocat/Hello-World/blob/main/.env';

describe('a report of leaked secrets', () => {
  let reporter: FakeLeakReporter;
  let server: BotServer | undefined;
  before(async () => {
    reporter = await createFakeLeakReporter();
  });
  after(() => reporter.close());
  afterEach(() => server?.close(0));

  async function setUp() {
    const [store, clock, log, peppers] = [
      createFakeStore(),
      createFixedClock(),
      createSilentLog(),
      samplePeppers(1),
    ];
    const tellAdministrators = sinon.spy();
    const onOutcome = sinon.spy();
    const tokenService = createTokenService({
      clock,
      store,
      authorities: [
        createBuiltinAuthority({ organizations: [{ id: 'internal', name: 'internal' }], peppers }),
      ],
      organizationOf: createOrganizationOf({ known: [] }),
      policy: POLICY,
      log,
      wake: () => {},
    });
    const verify = sinon.spy(createVerifier({ store, peppers, clock }));
    const desk = createLeakDesk({
      verify,
      tokenService,
      store,
      clock,
      log,
      wake: () => {},
      tellAdministrators,
      onOutcome,
    });
    const refusals = createRateLimitedLog({ log, later: clock.later });
    const findSender = createFindSender({
      findKey: createReportKeys({ url: reporter.keysUrl, clock }),
      scanners: [{ name: 'nightly', secret: new Secret(KEY) }],
      clock,
    });
    const leaks = createLeakEndpoint({ findSender, desk, clock, refusals });
    server = await startBotServer({ clock, log, refusals, leaks });
    const { url } = server;
    let made = 0;
    return {
      store,
      clock,
      log,
      tokenService,
      verify,
      url,
      tellAdministrators,
      onOutcome,
      async create() {
        made += 1;
        const { token, secret } = await tokenService.create(ADA, {
          ...INPUT,
          name: `t${made}`,
          formKey: `f${made}`,
        });
        return { token, secret: secret.reveal() };
      },
      post: (body: string, headers: Record<string, string>) =>
        fetch(`${url}/leaks`, { method: 'POST', headers, body }),
      report: (...found: { token: string; url?: string }[]) => reporter.report(url, found),
      leaksOf: async (id: string) =>
        (await store.listNotices(ADA, id))
          .filter(({ kind }) => kind === 'leaked')
          .map(({ detail }) => readLeak(detail)),
    };
  }

  it('revokes a live token at once, tells its owner where it was found, and the administrators', async () => {
    const { create, report, store, leaksOf, tellAdministrators, log } = await setUp();
    const { token, secret } = await create();
    const answer = await report({ token: secret, url: `${PLACE}?token=${secret}#L12` });
    assert.equal(answer.status, 200);
    const feedback = (await answer.json()) as Record<string, string>[];
    assert.deepEqual(Object.keys(feedback[0] ?? {}), [...FEEDBACK_FIELDS]);
    assert.deepEqual(feedback, [
      {
        token_hash: createHash('sha256').update(secret).digest('hex'),
        token_type: 'patkeeper_token',
        label: LABELS[0],
      },
    ]);
    const revoked = await store.tokens.find(ADA, token.id);
    assert.equal(revoked?.revokedBy, 'GitHub secret scanning');
    assert.deepEqual(await leaksOf(token.id), [
      { reporter: 'GitHub secret scanning', place: `${PLACE}#L12`, wasAlive: true },
    ]);
    sinon.assert.calledOnceWithMatch(tellAdministrators, {
      kind: 'leak',
      tokenId: token.id,
      place: `${PLACE}#L12`,
    });
    assert.match(store.events.at(-1)?.detail ?? '', /its secret was found at https:\/\/github\.com/);
    const kept = JSON.stringify([store.events, await store.listNotices(ADA, token.id), log.lines]);
    assert.ok(!kept.includes(secret), 'a secret was kept');
  });

  it('finds a secret whatever stands around it', async () => {
    const { create, report, store, leaksOf } = await setUp();
    const around = [
      (secret: string) => `${secret}\n`,
      (secret: string) => ` "${secret}", `,
      (secret: string) => `https://ci:${secret}@git.example.org/app.git`,
      (secret: string) => `TOKEN=${secret.slice(0, 9)}\u200b${secret.slice(9)}`,
      (secret: string) => `xy${secret}`,
    ];
    const made = [];
    for (const _ of around) made.push(await create());
    const ended = generateSecret().secret.reveal();
    const found = made.map(({ secret }, i) => ({ token: around[i]?.(secret) ?? '', url: PLACE }));
    const answer = await report(...found, { token: ` ${ended} ` });
    const labels = ((await answer.json()) as { label: string }[]).map(({ label }) => label);
    assert.deepEqual(labels, [...made.map(() => LABELS[0]), LABELS[1]]);
    for (const { token } of made) {
      assert.ok((await store.tokens.find(ADA, token.id))?.revokedAt);
      assert.equal((await leaksOf(token.id)).length, 1);
    }
  });

  it('says once of a token that has ended where its secret lies, and of others that they are none of ours', async () => {
    const { create, report, tokenService, store, leaksOf, tellAdministrators } = await setUp();
    const { token, secret } = await create();
    await tokenService.revoke(ADA, token.id);
    const others = [generateSecret().secret.reveal(), `ghp_${'aB3'.repeat(12)}`, 'x', ''];
    const found = [secret, ...others].map((one) => ({ token: one, url: PLACE }));
    for (let i = 0; i < 3; i += 1) {
      const labels = ((await (await report(...found)).json()) as { label: string }[]).map(
        ({ label }) => label,
      );
      assert.deepEqual(labels, [LABELS[0], LABELS[1], LABELS[1], LABELS[1], LABELS[1]]);
    }
    assert.deepEqual(await leaksOf(token.id), [
      { reporter: 'GitHub secret scanning', place: PLACE, wasAlive: false },
    ]);
    assert.equal(store.events.filter(({ action }) => action === 'report').length, 1);
    sinon.assert.notCalled(tellAdministrators);
  });

  it('changes nothing when it is sent again, together or later', async () => {
    const { create, report, store, clock, leaksOf, tellAdministrators } = await setUp();
    const { token, secret } = await create();
    const again = () => report({ token: secret, url: PLACE }, { token: secret, url: PLACE });
    await Promise.all([again(), again(), again()]);
    clock.advance(3 * DAY);
    assert.equal((await again()).status, 200);
    assert.equal((await leaksOf(token.id)).length, 1);
    sinon.assert.calledOnce(tellAdministrators);
    assert.equal(store.events.filter(({ action }) => action === 'revoke').length, 1);
  });

  it('may come from an own scanner, which is named to the owner', async () => {
    const { create, post, clock, leaksOf } = await setUp();
    const { token, secret } = await create();
    const body = JSON.stringify([{ token: secret, type: 'any', url: 'build log of job 77' }]);
    const wrong = scannerHeaders('nightly', `${KEY}x`, clock.now(), body);
    assert.equal((await post(body, wrong)).status, 401);
    assert.deepEqual(await leaksOf(token.id), []);
    assert.equal((await post(body, scannerHeaders('nightly', KEY, clock.now(), body))).status, 200);
    assert.deepEqual(await leaksOf(token.id), [
      { reporter: 'nightly', place: 'build log of job 77', wasAlive: true },
    ]);
  });

  it('is refused without a right signature over this very body, and nothing happens', async () => {
    const { create, post, store, verify } = await setUp();
    const { token, secret } = await create();
    const body = JSON.stringify([{ token: secret, type: 'x', url: '' }]);
    const signed = reporter.signed(body);
    for (const headers of [
      {},
      { 'Content-Type': 'application/json' },
      { ...signed, 'Github-Public-Key-Identifier': '0'.repeat(64) },
      { ...signed, 'Github-Public-Key-Signature': 'AAAA' },
      reporter.signed(`${body} `),
    ])
      assert.equal((await post(body, headers)).status, 401);
    assert.equal((await store.tokens.find(ADA, token.id))?.revokedAt, undefined);
    sinon.assert.notCalled(verify);
  });

  it('is refused when it is no list of reports, too long, or too many', async () => {
    const { post, clock } = await setUp();
    const statusOf = async (body: string, changes: Record<string, string> = {}) => {
      clock.advance(1000);
      return (await post(body, { ...reporter.signed(body), ...changes })).status;
    };
    for (const body of ['', '{}', '[1]', '[{}]', '[{"token":1}]', 'x', '[[[[[[]]]]]]', '"x"', 'null'])
      assert.ok([400, 413].includes(await statusOf(body)), body);
    assert.equal(await statusOf('[]'), 200);
    assert.equal(await statusOf('[]', { 'Content-Type': 'text/plain' }), 415);
    assert.equal(await statusOf('[]', { 'Content-Encoding': 'gzip' }), 415);
    const many = (count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, n) => ({ token: `t${n}` })));
    assert.equal(await statusOf(many(10_000)), 200);
    assert.equal(await statusOf(many(10_001)), 413);
    assert.equal(await statusOf(`[]${' '.repeat(2 * 1024 * 1024)}`), 413);
  });

  it('is taken 20 times a second from one network, and a refused sender sooner told to wait', async () => {
    const { post, report, clock } = await setUp();
    const statuses: number[] = [];
    for (let i = 0; i < 25; i += 1) statuses.push((await report({ token: 'x' })).status);
    assert.deepEqual(statuses, [...Array(20).fill(200), ...Array(5).fill(429)]);
    clock.advance(1000);
    let last = await post('[]', {});
    for (let i = 0; i < 25 && last.status === 401; i += 1) {
      clock.advance(60);
      last = await post('[]', {});
    }
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers.get('retry-after')) >= 1);
  });

  it('is taken although strangers hold as many bodies as are read at a time', async () => {
    const { create, report, url, clock, store } = await setUp();
    const { token, secret } = await create();
    const { hostname, port } = new URL(url);
    const { 'Github-Public-Key-Identifier': id } = reporter.signed('');
    const head = [
      'POST /leaks HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 1000',
      'Expect: 100-continue',
      `Github-Public-Key-Identifier: ${id}`,
      `Github-Public-Key-Signature: ${'A'.repeat(96)}`,
    ].join('\r\n');
    // The list of keys is known then, and nothing but a body is waited for.
    await report({ token: 'x' });
    const strangers = Array.from({ length: 8 }, () => connect(Number(port), hostname));
    for (const socket of strangers) {
      socket.on('error', () => {}).write(`${head}\r\n\r\n`);
      assert.match(String(await once(socket, 'data')), /100 Continue/);
    }
    clock.advance(1000);
    assert.equal((await report({ token: secret })).status, 200);
    assert.ok((await store.tokens.find(ADA, token.id))?.revokedAt);
    for (const socket of strangers) socket.destroy();
  });

  it('is to be sent again when the store or the list of keys is out of reach', async () => {
    const { create, report, store } = await setUp();
    const { token, secret } = await create();
    const failing = sinon.stub(store.tokens, 'change').rejects(new PatkeeperError('store-unavailable'));
    const answer = await report({ token: secret });
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '60');
    failing.restore();
    assert.equal((await report({ token: secret })).status, 200);
    assert.ok((await store.tokens.find(ADA, token.id))?.revokedAt);
  });

  it('finds nothing where nobody may report', async () => {
    server = await startBotServer({});
    const { status } = await reporter.report(server.url, []);
    assert.equal(status, 404);
  });
});
