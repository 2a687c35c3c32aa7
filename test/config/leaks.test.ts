import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/reader.ts';

const LOCAL = { MODE: 'local' };
const KEY = 'k'.repeat(32);
const GITHUB = 'https://api.github.com/meta/public_keys/secret_scanning';

function problemsOf(env: Record<string, string>): string {
  try {
    loadConfig({ ...LOCAL, ...env });
  } catch (error) {
    return error instanceof ConfigError ? error.message : assert.fail(String(error));
  }
  return '';
}

describe('the settings for secrets in wrong hands', () => {
  it('name a prefix that no other product has', () => {
    assert.equal(loadConfig(LOCAL).secretPrefix, 'pkt');
    for (const prefix of ['acme', 'pat', 'a1', 'abcdefghij'])
      assert.equal(loadConfig({ ...LOCAL, PAT_PREFIX: prefix }).secretPrefix, prefix);
    for (const prefix of ['a', 'Acme', 'abcdefghijk', 'ac-me', 'acme_', 'ä1'])
      assert.match(problemsOf({ PAT_PREFIX: prefix }), /PAT_PREFIX can’t be a prefix/, prefix);
    for (const prefix of ['ghp', 'github', 'npm', 'glpat', 'dckr', 'hf', 'shpat', 'cio', 'sbp'])
      assert.match(problemsOf({ PAT_PREFIX: prefix }), /another product/, prefix);
  });

  it('end no unused token where nothing tells that a token is used', () => {
    assert.equal(loadConfig({ ...LOCAL, END_IDLE: 'on' }).endIdle, true);
    assert.equal(loadConfig({ ...LOCAL, VERIFY: 'off' }).endIdle, false);
    const problem = /END_IDLE is on, and VERIFY is off: every token would look unused/;
    for (const VERIFY of ['off', 'OFF', ' off '])
      assert.match(problemsOf({ END_IDLE: 'on', VERIFY }), problem, VERIFY);
  });

  it('let nobody report a leak unless they say who may', () => {
    assert.equal(loadConfig(LOCAL).leaks, undefined);
    assert.equal(loadConfig({ ...LOCAL, LEAK_KEYS: '', LEAK_KEYS_URL: '' }).leaks, undefined);
    assert.deepEqual(loadConfig({ ...LOCAL, LEAK_KEYS_URL: GITHUB }).leaks, {
      keysUrl: GITHUB,
      scanners: [],
    });
  });

  it('take keys from https, or from this machine in local mode', () => {
    const url = 'http://127.0.0.1:3992/keys';
    assert.equal(loadConfig({ ...LOCAL, LEAK_KEYS_URL: url }).leaks?.keysUrl, url);
    for (const bad of ['http://192.0.2.1/keys', 'ftp://x/', 'https://ada:secret@x.example/', 'keys'])
      assert.match(problemsOf({ LEAK_KEYS_URL: bad }), /LEAK_KEYS_URL is not an address/, bad);
    const teams = {
      MODE: 'teams',
      MICROSOFT_APP_ID: '0b1f7d3a-6a0c-4c57-9d1a-3f6b8e2c5d40',
      LEAK_KEYS_URL: url,
    };
    assert.throws(() => loadConfig(teams), /LEAK_KEYS_URL is not an address/);
  });

  it('pin keys by their digests, and never by a list of nothing', () => {
    const pin = 'AB'.repeat(32);
    assert.deepEqual(loadConfig({ ...LOCAL, LEAK_KEYS_URL: GITHUB, LEAK_KEY_PINS: pin }).leaks?.pins, [
      pin.toLowerCase(),
    ]);
    for (const bad of [',', 'abc', `${pin},x`])
      assert.match(problemsOf({ LEAK_KEYS_URL: GITHUB, LEAK_KEY_PINS: bad }), /LEAK_KEY_PINS/, bad);
    assert.match(problemsOf({ LEAK_KEY_PINS: pin }), /without LEAK_KEYS_URL/);
  });

  it('name own scanners, whose keys print nowhere', () => {
    const { leaks } = loadConfig({ ...LOCAL, LEAK_KEYS: `ci:${KEY}, nightly:${KEY}x` });
    assert.deepEqual(
      leaks?.scanners.map(({ name, secret }) => [name, secret.reveal()]),
      [
        ['ci', KEY],
        ['nightly', `${KEY}x`],
      ],
    );
    assert.ok(!inspect(leaks, { depth: 9, showHidden: true }).includes(KEY));
    for (const bad of [KEY, `ci:${KEY.slice(1)}`, `CI:${KEY}`, `ci:${KEY},ci:${KEY}`, ',', `ci:${KEY}é`]) {
      const problems = problemsOf({ LEAK_KEYS: bad });
      assert.match(problems, /LEAK_KEYS/, bad);
      assert.ok(!problems.includes(KEY.slice(1)), problems);
    }
  });
});
