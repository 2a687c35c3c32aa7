import assert from 'node:assert/strict';
import type { TeamsMode } from '../../src/config/mode.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { examineBot } from '../../src/doctor/bot.ts';
import { createEntra } from '../../src/identity/entra.ts';
import { createFakeEntra } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { deadUrl, printed } from './world.ts';

const IDS = {
  kind: 'teams',
  appId: '22222222-2222-4222-8222-222222222222',
  tenantId: '11111111-1111-4111-8111-111111111111',
  allowedTenants: ['11111111-1111-4111-8111-111111111111'],
} as const;
const SINGLE: TeamsMode = {
  ...IDS,
  type: 'SingleTenant',
  credential: { kind: 'secret', secret: new Secret('the password') },
};
const IDENTITY: TeamsMode = { ...IDS, type: 'UserAssignedMSI' };

const clock = { now: () => Date.now() };

describe('the doctor, on the bot', () => {
  let entra: FakeEntra;
  let metadataUrl: string;
  before(async () => {
    entra = await createFakeEntra({ clock });
    metadataUrl = `${entra.authority()}/v2.0/.well-known/openid-configuration`;
  });
  afterEach(() => entra.heal());
  after(() => entra.close());

  /** A token as botbuilder has msal ask for it. */
  const getToken =
    (secret = entra.client.secret) =>
    async () => {
      const asked = createEntra({
        authority: entra.authority(),
        clientId: entra.client.clientId,
        credential: { kind: 'secret', secret: new Secret(secret) },
        clock,
      });
      return (await asked.client()).acquireTokenByClientCredential({
        scopes: ['https://api.example/.default'],
      });
    };

  it('says which file of the credential can’t be used', async () => {
    for (const credential of [
      { kind: 'certificate', path: '/nowhere/bot.pem', setting: 'MicrosoftAppCertificate' },
      { kind: 'token-file', path: '/nowhere/token', setting: 'MicrosoftAppTokenFile' },
    ] as const) {
      const mode: TeamsMode = { ...IDS, type: 'SingleTenant', credential };
      const findings = await examineBot({ mode, clock, metadataUrl });
      const said = /^PROBLEM .*MicrosoftApp(Certificate|TokenFile): \/nowhere\/.*can’t be read/;
      assert.match(printed(findings, 'Bot credentials'), said);
    }
  });

  it('is content with a token and with keys', async () => {
    const findings = await examineBot({ mode: SINGLE, clock, getToken: getToken(), metadataUrl });
    assert.match(printed(findings, 'Bot credentials'), /^ok .*22222222-/);
    assert.match(printed(findings, "Teams' signing keys"), /^ok /);
  });

  const refusals: [number, RegExp][] = [
    [7000215, /secret is wrong.*MicrosoftAppPassword.*step 3/],
    [7000222, /expired.*MicrosoftAppPassword.*step 3/],
    [700027, /not registered.*MicrosoftAppCertificate.*step 3/],
    [700016, /no such application.*MicrosoftAppId.*MicrosoftAppTenantId.*step 2/],
    [7000229, /az ad sp create --id.*MicrosoftAppId.*step 2/],
    [90002, /no such tenant.*MicrosoftAppTenantId.*step 7/],
  ];
  for (const [code, expected] of refusals) {
    it(`explains AADSTS${code} by the bot's own settings`, async () => {
      entra.failNext('client_credentials', { kind: 'aadsts', code });
      const text = printed(
        await examineBot({ mode: SINGLE, clock, getToken: getToken(), metadataUrl }),
        'Bot credentials',
      );
      assert.match(text, /^PROBLEM /);
      assert.match(text, expected);
    });
  }

  it('never prints the password, nor what an error says', async () => {
    const wrong = await examineBot({ mode: SINGLE, clock, getToken: getToken('a wrong one'), metadataUrl });
    assert.match(printed(wrong, 'Bot credentials'), /AADSTS7000215/);
    const leaky = () => Promise.reject(new Error('sent client_secret=the password'));
    const text = printed(
      await examineBot({ mode: SINGLE, clock, getToken: leaky, metadataUrl }),
      'Bot credentials',
    );
    assert.match(text, /^PROBLEM .*could not be reached/);
    assert.ok(!text.includes('the password'));
  });

  it('tells a missing managed identity from a network that is down', async () => {
    const down = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const look = async (mode: TeamsMode) =>
      printed(
        await examineBot({ mode, clock, getToken: () => Promise.reject(down), metadataUrl }),
        'Bot credentials',
      );
    assert.match(await look(IDENTITY), /^PROBLEM .*managed identity.*in Azure.*step 6/);
    assert.match(await look(SINGLE), /^PROBLEM .*nothing listens there \(ECONNREFUSED\).*step 8/);
  });

  it('notices signing keys that can’t be had', async () => {
    const away = await examineBot({
      mode: SINGLE,
      clock,
      getToken: getToken(),
      metadataUrl: await deadUrl(),
    });
    assert.match(printed(away, "Teams' signing keys"), /^PROBLEM .*nothing listens there.*every message/);
    entra.failNext('discovery', { kind: 'status', status: 403, body: '{}' });
    const blocked = await examineBot({ mode: SINGLE, clock, getToken: async () => 'token', metadataUrl });
    assert.match(printed(blocked, "Teams' signing keys"), /^PROBLEM .*status 403/);
  });
});
