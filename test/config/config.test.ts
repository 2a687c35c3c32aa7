import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inspect, parseEnv } from 'node:util';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/reader.ts';
import type { Variable } from '../../src/config/variable.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { failure, refused } from './refused-settings.ts';
import { environmentExample } from './settings-page.ts';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const TENANT = 'AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee';
const OTHER_TENANT = '99999999-bbbb-cccc-dddd-eeeeeeeeeeee';
const PASSWORD = 'correct horse battery staple';
const MODE = 'local';
const BOT = { MicrosoftAppType: 'SingleTenant', MicrosoftAppId: APP_ID, MicrosoftAppTenantId: TENANT };
const SINGLE_TENANT = { ...BOT, MicrosoftAppPassword: PASSWORD };

describe('settings left out', () => {
  it('mean loopback, the local chat and a new key, in local mode', () => {
    assert.deepEqual(loadConfig({ MODE }), {
      mode: {
        kind: 'local',
        chat: { kind: 'on', port: 3980 },
        clockOffsetHours: 0,
        key: { kind: 'made' },
        mayUseServedData: false,
      },
      host: '127.0.0.1',
      port: 3978,
      drainSeconds: 0,
      secretEnds: {},
      secretPrefix: 'pkt',
      endIdle: false,
      dataDir: './data',
      guests: 'refuse',
      store: { kind: 'lowdb' },
      authorities: ['builtin'],
      organizations: [{ authority: 'builtin', id: 'internal', name: 'internal' }],
      serverCollections: [],
      sweepHours: 6,
      policy: {
        maxLifespanDays: 365,
        forbiddenScopes: [],
        maxTokensPerUser: 50,
        builtinOrganizations: ['internal'],
      },
      cardActions: 'execute',
      logLevel: 'info',
      verify: { kind: 'on', host: '127.0.0.1', port: 3979, clients: [] },
      trustedProxies: [],
      warnings: [],
    });
  });

  it('are the same as empty ones', () => {
    const empty = Object.fromEntries(VARIABLES.map(({ name }) => [name, ' ']));
    assert.deepEqual(loadConfig({ ...empty, MODE }), loadConfig({ MODE }));
  });
});

describe('settings of local mode', () => {
  it('are the clock and the local chat', () => {
    const rest = { kind: 'local', key: { kind: 'made' }, mayUseServedData: false };
    const { mode } = loadConfig({
      MODE,
      CLOCK_OFFSET_HOURS: '+552',
      LOCAL_CHAT: 'off',
      LOCAL_CHAT_PORT: '0',
    });
    assert.deepEqual(mode, { ...rest, chat: { kind: 'off' }, clockOffsetHours: 552 });
    const other = loadConfig({ MODE, CLOCK_OFFSET_HOURS: '-3', LOCAL_CHAT_PORT: '0', PORT: '0' });
    assert.deepEqual(other.mode, { ...rest, chat: { kind: 'on', port: 0 }, clockOffsetHours: -3 });
  });

  it('allow loopback hosts only', () => {
    for (const HOST of ['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]']) loadConfig({ MODE, HOST });
    for (const HOST of ['0.0.0.0', '::', 'example.com', '127.0.0.1.example.com', '10.0.0.1']) {
      assert.deepEqual(refused({ MODE, HOST }), ['HOST'], HOST);
    }
    assert.equal(loadConfig({ ...SINGLE_TENANT, HOST: '0.0.0.0' }).host, '0.0.0.0');
  });

  it('need two ports', () => {
    assert.deepEqual(refused({ MODE, PORT: '5000', LOCAL_CHAT_PORT: '5000' }), ['LOCAL_CHAT_PORT']);
    loadConfig({ MODE, PORT: '5000', LOCAL_CHAT_PORT: '5000', LOCAL_CHAT: 'off' });
  });
});

describe('settings of Teams', () => {
  it('are credentials and tenants, ids in lower case, the password kept secret', () => {
    const { mode } = loadConfig({ ...SINGLE_TENANT, MicrosoftAppType: 'singletenant' });
    assert.ok(mode.kind === 'teams' && mode.type === 'SingleTenant');
    assert.ok(mode.credential.kind === 'secret');
    assert.equal(mode.credential.secret.reveal(), PASSWORD);
    assert.ok(!inspect(mode).includes(PASSWORD) && !JSON.stringify(mode).includes(PASSWORD));
    assert.deepEqual(
      [mode.appId, mode.tenantId, mode.allowedTenants],
      [APP_ID, TENANT.toLowerCase(), [TENANT.toLowerCase()]],
    );
  });

  it('drain for five seconds, unless they say how long', () => {
    assert.equal(loadConfig(SINGLE_TENANT).drainSeconds, 5);
    assert.equal(loadConfig({ ...SINGLE_TENANT, DRAIN_SECONDS: '0' }).drainSeconds, 0);
    assert.equal(loadConfig({ MODE, DRAIN_SECONDS: '20' }).drainSeconds, 20);
    for (const DRAIN_SECONDS of ['-1', '301', '5s'])
      assert.deepEqual(refused({ MODE, DRAIN_SECONDS }), ['DRAIN_SECONDS']);
  });

  it('name the tenants that are let in', () => {
    const { mode } = loadConfig({
      ...SINGLE_TENANT,
      ALLOWED_TENANTS: `${OTHER_TENANT}, ${TENANT},${TENANT}`,
    });
    assert.deepEqual(mode.kind === 'teams' && mode.allowedTenants, [OTHER_TENANT, TENANT.toLowerCase()]);
    assert.deepEqual(refused({ ...SINGLE_TENANT, ALLOWED_TENANTS: 'contoso.com' }), ['ALLOWED_TENANTS']);
  });

  it('need no password with a managed identity', () => {
    const env = { ...BOT, MicrosoftAppType: 'UserAssignedMSI' };
    assert.deepEqual(loadConfig(env).mode, {
      kind: 'teams',
      type: 'UserAssignedMSI',
      appId: APP_ID,
      tenantId: TENANT.toLowerCase(),
      allowedTenants: [TENANT.toLowerCase()],
    });
    assert.match(loadConfig({ ...env, MicrosoftAppPassword: PASSWORD }).warnings.join(), /not used/);
  });

  it('need a type that can still be registered, and the error says which', () => {
    for (const MicrosoftAppType of ['', 'MultiTenant', 'Other']) {
      const error = failure({ ...SINGLE_TENANT, MicrosoftAppType });
      assert.deepEqual(
        error.problems.map(({ variable }) => variable),
        ['MicrosoftAppType'],
      );
      assert.match(error.message, /SingleTenant or UserAssignedMSI/);
    }
    assert.match(
      failure({ ...SINGLE_TENANT, MicrosoftAppType: 'MultiTenant' }).message,
      /no longer be registered/,
    );
  });

  it('need a password and a tenant id, and ids that are ids', () => {
    assert.deepEqual(refused(BOT), ['MicrosoftAppPassword']);
    assert.deepEqual(refused({ ...SINGLE_TENANT, MicrosoftAppTenantId: '' }), ['MicrosoftAppTenantId']);
    assert.deepEqual(refused({ ...BOT, MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppTenantId: '' }), [
      'MicrosoftAppTenantId',
    ]);
    assert.deepEqual(refused({ ...SINGLE_TENANT, MicrosoftAppId: 'patkeeper' }), ['MicrosoftAppId']);
  });

  it('exclude what works in local mode only', () => {
    const local = {
      LOCAL_CHAT: 'off',
      LOCAL_CHAT_PORT: '1',
      LOCAL_KEY: 'off',
      LOCAL_DATA: 'yes',
      CLOCK_OFFSET_HOURS: '1',
    };
    assert.deepEqual(refused({ ...SINGLE_TENANT, ...local }), Object.keys(local));
  });
});

describe('other settings', () => {
  it('are organizations with or without a name for people', () => {
    const { organizations } = loadConfig({ MODE, BUILTIN_ORGANIZATIONS: 'tools, web = Web = Shop ,' });
    assert.deepEqual(organizations, [
      { authority: 'builtin', id: 'tools', name: 'tools' },
      { authority: 'builtin', id: 'web', name: 'Web = Shop' },
    ]);
    for (const BUILTIN_ORGANIZATIONS of [
      'Tools',
      'a b',
      'any',
      'internal,any=Any team',
      '=x',
      ',',
      'a,a=b',
      'x'.repeat(65),
      `a=${'x'.repeat(81)}`,
    ]) {
      assert.deepEqual(
        refused({ MODE, BUILTIN_ORGANIZATIONS }),
        ['BUILTIN_ORGANIZATIONS'],
        BUILTIN_ORGANIZATIONS,
      );
    }
  });

  it('are a policy within its bounds', () => {
    const env = {
      MAX_LIFESPAN_DAYS: '30',
      MAX_TOKENS_PER_USER: '1000',
      FORBIDDEN_SCOPES: 'app_token, VSO.code_write,app_token',
    };
    assert.deepEqual(loadConfig({ MODE, ...env }).policy, {
      maxLifespanDays: 30,
      maxTokensPerUser: 1000,
      builtinOrganizations: ['internal'],
      forbiddenScopes: ['app_token', 'vso.code_write'],
    });
    for (const days of ['0', '366', '1.5', '1e2', 'year', '-1']) {
      assert.deepEqual(refused({ MODE, MAX_LIFESPAN_DAYS: days }), ['MAX_LIFESPAN_DAYS'], days);
    }
    for (const most of ['0', '1001']) {
      assert.deepEqual(refused({ MODE, MAX_TOKENS_PER_USER: most }), ['MAX_TOKENS_PER_USER'], most);
    }
  });

  it('suggest the scope that was meant, if one is near', () => {
    const fix = (scope: string) => failure({ MODE, FORBIDDEN_SCOPES: scope }).problems[0]?.fix;
    assert.equal(fix('vso.code_wirte'), 'Did you mean vso.code_write?');
    assert.equal(fix('code_write'), 'Did you mean vso.code_write?');
    assert.equal(fix('vso.xyz123'), 'Write a scope such as vso.code_write.');
  });

  it('hold peppers of 32 characters with commas between, kept secret', () => {
    const [one, other] = ['p'.repeat(32), `a b ${'q'.repeat(28)}`];
    const read = (text: string) =>
      loadConfig({ MODE, TOKEN_PEPPER: text }).peppers?.map((pepper) => pepper.reveal());
    assert.deepEqual(read(one), [one]);
    assert.deepEqual(read(` ${other} ,${one}, `), [other, one]);
    assert.equal(read(''), undefined);
    assert.ok(!inspect(loadConfig({ MODE, TOKEN_PEPPER: one })).includes(one));
  });

  it('hold no pepper that is too short, the second one included', () => {
    for (const text of [`short-pepper${' '.repeat(30)}`, `${'p'.repeat(32)},short-pepper`, ',']) {
      const { problems, message } = failure({ MODE, TOKEN_PEPPER: text });
      assert.deepEqual(
        problems.map(({ variable }) => variable),
        ['TOKEN_PEPPER'],
      );
      assert.match(message, /too short/);
      assert.ok(!message.includes('short-pepper') && !message.includes('ppp'));
    }
  });

  it('choose among what is supported', () => {
    assert.equal(loadConfig({ MODE, CARD_ACTIONS: 'Submit' }).cardActions, 'submit');
    assert.equal(loadConfig({ MODE, LOG_LEVEL: 'debug' }).logLevel, 'debug');
    assert.match(
      failure({ MODE, AUTHORITIES: 'builtin,gitlab' }).message,
      /names an unknown authority: "gitlab"/,
    );
    assert.deepEqual(refused({ MODE, AUTHORITIES: ',' }), ['AUTHORITIES']);
    assert.deepEqual(
      refused({ MODE, STORE: 'redis', CARD_ACTIONS: 'x', LOG_LEVEL: 'loud', LOCAL_CHAT: 'yes' }),
      ['LOCAL_CHAT', 'STORE', 'CARD_ACTIONS', 'LOG_LEVEL'],
    );
  });

  it('take ports from 0 to 65535', () => {
    for (const PORT of ['0', '1', '65535']) assert.equal(loadConfig({ MODE, PORT }).port, Number(PORT));
    for (const PORT of ['-1', '65536', 'http', '80 81', '0x50'])
      assert.deepEqual(refused({ MODE, PORT }), ['PORT'], PORT);
  });
});

describe('settings of verification', () => {
  const verifyOf = (env: Record<string, string>) => loadConfig({ MODE, ...env }).verify;
  const CLIENT = 'gateway:a-secret-of-the-gateway';

  it('switch it off', () => {
    assert.deepEqual(verifyOf({ MODE, VERIFY: 'off', VERIFY_PORT: 'ignored' }), { kind: 'off' });
  });

  it('name clients, whose secrets print nowhere', () => {
    const verify = verifyOf({ MODE, VERIFY_CLIENTS: `${CLIENT}, feed-2:another:secret-with-colons` });
    assert.ok(verify.kind === 'on');
    assert.deepEqual(
      verify.clients.map(({ name, secret }) => [name, secret.reveal()]),
      [
        ['gateway', 'a-secret-of-the-gateway'],
        ['feed-2', 'another:secret-with-colons'],
      ],
    );
    assert.doesNotMatch(inspect(verify, { depth: 9 }), /a-secret/);
  });

  it('name proxies by address or range', () => {
    for (const verify of ['on', 'off']) {
      const { trustedProxies } = loadConfig({
        MODE,
        VERIFY: verify,
        TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8, fd00::/8, ::ffff:192.168.0.0/112',
      });
      assert.deepEqual(trustedProxies, [
        { address: '127.0.0.1', prefix: 32, family: 'ipv4' },
        { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
        { address: 'fd00::', prefix: 8, family: 'ipv6' },
        { address: '192.168.0.0', prefix: 16, family: 'ipv4' },
      ]);
    }
  });

  it('say at the start what proxies must ask where there are several organizations', () => {
    const said = (env: Record<string, string>) =>
      loadConfig({ MODE, ...env }).warnings.filter((line) => line.includes('organization=any'));
    const several = { BUILTIN_ORGANIZATIONS: 'internal,lab=Research' };
    assert.equal(said(several).length, 1);
    assert.match(
      said(several)[0] ?? '',
      /^BUILTIN_ORGANIZATIONS names several \(internal, lab\): every proxy must name one/,
    );
    for (const env of [{}, { BUILTIN_ORGANIZATIONS: 'lab' }, { ...several, VERIFY: 'off' }])
      assert.deepEqual(said(env), []);
  });

  it('are refused when they can’t be used, and never quoted when they may be secret', () => {
    assert.deepEqual(refused({ MODE, VERIFY: 'maybe' }), ['VERIFY']);
    assert.deepEqual(refused({ MODE, VERIFY_PORT: '70000' }), ['VERIFY_PORT']);
    assert.deepEqual(refused({ MODE, VERIFY_PORT: '3978' }), ['VERIFY_PORT']);
    assert.deepEqual(refused({ MODE, VERIFY_HOST: '0.0.0.0' }), ['VERIFY_HOST']);
    for (const proxies of ['10.0.0.0/33', 'nginx', '10.0.0', '::1/129', '::ffff:10.0.0.0/8']) {
      assert.deepEqual(refused({ MODE, TRUSTED_PROXIES: proxies }), ['TRUSTED_PROXIES'], proxies);
    }
    for (const clients of [
      'gateway',
      'gateway:tooshort',
      'Gate Way:a-secret-of-the-gateway',
      `${CLIENT},${CLIENT}`,
    ]) {
      assert.deepEqual(refused({ MODE, VERIFY_CLIENTS: clients }), ['VERIFY_CLIENTS'], clients);
      assert.doesNotMatch(failure({ MODE, VERIFY_CLIENTS: clients }).message, /a-secret|tooshort/);
    }
  });
});

describe('a ConfigError', () => {
  it('tells every bad setting at once, each with what to write', () => {
    const error = failure({ MODE, PORT: 'x', STORE: 'redis', MAX_LIFESPAN_DAYS: '0' });
    assert.equal(
      error.message,
      [
        "Patkeeper can't start: 3 settings need a change (see .env.example).",
        '  PORT is not a whole number: "x".',
        '    Write a number from 0 to 65535; 0 takes any free port.',
        '  STORE has an unknown value: "redis".',
        '    Write lowdb or postgres.',
        '  MAX_LIFESPAN_DAYS is out of range: "0".',
        '    Write a number of days from 1 to 365.',
      ].join('\n'),
    );
    assert.match(failure({ MODE, PORT: 'x' }).message, /one setting needs a change/);
  });

  it('is all that bad settings lead to, and never holds a secret', () => {
    const anyEnv = fc.record(
      Object.fromEntries(
        VARIABLES.map(({ name }) => [name, fc.oneof(fc.string(), fc.constantFrom('1', APP_ID))]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyEnv, (env) => {
        try {
          loadConfig({
            ...env,
            MicrosoftAppPassword: PASSWORD,
            ENTRA_CLIENT_SECRET: PASSWORD,
            TOKEN_PEPPER: 'pepper-too-short',
          });
        } catch (error) {
          assert.ok(error instanceof ConfigError, String(error));
          assert.ok(!error.message.includes(PASSWORD) && !error.message.includes('pepper-too-short'));
        }
      }),
    );
  });

  it('does not quote what stands in the place of an id: it may be the password', () => {
    assert.ok(!failure({ ...BOT, MicrosoftAppId: PASSWORD }).message.includes(PASSWORD));
    assert.ok(!failure({ ...SINGLE_TENANT, ALLOWED_TENANTS: PASSWORD }).message.includes(PASSWORD));
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const uncommented = text.replace(/^# (?=[A-Za-z_]+=)/gm, '');

  it('is the table of settings, each explained and with its default', () => {
    assert.equal(text, environmentExample());
  });

  it('names every setting, and loads with every default uncommented', () => {
    const env = parseEnv(uncommented);
    assert.deepEqual(Object.keys(env).sort(), VARIABLES.map(({ name }): string => name).sort());
    assert.deepEqual(loadConfig({ ...env, MODE }), loadConfig({ MODE }));
    assert.deepEqual(parseEnv(text), {});
  });

  it('says of each local setting that it is one', () => {
    const local = VARIABLES.filter((variable: Variable) => variable.localOnly).map(({ doc }) => doc);
    assert.ok(local.length === 5 && local.every((doc) => doc.endsWith('Local mode only.')));
  });
});
