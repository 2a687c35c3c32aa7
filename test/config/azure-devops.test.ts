import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { loadConfig } from '../../src/config/config.ts';
import type { Environment } from '../../src/config/reader.ts';
import { ConfigError } from '../../src/config/reader.ts';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const OTHER_APP_ID = '66666666-2222-3333-4444-555555555555';
const TENANT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const PASSWORD = 'correct horse battery staple';
const SECRET = 'secret-of-the-sign-in';
const AZURE = { AUTHORITIES: 'azure-devops' };
const MODE = 'local';
const BOT = { MicrosoftAppType: 'SingleTenant', MicrosoftAppId: APP_ID, MicrosoftAppTenantId: TENANT };
const TEAMS = { ...AZURE, ...BOT, MicrosoftAppPassword: PASSWORD, PUBLIC_URL: 'https://pat.example.com' };
const IDENTITY = { ...AZURE, ...BOT, MicrosoftAppType: 'UserAssignedMSI', PUBLIC_URL: TEAMS.PUBLIC_URL };
const LOCAL = {
  MODE,
  ...AZURE,
  ENTRA_AUTHORITY: `http://127.0.0.1:4001/${TENANT}`,
  ENTRA_CLIENT_ID: APP_ID,
  ENTRA_CLIENT_SECRET: SECRET,
};

type Settings = Readonly<Record<string, string>>;

function azureOf(env: Settings) {
  const { azureDevOps } = loadConfig(env);
  assert.ok(azureDevOps !== undefined);
  return azureDevOps;
}

function failure(env: Settings): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  assert.fail(`these settings load: ${inspect(env)}`);
}

const refused = (env: Settings) => failure(env).problems.map(({ variable }) => variable);

describe('settings of Azure DevOps', () => {
  it('are there only when it is among the authorities', () => {
    assert.equal(loadConfig({ MODE }).azureDevOps, undefined);
    assert.deepEqual(loadConfig({ ...TEAMS, AUTHORITIES: 'Azure-DevOps, builtin' }).authorities, [
      'builtin',
      'azure-devops',
    ]);
    assert.deepEqual(loadConfig(TEAMS).authorities, ['azure-devops']);
  });

  it('of the sign-in are said to be unused when it is not', () => {
    const warnings = (env: Environment) =>
      loadConfig(env).warnings.filter((text) => text.startsWith('ENTRA_'));
    assert.deepEqual(warnings({ MODE, ENTRA_CLIENT_ID: OTHER_APP_ID, ENTRA_CLIENT_SECRET: SECRET }), [
      'ENTRA_CLIENT_ID, ENTRA_CLIENT_SECRET are not used, because AUTHORITIES doesn’t name azure-devops. Add it there if people should sign in.',
    ]);
    assert.match(warnings({ MODE, ENTRA_AUTHORITY: 'x' })[0] ?? '', /^ENTRA_AUTHORITY is not used, because /);
    assert.deepEqual(warnings({ ...TEAMS, ENTRA_CLIENT_ID: OTHER_APP_ID, ENTRA_CLIENT_SECRET: SECRET }), []);
    assert.deepEqual(warnings({ MODE }), []);
  });

  it('take everything from the bot when nothing else is said', () => {
    const azure = azureOf(TEAMS);
    const { credential, ...entra } = azure.entra;
    assert.deepEqual(
      { ...azure, entra },
      {
        url: 'https://vssps.dev.azure.com',
        profileUrl: 'https://app.vssps.visualstudio.com',
        entra: { authority: `https://login.microsoftonline.com/${TENANT}`, clientId: APP_ID },
        publicUrl: 'https://pat.example.com',
      },
    );
    assert.ok(credential.kind === 'secret' && credential.secret.reveal() === PASSWORD);
    assert.doesNotMatch(inspect(azure, { depth: 9 }), new RegExp(PASSWORD));
  });

  it('name another application with a secret, a certificate or a token file of its own', () => {
    const other = { ...TEAMS, ENTRA_CLIENT_ID: OTHER_APP_ID };
    const bySecret = azureOf({ ...other, ENTRA_CLIENT_SECRET: SECRET }).entra;
    assert.ok(bySecret.credential.kind === 'secret' && bySecret.credential.secret.reveal() === SECRET);
    assert.equal(bySecret.clientId, OTHER_APP_ID);
    const byCertificate = azureOf({ ...other, ENTRA_CLIENT_CERTIFICATE: '/keys/app.pem' }).entra;
    assert.deepEqual(byCertificate.credential, {
      kind: 'certificate',
      path: '/keys/app.pem',
      setting: 'ENTRA_CLIENT_CERTIFICATE',
    });
    assert.deepEqual(azureOf({ ...other, ENTRA_CLIENT_TOKEN_FILE: '/keys/token' }).entra.credential, {
      kind: 'token-file',
      path: '/keys/token',
      setting: 'ENTRA_CLIENT_TOKEN_FILE',
    });
    assert.deepEqual(refused(other), ['ENTRA_CLIENT_SECRET']);
    const both = { ...other, ENTRA_CLIENT_SECRET: SECRET, ENTRA_CLIENT_CERTIFICATE: '/keys/app.pem' };
    assert.deepEqual(refused(both), ['ENTRA_CLIENT_CERTIFICATE']);
    const { message } = failure({ ...both, ENTRA_CLIENT_TOKEN_FILE: '/keys/token' });
    assert.match(message, /beside ENTRA_CLIENT_CERTIFICATE and ENTRA_CLIENT_SECRET/);
    assert.ok(!message.includes(SECRET));
    assert.deepEqual(refused({ ...TEAMS, ENTRA_CLIENT_ID: PASSWORD, ENTRA_CLIENT_SECRET: SECRET }), [
      'ENTRA_CLIENT_ID',
    ]);
    assert.ok(!failure({ ...TEAMS, ENTRA_CLIENT_ID: PASSWORD }).message.includes(PASSWORD));
  });

  it('let an application trust the managed identity of the bot', () => {
    assert.deepEqual(azureOf({ ...IDENTITY, ENTRA_CLIENT_ID: OTHER_APP_ID }).entra, {
      authority: `https://login.microsoftonline.com/${TENANT}`,
      clientId: OTHER_APP_ID,
      credential: { kind: 'managed-identity', identity: APP_ID },
    });
    assert.deepEqual(refused(IDENTITY), ['ENTRA_CLIENT_ID']);
    assert.match(failure(IDENTITY).message, /a managed identity alone can.t sign people in/);
  });

  it('need a public address with Teams, and take the own one in local mode', () => {
    assert.deepEqual(refused({ ...TEAMS, PUBLIC_URL: '' }), ['PUBLIC_URL']);
    assert.equal(azureOf(LOCAL).publicUrl, undefined);
    assert.equal(
      azureOf({ ...LOCAL, PUBLIC_URL: 'http://localhost:8080/' }).publicUrl,
      'http://localhost:8080',
    );
    assert.equal(
      azureOf({ ...TEAMS, PUBLIC_URL: 'https://example.com/pat/' }).publicUrl,
      'https://example.com/pat',
    );
  });

  it('need to know in local mode where and as what people sign in', () => {
    assert.deepEqual(refused({ MODE, ...AZURE }), [
      'ENTRA_AUTHORITY',
      'ENTRA_CLIENT_ID',
      'ENTRA_CLIENT_SECRET',
    ]);
    assert.equal(azureOf(LOCAL).entra.authority, LOCAL.ENTRA_AUTHORITY);
  });

  it('are https, except for loopback addresses in local mode', () => {
    const addresses = ['PUBLIC_URL', 'ENTRA_AUTHORITY', 'AZURE_DEVOPS_URL', 'AZURE_DEVOPS_PROFILE_URL'];
    for (const name of addresses) {
      const path = name === 'ENTRA_AUTHORITY' ? '/tenant' : '';
      loadConfig({ ...LOCAL, [name]: `http://localhost:1${path}` });
      loadConfig({ ...TEAMS, [name]: `https://example.com${path}/` });
      assert.deepEqual(refused({ ...TEAMS, [name]: `http://127.0.0.1:1${path}` }), [name]);
      for (const host of [
        'http://example.com',
        'http://127.0.0.1.example.com',
        'ftp://localhost',
        'localhost',
      ]) {
        assert.deepEqual(refused({ ...LOCAL, [name]: `${host}${path}` }), [name], `${name} ${host}`);
      }
      assert.deepEqual(refused({ ...LOCAL, [name]: `https://example.com${path}?a=b` }), [name]);
      const error = failure({ ...LOCAL, [name]: `https://ada:${SECRET}@example.com${path}` });
      assert.ok(!error.message.includes(SECRET));
    }
  });

  it('name one tenant', () => {
    for (const tenant of ['common', 'Organizations', 'consumers', 'a/b', '']) {
      const ENTRA_AUTHORITY = `https://login.microsoftonline.com/${tenant}`;
      assert.deepEqual(refused({ ...TEAMS, ENTRA_AUTHORITY }), ['ENTRA_AUTHORITY'], tenant);
    }
  });

  it('sweep at reasonable times', () => {
    assert.equal(loadConfig({ ...TEAMS, SWEEP_HOURS: '24' }).sweepHours, 24);
    for (const SWEEP_HOURS of ['0', '169', 'daily']) {
      assert.deepEqual(refused({ ...TEAMS, SWEEP_HOURS }), ['SWEEP_HOURS']);
    }
  });
});

describe('CACHE_KEY', () => {
  const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');

  it('holds keys of 32 bytes, kept secret', () => {
    const config = loadConfig({ MODE, CACHE_KEY: `${key(1)}, ${key(2)}` });
    assert.equal(config.cacheKey?.reveal(), `${key(1)},${key(2)}`);
    assert.ok(!inspect(config).includes(key(1)));
  });

  it('is refused when it is anything else, and never quoted', () => {
    for (const CACHE_KEY of [
      'short-and-secret',
      key(1).slice(0, -1),
      `${key(1)},x`,
      Buffer.alloc(31).toString('base64'),
      ',',
    ]) {
      assert.deepEqual(refused({ MODE, CACHE_KEY }), ['CACHE_KEY'], CACHE_KEY);
      assert.ok(CACHE_KEY === ',' || !failure({ MODE, CACHE_KEY }).message.includes(CACHE_KEY));
    }
  });
});

describe('AZURE_DEVOPS_SERVER_COLLECTIONS', () => {
  const collections = (text: string) =>
    loadConfig({ MODE, AZURE_DEVOPS_SERVER_COLLECTIONS: text }).serverCollections;

  it('are addresses with or without a name for people', () => {
    assert.deepEqual(
      collections('https://tfs.example.com/tfs/Default%20Collection/, Old = http://tfs/tfs/Old'),
      [
        { name: 'Default Collection', url: 'https://tfs.example.com/tfs/Default%20Collection' },
        { name: 'Old', url: 'http://tfs/tfs/Old' },
      ],
    );
    assert.deepEqual(collections('https://tfs'), [{ name: 'tfs', url: 'https://tfs' }]);
  });

  it('are refused when one is no address, or two have one name', () => {
    for (const bad of [
      'tfs',
      'Old=tfs',
      'https://tfs/x?y',
      'https://a/X,https://b/x',
      'javascript:alert(1)',
    ]) {
      assert.deepEqual(
        refused({ MODE, AZURE_DEVOPS_SERVER_COLLECTIONS: bad }),
        ['AZURE_DEVOPS_SERVER_COLLECTIONS'],
        bad,
      );
    }
  });
});
