import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/reader.ts';
import { failure, refused } from './refused-settings.ts';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const TENANT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const MODE = 'local';
const SINGLE_TENANT = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: APP_ID,
  MicrosoftAppTenantId: TENANT,
  MicrosoftAppPassword: 'correct horse battery staple',
};

describe('MODE', () => {
  const kind = (env: Record<string, string>, localIfUnset = false) =>
    loadConfig(env, { localIfUnset }).mode.kind;
  const problem = (env: Record<string, string>, localIfUnset = false) => {
    try {
      loadConfig(env, { localIfUnset });
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(
        error.problems.map(({ variable }) => variable),
        ['MODE'],
      );
      return error.problems[0]?.problem ?? '';
    }
    assert.fail(`these settings load: ${inspect(env)}`);
  };

  it('is teams or local, in any case', () => {
    assert.equal(kind({ MODE: 'Local' }), 'local');
    assert.equal(kind({ ...SINGLE_TENANT, MODE: 'TEAMS' }), 'teams');
    for (const other of ['off', 'locale', 'local,teams', '1']) {
      assert.match(problem({ MODE: other }), /^has an unknown value/);
      assert.match(problem({ ...SINGLE_TENANT, MODE: other }), /^has an unknown value/);
    }
  });

  it('is teams when it is left out beside credentials, whole or not', () => {
    for (const MODE of ['', undefined]) {
      const env = MODE === undefined ? SINGLE_TENANT : { ...SINGLE_TENANT, MODE };
      assert.equal(kind(env), 'teams');
      assert.equal(kind(env, true), 'teams');
    }
    for (const name of ['MicrosoftAppType', 'MicrosoftAppPassword', 'MicrosoftAppTenantId']) {
      assert.ok(refused({ [name]: APP_ID, MicrosoftAppId: '' }).includes('MicrosoftAppId'), name);
    }
  });

  it('is nothing when it is left out without credentials, whatever else is there', () => {
    for (const env of [{}, { MODE: ' ' }, { ALLOWED_TENANTS: TENANT }, { AUTHORITIES: 'azure-devops' }])
      assert.match(problem(env), /^is missing/);
  });

  it('is local then for npm start, with whatever is no sign of a service', () => {
    for (const env of [
      {},
      { TRUSTED_PROXIES: '127.0.0.1' },
      { LOCAL_KEY: 'off', DATA_DIR: '/data' },
      { PORT: '0', BUILTIN_ORGANIZATION_URLS: 'internal=http://127.0.0.1:8081' },
    ])
      assert.equal(kind(env, true), 'local');
  });

  it('is nothing even for npm start where a sign of a service stands, with a value or without', () => {
    for (const name of [
      'MicrosoftAppType',
      'MicrosoftAppId',
      'MicrosoftAppPassword',
      'MicrosoftAppTenantId',
      'ALLOWED_TENANTS',
      'STORE',
      'DATABASE_URL',
      'PUBLIC_URL',
      'MODE',
      'MicrosoftOther',
    ])
      assert.match(problem({ [name]: '' }, true), new RegExp(`^is missing, although ${name} is there`));
    assert.match(
      problem({ STORE: 'lowdb', PUBLIC_URL: 'https://x.example' }, true),
      /STORE, PUBLIC_URL are there/,
    );
  });

  it('is local on loopback only, for npm start too', () => {
    for (const source of [{ localIfUnset: true }, {}]) {
      const env = source.localIfUnset ? { HOST: '0.0.0.0' } : { HOST: '0.0.0.0', MODE };
      assert.throws(() => loadConfig(env, source), /HOST is not loopback/);
    }
  });

  it('is not local beside anything of Teams, nor teams without credentials', () => {
    for (const name of ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId', 'ALLOWED_TENANTS'])
      assert.equal(problem({ MODE, [name]: APP_ID }), `is local, although ${name} is set`);
    loadConfig({ MODE, MicrosoftAppPassword: '' });
    assert.deepEqual(refused({ MODE: 'teams' }), [
      'MicrosoftAppId',
      'MicrosoftAppTenantId',
      'MicrosoftAppType',
    ]);
  });
});

describe('LOCAL_KEY and LOCAL_DATA', () => {
  const modeOf = (env: Record<string, string>) => {
    const { mode } = loadConfig({ MODE, ...env });
    assert.ok(mode.kind === 'local');
    return mode;
  };

  it('fix the key, kept secret, or open everything', () => {
    const { key } = modeOf({ LOCAL_KEY: 'correct-horse~9._' });
    assert.ok(key.kind === 'fixed' && key.key.reveal() === 'correct-horse~9._');
    assert.ok(!inspect(key).includes('horse'));
    for (const LOCAL_KEY of ['off', 'OFF']) assert.equal(modeOf({ LOCAL_KEY }).key.kind, 'off');
    assert.equal(modeOf({ LOCAL_KEY: '' }).key.kind, 'made');
  });

  it('are refused where somebody meant to open or close something and wrote another word', () => {
    for (const LOCAL_KEY of [
      'of',
      'none',
      'no',
      'false',
      '0',
      'on',
      'off!',
      'two words & more',
      'ключ-ключ-ключ',
      'disabled',
      'Deactivated',
      'undefined',
      'none-none-none-none',
      'aaaaaaaaaaaaaaaaaaaaaaaa',
    ])
      assert.deepEqual(refused({ MODE, LOCAL_KEY }), ['LOCAL_KEY'], LOCAL_KEY);
    const { message } = failure({ MODE, LOCAL_KEY: 'disabled' });
    assert.match(message, /LOCAL_KEY reads as if there should be no key, and would be one\./);
    assert.match(message, /Write 8 or more letters.* Write off to let in every account/);
    assert.match(failure({ MODE, LOCAL_KEY: 'horse-b' }).message, /LOCAL_KEY is too short\./);
    assert.match(failure({ MODE, LOCAL_KEY: '0000000000000000' }).message, /LOCAL_KEY is easy to guess\./);
    assert.ok(!failure({ MODE, LOCAL_KEY: 'horse&battery' }).message.includes('horse'));
    for (const LOCAL_DATA of ['y', 'true', '1', 'yess'])
      assert.deepEqual(refused({ MODE, LOCAL_DATA }), ['LOCAL_DATA']);
    assert.equal(modeOf({ LOCAL_DATA: 'YES' }).mayUseServedData, true);
  });
});
