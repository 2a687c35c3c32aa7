import assert from 'node:assert/strict';
import { repeatedHeader } from '../../src/web/repeated-header.ts';

describe('a header that must stand once', () => {
  it('is found when it stands twice, in any case, with the same value or another', () => {
    for (const name of [
      'authorization',
      'host',
      'content-length',
      'content-type',
      'x-local-key',
      'x-leak-signature',
      'github-public-key-signature',
    ]) {
      const rawHeaders = [name, 'a', 'Accept', '*/*', name.toUpperCase(), 'a'];
      assert.equal(repeatedHeader({ rawHeaders }), name);
    }
  });

  it('is not found in values, once, or where a header is a list', () => {
    for (const rawHeaders of [
      [],
      ['Host', 'x', 'Authorization', 'Bearer a'],
      ['X-Name', 'authorization', 'Authorization', 'authorization', 'X-Other', 'authorization'],
      [
        'X-Forwarded-For',
        'a',
        'x-forwarded-for',
        'b',
        'Cookie',
        'a=b',
        'Cookie',
        'c=d',
        'Accept',
        'a',
        'Accept',
        'b',
      ],
    ])
      assert.equal(repeatedHeader({ rawHeaders }), undefined, rawHeaders.join());
  });
});
