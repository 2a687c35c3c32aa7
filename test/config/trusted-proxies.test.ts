import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/config.ts';
import { failure, refused } from './refused-settings.ts';

const MODE = 'local';
const trusts = (...ranges: string[]) =>
  loadConfig({ MODE, TRUSTED_PROXIES: ranges.join(',') }).trustedProxies.length;
const refuses = (...ranges: string[]) =>
  assert.deepEqual(
    [...new Set(refused({ MODE, TRUSTED_PROXIES: ranges.join(',') }))],
    ['TRUSTED_PROXIES'],
    ranges.join(),
  );

describe('trusted proxies', () => {
  it('are never nearly everybody by one range', () => {
    for (const range of [
      '0.0.0.0/0',
      '10.0.0.0/0',
      '0.0.0.0/1',
      '8.0.0.0/7',
      '::ffff:0.0.0.0/96',
      '::ffff:0:0/97',
    ])
      refuses(range);
    for (const range of ['::/0', '::/1', '2000::/3', '2a00::/12', 'fd00::/1']) refuses(range);
  });

  it('are never nearly everybody in pieces', () => {
    refuses('0.0.0.0/1', '128.0.0.0/1');
    refuses('::/1', '8000::/1');
    refuses('8.0.0.0/8', '9.0.0.0/16');
    refuses('2001::/16', '2002::/17');
    refuses('2001:db8::1', ...Array.from({ length: 9 }, (_, n) => `${n + 20}.0.0.0/9`), '127.0.0.1');
  });

  it('are never nearly everybody in however many pieces, in any order', () => {
    const pieces = fc.integer({ min: 9, max: 14 }).chain((prefix) => {
      const count = 2 ** (prefix - 8) + 1;
      const all = Array.from(
        { length: count },
        (_, n) => `${16 + (n >> (prefix - 8))}.${(n << (16 - prefix)) & 255}.0.0/${prefix}`,
      );
      return fc.shuffledSubarray(all, { minLength: count });
    });
    fc.assert(
      fc.property(pieces, (ranges) => refuses(...ranges)),
      { numRuns: 30 },
    );
  });

  it('say what trusts too many, and that only the own proxies belong there', () => {
    const { message } = failure({ MODE, TRUSTED_PROXIES: '10.0.0.1,0.0.0.0/1' });
    assert.match(message, /TRUSTED_PROXIES has an entry that trusts too many: "0\.0\.0\.0\/1"/);
    const both = failure({ MODE, TRUSTED_PROXIES: '8.0.0.0/8,9.0.0.0/8' }).message;
    assert.match(both, /TRUSTED_PROXIES trusts more public IPv4 addresses than a \/8 has/);
    assert.match(both, /Name your own proxies only/);
  });

  it('may be all private networks at once, and as much of the Internet as one provider has', () => {
    assert.equal(
      trusts(
        '10.0.0.0/8',
        '172.16.0.0/12',
        '192.168.0.0/16',
        '100.64.0.0/10',
        '127.0.0.0/8',
        'fc00::/7',
        'fe80::/10',
        '::1',
      ),
      8,
    );
    assert.equal(trusts('10.0.0.0/8', '8.0.0.0/8', '2003::/19'), 3);
    assert.equal(trusts('8.0.0.0/8', '8.0.0.0/9', '8.8.0.0/16'), 3);
  });
});
