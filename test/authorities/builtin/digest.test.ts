import assert from 'node:assert/strict';
import fc from 'fast-check';
import { digestSecret, matchesDigest } from '../../../src/authorities/builtin/digest.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { samplePepper, samplePeppers } from './sample-peppers.ts';

const keep = (text: string, version: number) => ({
  selector: 'x',
  digest: digestSecret(text, samplePepper(version)),
  pepper: version,
});

describe('the digest of a secret', () => {
  it('is its HMAC-SHA-256 under the pepper, base64url', () => {
    // Computed with another program: HMAC-SHA-256, key 32 bytes of value 1.
    assert.equal(digestSecret('pat_example', samplePepper(1)), '1btGMmY-pVE9OC99bJRQ3NzwF3byg8LWFS8wgLEEEKQ');
  });

  it('matches the same text and no other', () => {
    const peppers = samplePeppers(1);
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        assert.equal(matchesDigest(text, keep(text, 1), peppers), true);
        assert.equal(matchesDigest(other, keep(text, 1), peppers), text === other);
      }),
    );
    const text = generateSecret().secret.reveal();
    assert.equal(matchesDigest(text.slice(0, -1), keep(text, 1), peppers), false);
  });

  it('matches under the pepper that it names, current or not, and under no other', () => {
    const peppers = samplePeppers(2, 1);
    assert.equal(matchesDigest('text', keep('text', 1), peppers), true);
    assert.equal(matchesDigest('text', { ...keep('text', 1), pepper: 2 }, peppers), false);
    assert.equal(matchesDigest('text', keep('text', 3), peppers), false);
  });

  it('matches nothing when it is damaged', () => {
    for (const digest of ['', 'AAAA', '*', `${keep('text', 1).digest}AAAA`]) {
      assert.equal(matchesDigest('text', { selector: 'x', digest, pepper: 1 }, samplePeppers(1)), false);
    }
  });

  it('is compared as it is, whatever was compared before it', () => {
    const peppers = samplePeppers(1);
    const [good, bad] = [keep('text', 1), keep('other', 1)];
    const cut = { ...good, digest: good.digest.slice(0, -1) };
    for (const before of [good, bad]) {
      for (const [kept, matches] of [
        [cut, false],
        [{ ...good, digest: '' }, false],
        [bad, false],
        [good, true],
      ] as const) {
        matchesDigest('text', before, peppers);
        assert.equal(matchesDigest('text', kept, peppers), matches);
      }
    }
  });

  it('differs wherever one character of it differs', () => {
    const good = keep('text', 1);
    for (let at = 0; at < good.digest.length - 1; at += 1) {
      const other = good.digest.charAt(at) === 'A' ? 'B' : 'A';
      const digest = good.digest.slice(0, at) + other + good.digest.slice(at + 1);
      assert.equal(matchesDigest('text', { ...good, digest }, samplePeppers(1)), false, String(at));
    }
  });
});
