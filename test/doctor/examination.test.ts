import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examine } from '../../src/doctor/examination.ts';
import { formatFindings } from '../../src/doctor/findings.ts';
import { OTHER_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import { type DoctorWorld, deadUrl, printed, problemsIn, startDoctorWorld } from './world.ts';

describe('the doctor, on a whole setup', () => {
  let world: DoctorWorld;
  before(async () => {
    world = await startDoctorWorld();
  });
  beforeEach(() => {
    world.entra.heal();
    world.azureDevOps.heal();
  });
  after(() => world?.close());

  it('finds nothing wrong with a setup that works, and says what it could not look at', async () => {
    const findings = await world.look();
    assert.deepEqual(problemsIn(findings), [], formatFindings(findings));
    for (const what of [
      'Settings',
      'Data folder',
      'Microsoft Entra',
      'Tenant',
      'Clock',
      'Application credential',
      'Redirect URI',
      'Sign-in pages',
    ])
      assert.match(printed(findings, what), /^ok /);
    const devOps = findings.filter(({ what }) => what === 'Azure DevOps');
    assert.deepEqual(
      devOps.map(({ kind }) => kind),
      ['ok', 'ok'],
    );
    for (const what of ['Bot credentials', 'Silent sign-in', 'Consent'])
      assert.match(printed(findings, what), /^not checked /);
  });

  it('names every setting that is wrong, and looks at nothing else', async () => {
    const findings = await world.look({ PORT: 'http', ENTRA_CLIENT_SECRET: '' });
    const text = formatFindings(findings);
    assert.match(text, /PORT is not a whole number/);
    assert.match(text, /ENTRA_CLIENT_SECRET is missing/);
    assert.match(text, /not checked +Everything else/);
    assert.equal(findings.length, 3);
  });

  it('tells of settings that nobody reads', async () => {
    const findings = await world.look({ ENTRA_CLIENTID: 'x' });
    assert.match(printed(findings, 'Settings'), /^PROBLEM .*Did you mean ENTRA_CLIENT_ID/);
  });

  it('tells what proxies must ask where there are several organizations', async () => {
    const findings = await world.look({
      AUTHORITIES: 'builtin,azure-devops',
      BUILTIN_ORGANIZATIONS: 'internal,lab',
      VERIFY: 'on',
    });
    assert.match(printed(findings, 'Settings'), /^note .*every proxy must name one when it asks \/verify/);
    assert.deepEqual(problemsIn(findings), []);
  });

  it('does not ask for a sign-in where nobody signs in', async () => {
    const findings = await world.look({ AUTHORITIES: 'builtin' });
    assert.match(printed(findings, 'Signing in'), /^not checked .*AUTHORITIES doesn’t name azure-devops/);
    assert.ok(!findings.some(({ what }) => what === 'Microsoft Entra'));
  });

  it('says that Entra could not be reached, and what it could not ask then', async () => {
    const authority = `${await deadUrl()}/tenant`;
    const findings = await world.look({ ENTRA_AUTHORITY: authority });
    assert.deepEqual(problemsIn(findings), ['Microsoft Entra']);
    assert.match(printed(findings, 'Microsoft Entra'), /could not be reached: nothing listens there/);
    for (const what of ['Tenant', 'Clock', 'Application credential', 'Redirect URI'])
      assert.match(printed(findings, what), /^not checked /);
  });

  it('notices a tenant that does not exist, and one that is not of these people', async () => {
    const unknown = await world.look({ ENTRA_AUTHORITY: world.entra.authority('contoso') });
    assert.match(
      printed(unknown, 'Microsoft Entra'),
      /PROBLEM .*no such tenant \(AADSTS90002\).*ENTRA_AUTHORITY.*step 7/,
    );
    const other = await world.look({ ENTRA_AUTHORITY: world.entra.authority(OTHER_TENANT_ID) });
    assert.match(printed(other, 'Tenant'), new RegExp(`PROBLEM .*${OTHER_TENANT_ID}.*npm run fakes`));
  });

  it('notices an address that is not Entra', async () => {
    world.entra.failNext('discovery', { kind: 'status', status: 200, body: '<html>' });
    const findings = await world.look();
    assert.match(
      printed(findings, 'Microsoft Entra'),
      /PROBLEM .*not as Microsoft Entra does.*Correct ENTRA_AUTHORITY/,
    );
  });

  it('notices a clock that is wrong, by how much and in which direction', async () => {
    const at = (ms: number) => world.look({}, { clock: { now: () => Date.now() + ms } });
    assert.match(printed(await at(-6 * 60_000), 'Clock'), /^PROBLEM .*(?:359|36[01]) s behind/);
    assert.match(printed(await at(2 * 60_000), 'Clock'), /^note .*1[12]\d s ahead of/);
  });

  const credentials: [string, number, RegExp][] = [
    [
      'is wrong',
      7000215,
      /client secret is wrong.*Value into ENTRA_CLIENT_SECRET, not its Secret ID.*step 3/,
    ],
    ['has expired', 7000222, /client secret has expired.*Make a new secret.*step 3/],
    ['is for an application that is not there', 700016, /no such application.*ENTRA_CLIENT_ID.*step 2/],
    ['has no service principal', 7000229, /no service principal.*az ad sp create.*step 2/],
    ['is an unregistered certificate', 700027, /certificate is not registered.*step 3/],
    [
      'is an identity that is not trusted',
      700213,
      /does not trust this federated or managed identity.*step 3/,
    ],
    ['meets a tenant without Azure DevOps', 500011, /doesn’t know Azure DevOps.*step 5/],
    ['is blocked', 53003, /Conditional Access.*step 3/],
    ['is refused for a reason of its own', 123456, /error\?code=123456/],
  ];
  for (const [how, code, expected] of credentials) {
    it(`notices a credential that ${how}`, async () => {
      world.entra.failNext('client_credentials', { kind: 'aadsts', code });
      const findings = await world.look();
      assert.deepEqual(problemsIn(findings), ['Application credential']);
      assert.match(printed(findings, 'Application credential'), expected);
      assert.ok(printed(findings, 'Application credential').includes(`AADSTS${code}`));
    });
  }

  it('really tries the secret and the id', async () => {
    const wrong = await world.look({ ENTRA_CLIENT_SECRET: 'not the secret' });
    assert.match(printed(wrong, 'Application credential'), /AADSTS7000215/);
    assert.ok(!formatFindings(wrong).includes('not the secret'));
    const stranger = await world.look({ ENTRA_CLIENT_ID: '00000000-0000-4000-8000-000000000001' });
    assert.match(printed(stranger, 'Application credential'), /AADSTS700016/);
    assert.match(printed(stranger, 'Redirect URI'), /AADSTS700016/);
  });

  it('reports a certificate that can’t be read, with its file', async () => {
    const path = join(world.dataDir, 'none.pem');
    const findings = await world.look({ ENTRA_CLIENT_SECRET: '', ENTRA_CLIENT_CERTIFICATE: path });
    assert.match(printed(findings, 'Application credential'), /none\.pem can’t be read.*step 3/);
  });

  it('survives an Entra that has trouble', async () => {
    world.entra.failNext('client_credentials', { kind: 'status', status: 503 });
    world.entra.failNext('authorize', { kind: 'reset', when: 'before' });
    const findings = await world.look();
    assert.match(printed(findings, 'Application credential'), /PROBLEM .*could not be reached: .*503/);
    assert.match(printed(findings, 'Redirect URI'), /^not checked .*could not be reached/);
  });

  it('notices a redirect URI that is not registered, and says which', async () => {
    const findings = await world.look({ PUBLIC_URL: 'http://localhost:3977' });
    const text = printed(findings, 'Redirect URI');
    assert.match(
      text,
      /PROBLEM .*http:\/\/localhost:3977\/auth\/callback is not registered \(AADSTS50011\).*Authentication.*step 2/,
    );
  });

  it('does not guess when the sign-in page says nothing, and says where to look', async () => {
    world.entra.failNext('authorize', {
      kind: 'status',
      status: 200,
      body: '<html>Sign in</html>',
      contentType: 'text/html',
    });
    assert.match(printed(await world.look(), 'Redirect URI'), /^not checked .*Authentication page/);
    world.entra.failNext('authorize', {
      kind: 'status',
      status: 200,
      body: '<p>AADSTS50058: nobody is signed in</p>',
    });
    assert.match(printed(await world.look(), 'Redirect URI'), /^ok /);
  });

  it('can’t know an address that is chosen at the start', async () => {
    const findings = await world.look({ PORT: '0' });
    for (const what of ['Redirect URI', 'Public address'])
      assert.match(printed(findings, what), /^not checked .*PORT is 0/);
  });

  it('notices that Azure DevOps is out of reach, or down', async () => {
    const away = await world.look({ AZURE_DEVOPS_PROFILE_URL: await deadUrl() });
    assert.deepEqual(problemsIn(away), ['Azure DevOps']);
    world.azureDevOps.failNext('profile', { kind: 'status', status: 503 });
    const down = await world.look({ AZURE_DEVOPS_URL: `${world.azureDevOps.url}/x` });
    assert.match(formatFindings(down), /it answers with status 503/);
  });

  it('notices a data folder that can’t be written', async () => {
    const file = join(world.dataDir, 'a-file');
    await writeFile(file, '');
    for (const DATA_DIR of [file, join(file, 'data')]) {
      const findings = await world.look({ DATA_DIR });
      assert.match(printed(findings, 'Data folder'), /PROBLEM .*can't write to .* \(E\w+\).*DATA_DIR/);
    }
  });

  it('looks at a bot for Teams with its own credentials, and at its endpoint where that is known', async () => {
    const { DATA_DIR = '', PORT = '' } = world.env;
    const env = {
      DATA_DIR,
      PORT,
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppId: '22222222-2222-4222-8222-222222222222',
      MicrosoftAppPassword: 'the password',
      MicrosoftAppTenantId: '11111111-1111-4111-8111-111111111111',
    };
    const bot = { getToken: async () => 'token', metadataUrl: await deadUrl() };
    const clock = { now: () => Date.now() };
    const without = await examine({ env, clock, bot });
    assert.match(printed(without, 'Bot credentials'), /^ok /);
    assert.match(printed(without, 'Public address'), /^not checked .*PUBLIC_URL is not set/);
    // The service of this test runs in local mode, and answers anybody otherwise than 401.
    const found = await examine({ env: { ...env, PUBLIC_URL: world.service.botUrl }, clock, bot });
    assert.match(printed(found, 'Messaging endpoint'), /^PROBLEM .*\/api\/messages answered with status 4/);
    assert.ok(!found.some(({ what }) => what === 'Sign-in pages'));
  });
});
