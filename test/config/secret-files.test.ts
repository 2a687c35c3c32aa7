import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/reader.ts';
import { secretsFromFiles } from '../../src/config/secret-files.ts';
import { SECRET_NAMES, VARIABLES } from '../../src/config/variables.ts';
import { refused } from './refused-settings.ts';

const SECRET = 'a secret that nobody reads';

describe('secrets in files', () => {
  const files = (texts: Readonly<Record<string, string>>) => (path: string) => {
    const text = texts[path];
    if (text === undefined) throw Object.assign(new Error(`ENOENT ${path}`), { code: 'ENOENT' });
    return text;
  };
  function problemsOf(env: Readonly<Record<string, string>>, texts: Readonly<Record<string, string>> = {}) {
    try {
      secretsFromFiles(env, files(texts));
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      assert.ok(!error.message.includes(SECRET));
      return error.problems.map(({ variable, problem }) => `${variable} ${problem}`);
    }
    return [];
  }

  it('can be given for each setting that is a secret', () => {
    assert.deepEqual(SECRET_NAMES.toSorted(), [
      'AUDIT_PUSH',
      'AUDIT_PUSH_TOKEN',
      'CACHE_KEY',
      'DATABASE_DIRECT_URL',
      'DATABASE_URL',
      'ENTRA_CLIENT_SECRET',
      'LEAK_KEYS',
      'LOCAL_KEY',
      'MicrosoftAppPassword',
      'SCIM_TOKEN',
      'TOKEN_PEPPER',
      'VERIFY_CLIENTS',
    ]);
    for (const name of SECRET_NAMES)
      assert.deepEqual(secretsFromFiles({ [`${name}_FILE`]: '/run/x' }, files({ '/run/x': SECRET })), {
        [name]: SECRET,
      });
    const unmarked = VARIABLES.filter(({ name }) => /password|secret|key|pepper|url$/i.test(name));
    assert.deepEqual(
      unmarked.filter(({ name }) => !SECRET_NAMES.some((secret) => secret === name)).map(({ name }) => name),
      [
        'DATABASE_PASSWORD_EXPIRES',
        'MicrosoftAppPasswordExpires',
        'PUBLIC_URL',
        'ENTRA_CLIENT_SECRET_EXPIRES',
        'AZURE_DEVOPS_URL',
        'AZURE_DEVOPS_PROFILE_URL',
        'PUBLISHER_URL',
        'GRAPH_URL',
        'LEAK_KEYS_URL',
        'LEAK_KEY_PINS',
      ],
    );
  });

  it('lose one line end, and nothing else', () => {
    const given = (text: string) =>
      secretsFromFiles({ TOKEN_PEPPER_FILE: 'f' }, files({ f: text }))['TOKEN_PEPPER'];
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom('\n', '\r\n', ''), (text, end) => {
        fc.pre(text.trim() !== '' && !/[\r\n]$/.test(text));
        assert.equal(given(text + end), text);
        assert.equal(given(`${text}\n${end}`), end === '' ? text : `${text}\n`);
      }),
    );
  });

  it('are refused beside their setting, without a path, unreadable and empty, all at once', () => {
    const env = {
      TOKEN_PEPPER: SECRET,
      TOKEN_PEPPER_FILE: '/run/pepper',
      CACHE_KEY_FILE: ' ',
      MicrosoftAppPassword_FILE: SECRET,
      VERIFY_CLIENTS_FILE: '/run/empty',
    };
    assert.deepEqual(problemsOf(env, { '/run/pepper': SECRET, '/run/empty': ' \n' }), [
      'VERIFY_CLIENTS_FILE names an empty file',
      "MicrosoftAppPassword_FILE names a file that can't be read (ENOENT)",
      'CACHE_KEY_FILE has no value, which may have been lost',
      'TOKEN_PEPPER_FILE is there beside TOKEN_PEPPER',
    ]);
  });

  it('stand in the place of an empty setting', () => {
    const env = { TOKEN_PEPPER: '', TOKEN_PEPPER_FILE: 'f' };
    assert.deepEqual(problemsOf(env, { f: SECRET }), []);
  });

  it('are named by settings that the names of others are held against', () => {
    loadConfig({ MODE: 'local', TOKEN_PEPPER_FILE: 'f' }, { fileNames: ['TOKEN_PEPPER_FILE'] });
    for (const name of [
      'TOKEN_PEPER_FILE',
      'FORBIDDEN_SCOPES_FILE',
      'MICROSOFT_APP_PASSWORD_FILE',
      'MAX_LIFESPAN_DAYS_FILE',
    ])
      assert.deepEqual(refused({ MODE: 'local', [name]: 'f' }), [name]);
    loadConfig({ MODE: 'local', HOST_FILE: 'f', SSL_CERT_FILE: 'f', AZURE_FEDERATED_TOKEN_FILE: 'f' });
  });
});
