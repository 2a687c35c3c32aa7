import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/reader.ts';

const PEPPER = 'p'.repeat(44);
const CACHE_KEY = `${'k'.repeat(43)}=`;
const DATABASE_URL = 'postgres://patkeeper:hunter2@db.example.com:5432/patkeeper';
const MODE = 'local';
const POSTGRES = { MODE, STORE: 'postgres', DATABASE_URL, TOKEN_PEPPER: PEPPER };

function refused(env: Readonly<Record<string, string>>): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ variable }) => variable);
  }
  return [];
}

describe('the settings of PostgreSQL', () => {
  it('are read with their defaults', () => {
    const { store } = loadConfig(POSTGRES);
    assert.ok(store.kind === 'postgres');
    assert.equal(store.databaseUrl.reveal(), DATABASE_URL);
    const { databaseUrl: _, ...rest } = store;
    assert.deepEqual(rest, {
      kind: 'postgres',
      migrate: true,
      poolSize: 10,
      keepAuditDays: 365,
      keepEndedDays: 90,
    });
  });

  it('must name the database, and what replicas have in common', () => {
    assert.deepEqual(refused({ MODE, STORE: 'postgres' }), ['DATABASE_URL', 'TOKEN_PEPPER']);
    const azure = {
      ...POSTGRES,
      AUTHORITIES: 'azure-devops',
      ENTRA_AUTHORITY: 'http://127.0.0.1:1/5f0b8a52-6c1d-4a7e-9d0e-3b1f7c2a9e10',
      ENTRA_CLIENT_ID: 'e4b7a1c0-58d3-4f96-a2be-9c07d16f3e84',
      ENTRA_CLIENT_SECRET: 'secret',
    };
    assert.deepEqual(refused(azure), ['CACHE_KEY']);
    assert.deepEqual(refused({ ...azure, CACHE_KEY }), []);
    const { AUTHORITIES: _, ...entra } = azure;
    const admin = { ...entra, AUTHORITIES: 'builtin', PUBLIC_URL: 'https://pat.example.org', ADMIN: 'on' };
    assert.deepEqual(refused(admin), ['CACHE_KEY']);
    assert.deepEqual(refused({ ...admin, CACHE_KEY }), []);
  });

  it('may name the server itself beside a pooler, which is as secret', () => {
    const directUrl = DATABASE_URL.replace('5432', '5433');
    const config = loadConfig({ ...POSTGRES, DATABASE_DIRECT_URL: directUrl });
    assert.ok(config.store.kind === 'postgres');
    assert.equal(config.store.directUrl?.reveal(), directUrl);
    assert.doesNotMatch(inspect(config, { depth: 9 }), /hunter2/);
    assert.deepEqual(refused({ MODE, DATABASE_DIRECT_URL: directUrl }), ['DATABASE_DIRECT_URL']);
  });

  it('are refused when they are out of range', () => {
    const bad = { MIGRATE: 'maybe', DATABASE_POOL_SIZE: '0', KEEP_AUDIT_DAYS: '0', KEEP_ENDED_DAYS: 'x' };
    assert.deepEqual(refused({ ...POSTGRES, ...bad }).sort(), Object.keys(bad).sort());
  });

  it('never show the password', () => {
    assert.doesNotMatch(inspect(loadConfig(POSTGRES), { depth: 9 }), /hunter2/);
  });

  it('are refused by the embedded store, which would pay no heed to them', () => {
    const meaningless = {
      MIGRATE: 'off',
      DATABASE_POOL_SIZE: '5',
      KEEP_AUDIT_DAYS: '9',
      KEEP_ENDED_DAYS: '9',
    };
    assert.deepEqual(refused({ MODE, ...meaningless }), Object.keys(meaningless));
    assert.deepEqual(refused({ MODE, ...meaningless, STORE: 'lowdb' }), Object.keys(meaningless));
    assert.deepEqual(refused({ MODE, ...meaningless, STORE: 'mongo' }), ['STORE']);
    assert.throws(
      () => loadConfig({ MODE, ...meaningless }),
      /KEEP_AUDIT_DAYS works with STORE=postgres only/,
    );
  });

  it('may name a database that another program uses, and then there is a warning', () => {
    const { store, warnings } = loadConfig({ MODE, DATABASE_URL });
    assert.deepEqual([store, warnings.length], [{ kind: 'lowdb' }, 1]);
    assert.match(warnings[0] ?? '', /^DATABASE_URL is not used, because .* STORE=postgres/);
    assert.doesNotMatch(warnings[0] ?? '', /hunter2/);
    assert.deepEqual(loadConfig({ MODE }).warnings, []);
    assert.deepEqual(loadConfig(POSTGRES).warnings, []);
  });
});
