import assert from 'node:assert/strict';
import { shownSettings } from '../../src/config/shown-settings.ts';
import { VARIABLES } from '../../src/config/variables.ts';

describe('the settings that the audit trail shows', () => {
  it('are those that were given, without spaces around them', () => {
    const given = { PORT: ' 3978 ', HOST: '', STORE: '   ', BUILTIN_ORGANIZATIONS: 'tools' };
    assert.deepEqual(shownSettings(given), { PORT: '3978', BUILTIN_ORGANIZATIONS: 'tools' });
  });

  it('have no value where it is secret', () => {
    const secrets = VARIABLES.filter((variable) => 'secret' in variable).map(({ name }) => name);
    assert.ok(secrets.includes('TOKEN_PEPPER') && secrets.includes('DATABASE_URL'));
    // A change of this one must be seen; a value that is no address has no host.
    assert.ok(secrets.includes('AUDIT_PUSH'));
    const given = Object.fromEntries(secrets.map((name) => [name, 'hidden-value']));
    assert.deepEqual(shownSettings(given), Object.fromEntries(secrets.map((name) => [name, 'set'])));
  });

  it('have the host alone of an address that may hold a key', () => {
    for (const [AUDIT_PUSH, shown] of [
      ['https://siem.example.com:8443/receiver/key-in-path?sig=key', 'https://siem.example.com:8443'],
      ['syslog+tls://logs.example.com:6514', 'syslog+tls://logs.example.com:6514'],
      ['https://user:key@siem.example.com/', 'https://siem.example.com'],
    ] as const)
      assert.deepEqual(shownSettings({ AUDIT_PUSH }), { AUDIT_PUSH: shown });
  });

  it('are cut where they are long', () => {
    assert.equal(
      shownSettings({ BUILTIN_ORGANIZATIONS: 'a'.repeat(500) })['BUILTIN_ORGANIZATIONS'],
      'a'.repeat(200),
    );
  });

  it('are none of other programs’', () => {
    assert.deepEqual(shownSettings({ PATH: '/bin', HOME: '/root' }), {});
  });
});
