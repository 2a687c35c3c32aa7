import assert from 'node:assert/strict';
import { whyNotDirect } from '../../src/web/direct-request.ts';

const HOST = '127.0.0.1:3978';

describe('a request straight from this machine', () => {
  it('is addressed to loopback', () => {
    for (const host of [HOST, '127.0.0.1', 'localhost:1', 'LOCALHOST', '[::1]:3978', '127.1.2.3'])
      assert.equal(whyNotDirect({ headers: { host } }), undefined, host);
    for (const host of [
      undefined,
      '',
      ':3978',
      'evil.example',
      'evil.example:3978',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'evil@127.0.0.1',
      '0.0.0.0',
      '10.0.0.1:3978',
      '[::]',
      '127.0.0.1:3978:1',
    ])
      assert.equal(whyNotDirect({ headers: host === undefined ? {} : { host } }), 'foreign-host', host);
  });

  it('carries nothing that a proxy adds, empty or not', () => {
    for (const name of [
      'forwarded',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-forwarded-anything',
      'x-forwarded',
      'x-real-ip',
    ]) {
      for (const value of ['127.0.0.1', ''])
        assert.equal(whyNotDirect({ headers: { host: HOST, [name]: value } }), 'proxied', name);
    }
    for (const name of ['x-forward', 'viable', 'x-local-key', 'forwarded-by'])
      assert.equal(whyNotDirect({ headers: { host: HOST, [name]: 'x' } }), undefined, name);
  });
});
