import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/reader.ts';
import { failure, refused } from './refused-settings.ts';

const MODE = 'local';

describe('names', () => {
  const fileNames = (...names: string[]) => {
    const env = { MODE, ...Object.fromEntries(names.map((name) => [name, 'x'])) };
    try {
      loadConfig(env, { fileNames: names });
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.problems;
    }
    return [];
  };

  it('that look like a setting’s and are none stop the start, with a value or without', () => {
    const meant = {
      FORBIDEN_SCOPES: 'FORBIDDEN_SCOPES',
      FORBIDDEN_SCOPE: 'FORBIDDEN_SCOPES',
      FORBID_SCOPES: 'FORBIDDEN_SCOPES',
      MICROSOFT_APP_ID: 'MicrosoftAppId',
      MicrosoftAppID: 'MicrosoftAppId',
      MicrosoftAppPasword: 'MicrosoftAppPassword',
      MAX_LIFESPAN: 'MAX_LIFESPAN_DAYS',
      TOKEN_PEPER: 'TOKEN_PEPPER',
      CAHCE_KEY: 'CACHE_KEY',
      ALLOWED_TENANT: 'ALLOWED_TENANTS',
      ALLOW_TENANTS: 'ALLOWED_TENANTS',
      TRUSTED_PROXY: 'TRUSTED_PROXIES',
      TRUSTEDPROXIES: 'TRUSTED_PROXIES',
      MAX_TOKEN_PER_USERS: 'MAX_TOKENS_PER_USER',
      VERIFY_CLIENT: 'VERIFY_CLIENTS',
      DATADIR: 'DATA_DIR',
      LOCALKEY: 'LOCAL_KEY',
      AUDIT_PUSH_URL: 'AUDIT_PUSH',
      CONFIRM_ABOVE_TOKENS: 'CONFIRM_ABOVE',
      END_IDLE_TOKENS: 'END_IDLE',
      FORBIDDEN_SCOPES_LIST: 'FORBIDDEN_SCOPES',
      mode: 'MODE',
      Store: 'STORE',
      PATKEEPER_MODE: 'MODE',
      PATKEEPER_FORBIDDEN_SCOPES: 'FORBIDDEN_SCOPES',
      Patkeeper_FORBIDEN_SCOPES: 'FORBIDDEN_SCOPES',
    };
    for (const [name, setting] of Object.entries(meant)) {
      for (const value of ['x', '']) {
        const [problem, ...more] = failure({ MODE, [name]: value }).problems;
        assert.deepEqual([problem?.variable, more], [name, []]);
        assert.match(problem?.fix ?? '', new RegExp(`^Did you mean ${setting}\\?.*env -u ${name}`), name);
      }
    }
  });

  it('that an environment holds anyway do not', () => {
    const usual = `
      PATH HOME HOSTNAME HOSTTYPE SHELL USER PWD LANG TERM TZ NODE_ENV PORTAGE PUBLIC LOCALAPPDATA LOCAL_DEV DATABASE
      npm_config_cache npm_config_loglevel npm_config_local_prefix npm_lifecycle_event WEBSITE_HOSTNAME WEBSITE_PORT
      APPSETTING_MicrosoftAppId AZURE_DEVOPS_ORG AZURE_DEVOPS_PAT AZURE_DEVOPS_EXT_PAT AZURE_CLIENT_ID AZURE_CLIENT_SECRET
      AZURE_TENANT_ID CI GITHUB_TOKEN GITHUB_REF RUNNER_OS BUILD_BUILDID SYSTEM_ACCESSTOKEN DYNO DATABASE_HOST PGHOST
      KUBERNETES_PORT PATKEEPER_PORT PATKEEPER_SERVICE_HOST PATKEEPER_SERVICE_PORT PATKEEPER_SERVICE_PORT_BOT PATKEEPER_PORT_3978_TCP
      PATKEEPER_PORT_3978_TCP_ADDR PATKEEPER_PORT_3978_TCP_PROTO PATKEEPER_VERIFY_PORT PATKEEPER_VERIFY_SERVICE_HOST PATKEEPER_HOME STORE_PATH VERIFY_SSL MODEL NODE_EXTRA_CA_CERTS NO_PROXY LOG_LEVEL_ROOT
      DATABASE_URL_TEST DATA_DIR_SIZE`;
    const env = Object.fromEntries(usual.split(/\s+/).map((name) => [name, 'x']));
    assert.deepEqual(loadConfig({ MODE, ...env }), loadConfig({ MODE }));
  });

  it('in .env are all ours: one that is no setting stops the start', () => {
    assert.deepEqual(fileNames('PUBLISHER_NAME'), []);
    const [unknown] = fileNames('NODE_OPTIONS');
    assert.deepEqual(
      [unknown?.variable, unknown?.problem],
      ['NODE_OPTIONS', 'is in .env, but is not a setting of Patkeeper'],
    );
    assert.equal(fileNames('DATABASE_URLS')[0]?.fix, 'Did you mean DATABASE_URL?');
    assert.deepEqual(
      fileNames('A', 'FORBIDDEN_SCOPES x\nB').map(({ variable }) => variable),
      ['A', 'FORBIDDEN_SCOPES?x?B'],
    );
  });

  it('are read whatever their case where the system does so', () => {
    loadConfig({ MODE, CARD_ACTIONS: 'submit', Card_Actions: 'submit' });
    assert.deepEqual(refused({ MODE, CARD_ACTIONS: 'submit', Card_Actions: 'execute' }), ['Card_Actions']);
  });
});
