import assert from 'node:assert/strict';
import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { createHmacOf } from '../../../src/authorities/builtin/hmac.ts';

describe('the HMAC of a key', () => {
  it('is the one that node:crypto makes, for every key and every text after any other', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { minLength: 2 });
    fc.assert(
      fc.property(bytes, texts, (keyBytes, all) => {
        const key = createSecretKey(keyBytes);
        const hmac = createHmacOf(key);
        for (const text of all)
          assert.equal(hmac(text), createHmac('sha256', key).update(text).digest('base64url'));
      }),
    );
  });

  it('takes keys as long as a block as they are, and hashes longer ones', () => {
    for (const length of [63, 64, 65, 128]) {
      const key = createSecretKey(Buffer.alloc(length, 7));
      const expected = createHmac('sha256', key).update('text').digest('base64url');
      assert.equal(createHmacOf(key)('text'), expected, String(length));
    }
  });

  it('keeps two keys apart that are used in turn', () => {
    const [one, other] = [1, 2].map((byte) => createHmacOf(createSecretKey(Buffer.alloc(32, byte))));
    const first = one?.('text');
    assert.notEqual(other?.('text'), first);
    assert.equal(one?.('text'), first);
  });
});
