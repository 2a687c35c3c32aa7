import assert from 'node:assert/strict';
import { z } from 'zod';
import { createFakeEntra } from '../fake-entra/fake-entra.ts';
import type { FakeEntra } from '../fake-entra/fake-entra-types.ts';
import { fakePerson } from '../fake-entra/fake-people.ts';
import { createFixedClock, type FixedClock } from '../fixed-clock.ts';
import { createAsk, errorOf } from './ask-azure-devops.ts';
import { createFakeAzureDevOps } from './fake-azure-devops.ts';
import type { FakeAzureDevOps } from './fake-azure-devops-types.ts';

const listSchema = z.object({ value: z.array(z.object({ accountName: z.string() })) });

describe('the fake Azure DevOps', () => {
  let clock: FixedClock;
  let entra: FakeEntra;
  let fake: FakeAzureDevOps;
  let asks: ReturnType<typeof createAsk>;

  beforeEach(async () => {
    clock = createFixedClock();
    entra = await createFakeEntra({ clock });
    fake = await createFakeAzureDevOps({ clock, entra, later: clock.later });
    asks = createAsk(fake);
  });
  afterEach(async () => {
    await fake.close();
    await entra.close();
  });

  const profile = async (accessToken = entra.accessToken('ada')) => {
    const answer = await asks.ask('/_apis/profile/profiles/me', {
      query: { 'api-version': '7.1' },
      accessToken,
    });
    return z.object({ id: z.string(), displayName: z.string() }).parse(await answer.json());
  };

  describe('lets in', () => {
    it('people by access tokens of the fake Entra, and tells them their organizations', async () => {
      const organizationsOf = async (person: string) => {
        const accessToken = entra.accessToken(person);
        const { id, displayName } = await profile(accessToken);
        assert.equal(displayName, fakePerson(person).name);
        const query = { memberId: id, 'api-version': '7.1' };
        const answer = await asks.ask('/_apis/accounts', { query, accessToken });
        return listSchema.parse(await answer.json()).value.map(({ accountName }) => accountName);
      };
      assert.deepEqual(await organizationsOf('ada'), ['harbour', 'lighthouse']);
      assert.deepEqual(await organizationsOf('ben'), ['harbour']);
      assert.deepEqual(await organizationsOf('dana'), []);
      assert.deepEqual(fake.problems, []);
    });

    it('nobody with a token that is missing, expired, forged or meant for others', async () => {
      const bad = [
        '',
        'nonsense',
        entra.accessToken('ada', { expiresIn: -1 }),
        entra.accessToken('ada', { unknownKey: true }),
        entra.accessToken('ada', { claims: { aud: 'another' } }),
        entra.accessToken('ada', { claims: { tid: 'another' } }),
        entra.teamsToken('ada'),
      ];
      for (const accessToken of bad) {
        const answer = await asks.pats({ accessToken });
        assert.equal(answer.status, 203);
        assert.match(answer.headers.get('content-type') ?? '', /text\/html/);
      }
      fake.set({ signedOutStatus: 302 });
      const moved = await asks.pats({ accessToken: 'nonsense' });
      assert.deepEqual([moved.status, moved.headers.get('location')?.startsWith('/_signin')], [302, true]);
    });

    it('no application without a person: it is sent to the sign-in page', async () => {
      assert.equal((await asks.pats({ accessToken: entra.appToken() })).status, 302);
    });

    it('no token that lacks one of the two scopes', async () => {
      for (const scope of ['vso.pats', 'vso.pats_manage'])
        assert.equal(
          (await asks.pats({ accessToken: entra.accessToken('ada', { scopes: [scope] }) })).status,
          401,
        );
      const both = entra.accessToken('ada', { scopes: ['vso.pats', 'vso.pats_manage'] });
      assert.equal((await asks.pats({ accessToken: both })).status, 200);
    });

    it('members only', async () => {
      assert.equal((await asks.pats({ accessToken: entra.accessToken('dana') })).status, 401);
      assert.equal((await asks.pats({ organization: 'nowhere' })).status, 404);
    });
  });

  describe('asks for more', () => {
    const challengeOf = (answer: Response): unknown => {
      assert.equal(answer.status, 401);
      const header = answer.headers.get('www-authenticate') ?? '';
      const [, claims = ''] = /error="insufficient_claims", claims="([^"]+)"/.exec(header) ?? [];
      return JSON.parse(Buffer.from(claims, 'base64').toString());
    };

    it('when a context is required that the token lacks', async () => {
      fake.set({ requiredContext: 'c1' });
      const challenge = { access_token: { acrs: { essential: true, value: 'c1' } } };
      assert.deepEqual(challengeOf(await asks.pats()), challenge);
      const proved = entra.accessToken('ada', { claims: { acrs: ['c1'] } });
      assert.equal((await asks.pats({ accessToken: proved })).status, 200);
    });

    it('when the sign-in was revoked, until there is a newer token', async () => {
      const old = entra.accessToken('ada');
      fake.revokeSessions('ada');
      const challenge = { access_token: { nbf: { essential: true, value: String(clock.now() / 1000 + 1) } } };
      assert.deepEqual(challengeOf(await asks.pats({ accessToken: old })), challenge);
      assert.equal((await asks.pats({ accessToken: entra.accessToken('ben') })).status, 200);
      clock.advance(1000);
      assert.equal((await asks.pats({ accessToken: entra.accessToken('ada') })).status, 200);
    });
  });

  describe('fails on purpose', () => {
    it('before the effect', async () => {
      fake.failNext(
        'create',
        { kind: 'reset', when: 'before' },
        { kind: 'status', status: 429, retryAfter: 3 },
      );
      await assert.rejects(asks.create());
      const throttled = await asks.create();
      assert.deepEqual([throttled.status, throttled.headers.get('retry-after')], [429, '3']);
      assert.ok(throttled.headers.get('x-ratelimit-limit'));
      fake.failNext('*', { kind: 'sign-in-page', status: 203 }, { kind: 'claims-challenge', claims: '{}' });
      assert.deepEqual([(await asks.create()).status, (await asks.create()).status], [203, 401]);
      assert.equal(fake.tokens('ada').length, 0);
      assert.equal((await asks.create()).status, 200);
    });

    it('after the effect, so that the answer of a create is lost', async () => {
      fake.failNext('create', { kind: 'reset', when: 'after' }, { kind: 'cut' }, { kind: 'garbage' });
      await assert.rejects(asks.create());
      await assert.rejects(asks.create().then((answer) => answer.text()));
      await assert.rejects(
        asks.create().then((answer) => answer.json()),
        SyntaxError,
      );
      assert.equal(fake.tokens('ada').length, 3);
      assert.deepEqual(
        fake.requests.map(({ status }) => status),
        [0, 0, 200],
      );
    });

    it('by being slow: saying so, taking its time, or never answering', async () => {
      fake.failAlways('list', { kind: 'slowed', retryAfter: 12 });
      const slowed = await asks.pats();
      assert.deepEqual([slowed.status, slowed.headers.get('retry-after')], [200, '12']);
      fake.heal();
      fake.failNext('create', { kind: 'delay', ms: 5000 }, { kind: 'hang', when: 'after' });
      const delayed = asks.create();
      while (clock.waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(5000);
      assert.equal(await errorOf(await delayed), 'none');
      const hung = asks.create();
      while (fake.requests.length < 3) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(fake.tokens('ada').length, 2);
      await Promise.all([fake.close(), assert.rejects(hung)]);
      fake = await createFakeAzureDevOps({ clock });
    });
  });

  it('keeps what is outside the contract as problems', async () => {
    await asks.ask('/harbour/_apis/nonsense');
    await asks.pats({ query: { $top: '500' } });
    await fetch(`${fake.url}/_apis/profile/profiles/me?api-version=7.1`);
    assert.equal(fake.problems.length, 5);
    assert.match(
      fake.problems.join('\n'),
      /nonsense: there is no such operation.*\$top.*header authorization/s,
    );
    fake.clear();
    assert.deepEqual([fake.problems, fake.requests], [[], []]);
  });

  it('checks its own answers too', async () => {
    fake.seed('ada', 'harbour', { authorizationId: 'no GUID' });
    await asks.pats();
    assert.match(fake.problems.join(), /^list: answer body\.patTokens\.0\.authorizationId: /);
  });

  it('records who asked for what', async () => {
    await asks.create({ scope: '' });
    const [request] = fake.requests;
    assert.deepEqual(
      [request?.operation, request?.person, request?.status, request?.error],
      ['create', 'ada', 200, 'invalidScope'],
    );
  });

  it('is controlled over HTTP by the same words', async () => {
    const post = async (command: unknown) => {
      const body = JSON.stringify(command);
      return (await fetch(`${fake.url}/fake/state`, { method: 'POST', body })).status;
    };
    assert.equal(
      await post({
        set: { maxLifespanDays: 7 },
        seedMany: { person: 'ada', organization: 'harbour', count: 3 },
      }),
      200,
    );
    assert.deepEqual([fake.state.maxLifespanDays, fake.tokens('ada').length], [7, 3]);
    const [token] = fake.tokens('ada');
    assert.equal(await post({ revokeElsewhere: token?.authorizationId }), 200);
    assert.equal(fake.tokens('ada')[0]?.revokedAt, clock.now());
    assert.equal(
      await post({
        failNext: { operation: 'create', faults: [{ kind: 'pat-error', error: 'accessDenied' }] },
      }),
      200,
    );
    assert.equal(await errorOf(await asks.create()), 'accessDenied');
    for (const bad of [
      { set: { maxLifespanDays: 0 } },
      { seed: { person: 'x', organization: 'y' } },
      { shiftClock: 1 },
      7,
    ])
      assert.equal(await post(bad), 400, JSON.stringify(bad));
    const page = await (await fetch(`${fake.url}/fake`)).text();
    assert.match(page, /aria-pressed="true">Lifespan: 7 days</);
    assert.equal(
      z.object({ maxLifespanDays: z.int() }).parse(await (await fetch(`${fake.url}/fake/state`)).json())
        .maxLifespanDays,
      7,
    );
  });
});
