import assert from 'node:assert/strict';
import fc from 'fast-check';
import sinon from 'sinon';
import { type Authenticate, createAuthenticator } from '../../../src/teams/channel/authenticate.ts';
import { createFakeIssuer, type FakeIssuer } from '../../support/jwt.ts';
import { createTeamsDriver } from '../../support/teams-driver.ts';

const APP_ID = '6f8d0f2e-3b4c-4a5d-9e6f-7a8b9c0d1e2f';
/** With letters: the case of a tenant's id must not matter, in the settings and in activities. */
const TENANT = 'aaaabbbb-2222-4333-8444-ccccddddeeee';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const UNAUTHORIZED = { status: 401, body: { error: 'unauthorized' } };
const FORBIDDEN = { status: 403, body: { error: 'forbidden' } };

/** Has both steps decide, the one before the body is read and the one after. */
async function decide(authenticate: Authenticate, authorization: string, activity: object) {
  const sender = await authenticate(authorization);
  return sender.ok ? sender.judge(activity) : sender;
}

const driver = createTeamsDriver({ botUrl: '', serviceUrl: SERVICE_URL, tenantId: TENANT });
const ada = driver.person('Ada');

function message(changes: object = {}): Record<string, unknown> {
  return driver.activity(ada, { type: 'message', text: 'help', ...changes });
}

describe('authentication in Teams mode', () => {
  let issuer: FakeIssuer;
  let authenticate: Authenticate;
  let consoleError: sinon.SinonStub;

  before(async () => {
    issuer = await createFakeIssuer();
  });

  after(() => issuer.close());

  beforeEach(() => {
    consoleError = sinon.stub(console, 'error');
    authenticate = createAuthenticator({
      mode: 'teams',
      appId: APP_ID,
      tenants: [TENANT.toUpperCase()],
      clock: { now: Date.now },
      cloud: issuer.cloud,
    });
  });

  afterEach(() => {
    sinon.restore();
    assert.deepEqual(consoleError.args, [], 'nothing may print to the console');
  });

  const claims = (changes: object = {}) => ({
    ...issuer.claims({ appId: APP_ID, serviceUrl: SERVICE_URL }),
    ...changes,
  });

  async function outcome(authorization: string, activity: object = message()) {
    const result = await decide(authenticate, authorization, activity);
    if (result.ok) return 'ok';
    const { status, body } = result;
    return { status, body };
  }

  it('takes a token of the Bot Connector and gives the activity', async () => {
    const activity = message();
    assert.deepEqual(await decide(authenticate, `Bearer ${issuer.sign(claims())}`, activity), {
      ok: true,
      activity,
    });
  });

  it('forbids what a good token does not cover', async () => {
    const tenant = (id: unknown) => ({ tenant: { id } });
    const other = '99999999-2222-4333-8444-555555555555';
    const wrong: Record<string, object> = {
      'another channel': { channelId: 'webchat' },
      'no channel': { channelId: undefined },
      'no service URL': { serviceUrl: undefined },
      'a service URL that is no text': { serviceUrl: [SERVICE_URL] },
      'another tenant': { conversation: { id: 'a:1', tenantId: other }, channelData: tenant(other) },
      'two tenants': { channelData: tenant(other) },
      'no tenant': { conversation: { id: 'a:1' }, channelData: {} },
      'no sender': { from: undefined },
      'an object id that is no GUID': { from: { id: '29:1', aadObjectId: 'ada' } },
      'no conversation': { conversation: undefined },
      'a text that is none': { text: { toString: 'x' } },
      'no type': { type: undefined },
    };
    const authorization = `Bearer ${issuer.sign(claims())}`;
    for (const [what, changes] of Object.entries(wrong)) {
      assert.deepEqual(await outcome(authorization, message(changes)), FORBIDDEN, what);
    }
    assert.equal(await outcome(authorization, message({ channelData: undefined })), 'ok');
    for (const aadObjectId of [undefined, null, ''])
      assert.equal(await outcome(authorization, message({ from: { id: '29:guest', aadObjectId } })), 'ok');
    assert.equal(await outcome(authorization, message({ conversation: { id: 'a:1' } })), 'ok');
    const shouted = TENANT.toUpperCase();
    const loud = { conversation: { id: 'a:1', tenantId: shouted }, channelData: tenant(shouted) };
    assert.equal(await outcome(authorization, message(loud)), 'ok');
  });

  it('forbids a service URL outside Microsoft although the token names it', async () => {
    const serviceUrl = 'https://evil.example/';
    const token = issuer.sign(claims({ serviceurl: serviceUrl }));
    assert.deepEqual(await outcome(`Bearer ${token}`, message({ serviceUrl })), FORBIDDEN);
  });

  it('fetches the keys once for a burst, and not again for made-up key ids', async () => {
    const before = issuer.fetches();
    const authorization = `Bearer ${issuer.sign(claims(), { header: { kid: 'made-up' } })}`;
    await Promise.all(Array.from({ length: 20 }, () => outcome(authorization)));
    await outcome(authorization);
    assert.equal(issuer.fetches() - before, 1);
  });

  it('rejects, rather than blame the sender, when the keys cannot be had', async () => {
    const broken = await createFakeIssuer();
    broken.failWith(503);
    const check = createAuthenticator({
      mode: 'teams',
      appId: APP_ID,
      tenants: [TENANT],
      clock: { now: Date.now },
      cloud: broken.cloud,
    });
    const authorization = `Bearer ${broken.sign(broken.claims({ appId: APP_ID, serviceUrl: SERVICE_URL }))}`;
    await assert.rejects(check(authorization), /answered 503/);
    broken.failWith(200);
    assert.equal((await check(authorization)).ok, true);
    await broken.close();
  });

  it('takes no key that may not speak for Teams', async () => {
    const skype = await createFakeIssuer(['skype']);
    const check = createAuthenticator({
      mode: 'teams',
      appId: APP_ID,
      tenants: [TENANT],
      clock: { now: Date.now },
      cloud: skype.cloud,
    });
    const token = skype.sign(skype.claims({ appId: APP_ID, serviceUrl: SERVICE_URL }));
    const result = await check(`Bearer ${token}`);
    await skype.close();
    assert.equal(!result.ok && result.reason, 'unknown key');
  });

  it('never stands on anything that strangers send, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), async (header, activity) => {
        assert.deepEqual(await outcome(header, activity), UNAUTHORIZED);
      }),
      { numRuns: 50 },
    );
  });

  it('cannot be made without an app id, which would switch it off', () => {
    const deps = {
      mode: 'teams',
      appId: '',
      tenants: [TENANT],
      clock: { now: Date.now },
      cloud: issuer.cloud,
    } as const;
    assert.throws(() => createAuthenticator(deps), /app id/);
  });
});

describe('authentication in local mode', () => {
  const authenticate = createAuthenticator({ mode: 'local' });
  const local = (changes: object = {}) =>
    message({ serviceUrl: 'http://localhost:56150/_connector', ...changes });

  it('takes any tenant and sender without a token', async () => {
    const from = { id: 'user-id-0', name: 'Alex', aadObjectId: '00000000-0000-0000-0000-0000000000020' };
    assert.equal((await decide(authenticate, '', local({ from }))).ok, true);
  });

  it('forbids other channels, other machines and odd ids', async () => {
    for (const changes of [
      { channelId: 'emulator' },
      { serviceUrl: SERVICE_URL },
      { from: { id: '29:1', aadObjectId: '../../etc/passwd' } },
      { from: undefined },
    ]) {
      const result = await decide(authenticate, '', local(changes));
      assert.equal(!result.ok && result.status, 403, JSON.stringify(changes));
    }
  });
});
