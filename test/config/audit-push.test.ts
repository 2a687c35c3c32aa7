import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config/config.ts';

const pushOf = (env: Record<string, string>) => loadConfig({ MODE: 'local', ...env }).auditPush;

describe('the settings of where audit events are sent', () => {
  it('send them nowhere when nobody says so', () => {
    assert.equal(pushOf({}), undefined);
  });

  it('take an address with https, its token and a certificate to trust', () => {
    const push = pushOf({
      AUDIT_PUSH: 'https://siem.example.com/in',
      AUDIT_PUSH_TOKEN: 'a-token',
      AUDIT_PUSH_CA: '/etc/ca.pem',
    });
    assert.equal(push?.kind, 'https');
    assert.equal(push?.kind === 'https' && push.url, 'https://siem.example.com/in');
    assert.equal(push?.kind === 'https' && push.token?.reveal(), 'a-token');
    assert.equal(push?.caFile, '/etc/ca.pem');
  });

  it('take syslog over TLS, at its usual port unless another is named', () => {
    assert.deepEqual(pushOf({ AUDIT_PUSH: 'syslog+tls://siem.example.com' }), {
      kind: 'syslog',
      host: 'siem.example.com',
      port: 6514,
    });
    assert.deepEqual(pushOf({ AUDIT_PUSH: 'syslog+tls://[2001:db8::1]:601' }), {
      kind: 'syslog',
      host: '2001:db8::1',
      port: 601,
    });
  });

  it('refuse what is no such address, what is not encrypted, and what has no use', () => {
    for (const AUDIT_PUSH of [
      'siem',
      'ftp://siem.example.com',
      'http://siem.example.com',
      'syslog://siem.example.com',
    ])
      assert.throws(() => pushOf({ AUDIT_PUSH }), /AUDIT_PUSH is no address/, AUDIT_PUSH);
    assert.throws(
      () => pushOf({ AUDIT_PUSH: 'https://me:secret-word@siem.example.com' }),
      (error: Error) => {
        assert.match(error.message, /holds a password/);
        assert.ok(!error.message.includes('secret-word'));
        return true;
      },
    );
    assert.throws(() => pushOf({ AUDIT_PUSH_TOKEN: 'x' }), /AUDIT_PUSH is not/);
    assert.throws(() => pushOf({ AUDIT_PUSH_CA: 'x' }), /AUDIT_PUSH is not/);
    assert.throws(
      () => pushOf({ AUDIT_PUSH: 'syslog+tls://siem.example.com', AUDIT_PUSH_TOKEN: 'x' }),
      /works with an address with https only/,
    );
  });
});
