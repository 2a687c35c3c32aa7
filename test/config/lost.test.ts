import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { failure, refused } from './refused-settings.ts';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const MODE = 'local';
const SINGLE_TENANT = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: APP_ID,
  MicrosoftAppTenantId: APP_ID,
  MicrosoftAppPassword: 'correct horse battery staple',
};

describe('what is lost', () => {
  it('stops a start with Teams where the default is weaker than what may have been there', () => {
    const lost = [
      'CACHE_KEY',
      'TOKEN_PEPPER',
      'MAX_LIFESPAN_DAYS',
      'FORBIDDEN_SCOPES',
      'MAX_TOKENS_PER_USER',
      'KEEP_AUDIT_DAYS',
      'AUDIT_PUSH',
      'AUDIT_PUSH_CA',
      'CONFIRM_ABOVE',
      'LEAK_KEYS',
      'LEAK_KEYS_URL',
      'LEAK_KEY_PINS',
      'END_IDLE',
      'LEAVER_GRAPH',
      'TRACK_GRAPH',
      'SCIM_TOKEN',
      'LEAVER_CHECK_MINUTES',
      'LEAVER_GRACE_HOURS',
    ];
    const marked = VARIABLES.filter((variable) => 'lostIfEmpty' in variable).map(({ name }) => name);
    assert.deepEqual(marked.sort(), lost.toSorted());
    for (const name of lost) assert.deepEqual(refused({ ...SINGLE_TENANT, [name]: ' ' }), [name]);
    loadConfig({ MODE, ...Object.fromEntries(lost.map((name) => [name, ''])) });
    for (const FORBIDDEN_SCOPES of [',', ' , ,'])
      assert.deepEqual(refused({ MODE, FORBIDDEN_SCOPES }), ['FORBIDDEN_SCOPES']);
  });

  it('is told of STORE beside a database', () => {
    const DATABASE_URL = 'postgres://u@127.0.0.1/d';
    assert.deepEqual(refused({ ...SINGLE_TENANT, DATABASE_URL }), ['STORE']);
    assert.equal(loadConfig({ ...SINGLE_TENANT, DATABASE_URL, STORE: 'lowdb' }).store.kind, 'lowdb');
  });

  it('is told of a database on another machine that nobody said how to encrypt', () => {
    const env = { ...SINGLE_TENANT, STORE: 'postgres', TOKEN_PEPPER: 'p'.repeat(32) };
    const warnings = (where: string) =>
      loadConfig({ ...env, DATABASE_URL: `postgres://u:p@${where}` }).warnings;
    assert.match(warnings('db.example.com/d')[0] ?? '', /leads to another machine without sslmode/);
    for (const where of [
      '127.0.0.1/d',
      '/d?host=/run/postgresql',
      'db/d?sslmode=verify-full',
      'db/d?sslmode=disable',
    ])
      assert.deepEqual(warnings(where), [], where);
  });
});

describe('an address to listen on', () => {
  it('is no name: some shells export HOST as the machine’s', () => {
    for (const HOST of ['laptop', 'laptop.example.com', 'localhost.', '127.0.0'])
      assert.deepEqual(refused({ ...SINGLE_TENANT, HOST }), ['HOST'], HOST);
    assert.deepEqual(refused({ ...SINGLE_TENANT, VERIFY_HOST: 'laptop' }), ['VERIFY_HOST']);
    assert.equal(loadConfig({ MODE, HOST: '[::1]' }).host, '::1');
    assert.match(failure({ MODE, HOST: 'laptop' }).message, /HOST=127\.0\.0\.1 before the command/);
  });
});
