import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config/config.ts';
import { failure, refused } from './refused-settings.ts';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const TENANT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const BOT = { MicrosoftAppType: 'SingleTenant', MicrosoftAppId: APP_ID, MicrosoftAppTenantId: TENANT };
const PASSWORD = { MicrosoftAppPassword: 'correct horse battery staple' };
const CERTIFICATE = { MicrosoftAppCertificate: '/run/secrets/bot.pem' };
const TOKEN_FILE = { MicrosoftAppTokenFile: '/var/run/secrets/azure/tokens/azure-identity-token' };

function credentialOf(env: Readonly<Record<string, string>>) {
  const { mode } = loadConfig(env);
  return mode.kind === 'teams' ? mode.credential : undefined;
}

describe('the bot’s credential', () => {
  it('is a secret, a certificate or the token of a federated identity', () => {
    assert.equal(credentialOf({ ...BOT, ...PASSWORD })?.kind, 'secret');
    assert.deepEqual(credentialOf({ ...BOT, ...CERTIFICATE }), {
      kind: 'certificate',
      path: CERTIFICATE.MicrosoftAppCertificate,
      setting: 'MicrosoftAppCertificate',
    });
    assert.deepEqual(credentialOf({ ...BOT, ...TOKEN_FILE }), {
      kind: 'token-file',
      path: TOKEN_FILE.MicrosoftAppTokenFile,
      setting: 'MicrosoftAppTokenFile',
    });
  });

  it('is one: of several, none is chosen', () => {
    assert.deepEqual(refused({ ...BOT, ...PASSWORD, ...CERTIFICATE }), ['MicrosoftAppCertificate']);
    assert.deepEqual(refused({ ...BOT, ...CERTIFICATE, ...TOKEN_FILE }), ['MicrosoftAppTokenFile']);
    const { message } = failure({ ...BOT, ...PASSWORD, ...CERTIFICATE, ...TOKEN_FILE });
    assert.match(message, /beside MicrosoftAppCertificate and MicrosoftAppPassword/);
    assert.ok(!message.includes(PASSWORD.MicrosoftAppPassword));
  });

  it('is never absent, and its settings mean Teams', () => {
    assert.deepEqual(refused(BOT), ['MicrosoftAppPassword']);
    assert.deepEqual(refused({ MODE: 'local', ...CERTIFICATE }), ['MODE']);
    assert.ok(!refused(CERTIFICATE).includes('MODE'));
  });

  it('is not used by a managed identity, which is warned of', () => {
    const env = { ...BOT, MicrosoftAppType: 'UserAssignedMSI', ...CERTIFICATE, ...PASSWORD };
    assert.equal(loadConfig(env).warnings.length, 2);
  });

  it('serves the sign-in of the same application', () => {
    const azure = { AUTHORITIES: 'azure-devops', PUBLIC_URL: 'https://patkeeper.example.com' };
    for (const credential of [CERTIFICATE, TOKEN_FILE]) {
      const { azureDevOps } = loadConfig({ ...BOT, ...credential, ...azure });
      assert.deepEqual(azureDevOps?.entra.credential, credentialOf({ ...BOT, ...credential }));
    }
  });
});
