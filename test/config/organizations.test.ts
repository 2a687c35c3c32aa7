import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError, type ConfigProblem } from '../../src/config/reader.ts';

const BOT = {
  MicrosoftAppType: 'UserAssignedMSI',
  MicrosoftAppId: '11111111-2222-3333-4444-555555555555',
  MicrosoftAppTenantId: '99999999-bbbb-cccc-dddd-eeeeeeeeeeee',
};
const BUILTIN_ORGANIZATIONS = 'internal=Internal Git, feed';

/** What is wrong with these addresses. */
function problems(urls: string, env: Record<string, string> = {}): readonly ConfigProblem[] {
  try {
    loadConfig({
      BUILTIN_ORGANIZATIONS,
      ...(env === BOT ? {} : { MODE: 'local' }),
      ...env,
      BUILTIN_ORGANIZATION_URLS: urls,
    });
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

describe('addresses of organizations', () => {
  it('go with the organizations of their ids, as they can be shown', () => {
    const { organizations } = loadConfig({
      MODE: 'local',
      BUILTIN_ORGANIZATIONS,
      BUILTIN_ORGANIZATION_URLS: 'feed = https://NPM.example.org:8443/team/ ,',
    });
    assert.deepEqual(organizations, [
      { authority: 'builtin', id: 'internal', name: 'Internal Git' },
      { authority: 'builtin', id: 'feed', name: 'feed', url: 'https://npm.example.org:8443/team' },
    ]);
  });

  it('are refused for organizations that do not exist, and twice for one', () => {
    const [unknown] = problems('internal=https://a.example,other=https://b.example');
    assert.deepEqual(
      [unknown?.variable, unknown?.problem],
      [
        'BUILTIN_ORGANIZATION_URLS',
        'names an organization that is not in BUILTIN_ORGANIZATIONS, in pair number 2',
      ],
    );
    assert.match(unknown?.fix ?? '', /^Write id=https:\/\/host or id=https:\/\/host\/path /);
    const [twice] = problems('feed=https://a.example,feed=https://b.example');
    assert.equal(twice?.problem, 'names one organization twice: "feed"');
  });

  it('are refused when they could not be copied into a shell as they are', () => {
    for (const url of [
      '',
      'git.example.org',
      'ftp://git.example.org',
      'https://git.example.org/?a=b',
      'https://git.example.org/#a',
      'https://git.example.org/$(id)',
      'https://git.example.org/a;b',
      'https://[::1]:8081',
    ]) {
      assert.equal(
        problems(`internal=${url}`)[0]?.problem,
        'has an address that is not allowed, number 1',
        url,
      );
    }
  });

  it('may be unencrypted on this machine, and anywhere in local mode', () => {
    assert.deepEqual(problems('internal=http://127.0.0.1:8081', BOT), []);
    assert.deepEqual(problems('internal=http://git.example.org'), []);
    assert.equal(problems('internal=http://git.example.org', BOT).length, 1);
    assert.deepEqual(problems('internal=https://git.example.org', BOT), []);
  });

  it('never bring a password into a message', () => {
    fc.assert(
      fc.property(fc.constantFrom('internal=', 'other=', ''), fc.webPath(), (id, path) => {
        const found = problems(`${id}https://ada:hunter2@git.example.org${path}`);
        assert.ok(found.length > 0);
        assert.doesNotMatch(JSON.stringify(found), /hunter2/);
      }),
    );
  });
});
