import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Authenticate, createAuthenticator } from '../../../src/teams/channel/authenticate.ts';
import { PUBLIC_CLOUD } from '../../../src/teams/channel/cloud.ts';
import { createFakeIssuer, type FakeIssuer } from '../../support/jwt.ts';
import { createTeamsDriver } from '../../support/teams-driver.ts';

const APP_ID = '6f8d0f2e-3b4c-4a5d-9e6f-7a8b9c0d1e2f';
const TENANT = '11111111-2222-4333-8444-555555555555';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
/** The issuers that botbuilder takes for the Bot Framework Emulator, which proves itself with the bot's own application. */
const EMULATOR_ISSUERS = [
  'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
  'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
  'https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/',
  'https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0',
  'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/',
  `https://sts.windows.net/${TENANT}/`,
  `https://login.microsoftonline.com/${TENANT}/v2.0`,
];

describe('the token of an activity', () => {
  const driver = createTeamsDriver({ botUrl: '', serviceUrl: SERVICE_URL, tenantId: TENANT });
  const activity = driver.activity(driver.person('Ada'), { type: 'message', text: 'help' });
  let issuer: FakeIssuer;
  let authenticate: Authenticate;

  before(async () => {
    issuer = await createFakeIssuer();
    const clock = { now: Date.now };
    const { cloud } = issuer;
    authenticate = createAuthenticator({ mode: 'teams', appId: APP_ID, tenants: [TENANT], clock, cloud });
  });

  after(() => issuer.close());

  beforeEach(() => {
    sinon.stub(console, 'error').throws(new Error('Nothing may print to the console.'));
  });

  afterEach(() => sinon.restore());

  const claims = (changes: object = {}) => ({
    ...issuer.claims({ appId: APP_ID, serviceUrl: SERVICE_URL }),
    ...changes,
  });

  async function refusal(authorization: string) {
    const sender = await authenticate(authorization);
    const result = sender.ok ? sender.judge(activity) : sender;
    if (result.ok) return undefined;
    const { status, body, reason } = result;
    return { status, body, reason };
  }

  it('tells every bad token the same', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const { serviceurl: _serviceurl, ...withoutServiceUrl } = claims({ serviceurl: '' });
    const { exp: _exp, ...withoutEnd } = { exp: 0, ...claims() };
    const [head, body, signature] = issuer.sign(claims()).split('.');
    const bad: readonly (readonly [what: string, authorization: string, reason: string])[] = [
      ['no header', '', 'no token'],
      ['another scheme', `Basic ${issuer.sign(claims())}`, 'not a signed token'],
      ['a lower-case scheme', `bearer ${issuer.sign(claims())}`, 'not a signed token'],
      ['no token', 'Bearer ', 'not a signed token'],
      ['not a token', 'Bearer a.b.c', 'not a signed token'],
      ['an unsigned token', `Bearer ${issuer.forge(claims(), 'none')}`, 'not a signed token'],
      [
        'alg none with a signature',
        `Bearer ${issuer.sign(claims(), { header: { alg: 'none' } })}`,
        'not a signed token',
      ],
      ['HS256 keyed with the public key', `Bearer ${issuer.forge(claims(), 'HS256')}`, 'not a signed token'],
      ['a stranger as signer', `Bearer ${issuer.sign(claims(), { unknownKey: true })}`, 'wrong signature'],
      [
        'another hash than the header says',
        `Bearer ${issuer.sign(claims(), { header: { alg: 'RS512' } })}`,
        'wrong signature',
      ],
      [
        'changed claims',
        `Bearer ${head}.${Buffer.from(JSON.stringify(claims({ extra: 1 }))).toString('base64url')}.${signature}`,
        'wrong signature',
      ],
      ['a cut signature', `Bearer ${head}.${body}.${signature?.slice(0, -4)}`, 'wrong signature'],
      ['an unknown key id', `Bearer ${issuer.sign(claims(), { header: { kid: 'other' } })}`, 'unknown key'],
      ['no key id', `Bearer ${issuer.sign(claims(), { header: { kid: undefined } })}`, 'not a signed token'],
      ['an expired token', `Bearer ${issuer.sign(claims({ exp: seconds - 301 }))}`, 'expired'],
      ['a token without end', `Bearer ${issuer.sign(withoutEnd)}`, 'missing claims: exp'],
      [
        'a token of tomorrow',
        `Bearer ${issuer.sign(claims({ nbf: seconds + 86_400, exp: seconds + 90_000 }))}`,
        'not yet valid',
      ],
      ['another audience', `Bearer ${issuer.sign(claims({ aud: TENANT }))}`, 'wrong audience'],
      ['several audiences', `Bearer ${issuer.sign(claims({ aud: [APP_ID] }))}`, 'missing claims: aud'],
      ['no audience', `Bearer ${issuer.sign(claims({ aud: undefined }))}`, 'missing claims: aud'],
      [
        'an end that is no time',
        `Bearer ${issuer.sign(claims({ exp: `${seconds + 300}` }))}`,
        'missing claims: exp',
      ],
      ['a start that is no time', `Bearer ${issuer.sign(claims({ nbf: 'now' }))}`, 'missing claims: nbf'],
      ['no issuer', `Bearer ${issuer.sign(claims({ iss: undefined }))}`, 'missing claims: iss'],
      ['several issuers', `Bearer ${issuer.sign(claims({ iss: [PUBLIC_CLOUD.issuer] }))}`, 'wrong issuer'],
      [
        'an algorithm that the Bot Connector does not use',
        `Bearer ${issuer.sign(claims(), { header: { alg: 'PS256' } })}`,
        'not a signed token',
      ],
      ['something behind the token', `Bearer ${issuer.sign(claims())} more`, 'not a signed token'],
      ...EMULATOR_ISSUERS.map(
        (iss) =>
          [
            `a token as the emulator gets it from ${iss}`,
            `Bearer ${issuer.sign(claims({ iss, tid: TENANT, ver: '1.0', appid: APP_ID, azp: APP_ID }))}`,
            'wrong issuer',
          ] as const,
      ),
      [
        'a token with which another bot calls a skill',
        `Bearer ${issuer.sign(
          claims({ iss: `https://login.microsoftonline.com/${TENANT}/v2.0`, ver: '2.0', azp: TENANT }),
        )}`,
        'wrong issuer',
      ],
      [
        'another issuer',
        `Bearer ${issuer.sign(claims({ iss: 'https://api.botframework.us' }))}`,
        'wrong issuer',
      ],
      [
        'our own app token for another service',
        `Bearer ${issuer.sign(
          claims({ iss: `https://sts.windows.net/${TENANT}/`, tid: TENANT, appid: APP_ID, ver: '1.0' }),
        )}`,
        'wrong issuer',
      ],
      [
        'another service URL',
        `Bearer ${issuer.sign(claims({ serviceurl: 'https://smba.trafficmanager.net/amer/' }))}`,
        'another service URL',
      ],
      ['no service URL', `Bearer ${issuer.sign(withoutServiceUrl)}`, 'missing claims: serviceurl'],
    ];
    for (const [what, authorization, reason] of bad) {
      assert.deepEqual(
        await refusal(authorization),
        { status: 401, body: { error: 'unauthorized' }, reason },
        what,
      );
    }
  });

  it('bears clocks that differ by less than five minutes', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const late = claims({ exp: seconds - 240, nbf: seconds - 4000 });
    const early = claims({ nbf: seconds + 240 });
    assert.equal(await refusal(`Bearer ${issuer.sign(late)}`), undefined);
    assert.equal(await refusal(`Bearer ${issuer.sign(early)}`), undefined);
  });
});
