import { timingSafeEqual } from 'node:crypto';
import type { SecretDigest } from '../../core/tokens/token.ts';
import { createHmacOf, type Hmac } from './hmac.ts';
import type { Pepper } from './pepper.ts';
import type { Peppers } from './peppers.ts';

/** Of 32 bytes in base64url. */
const DIGEST_LENGTH = 43;
/** Both digests are copied here to be compared. A new buffer for each comparison would take as long as the HMAC does. */
const EXPECTED = Buffer.alloc(DIGEST_LENGTH);
const ACTUAL = Buffer.alloc(DIGEST_LENGTH);
/** By pepper, and gone with it. */
const HMACS = new WeakMap<Pepper, Hmac>();

/** HMAC-SHA-256 of a whole secret under a pepper, base64url. A secret has 256 random bits: no slow hash is needed. */
export function digestSecret(text: string, pepper: Pepper): string {
  let hmac = HMACS.get(pepper);
  if (hmac === undefined) {
    hmac = createHmacOf(pepper.key);
    HMACS.set(pepper, hmac);
  }
  return hmac(text);
}

/** Whether a secret is the one that was digested; false as well when the digest's pepper is not known here. */
export function matchesDigest(text: string, kept: SecretDigest, peppers: Peppers): boolean {
  const pepper = peppers.find(kept.pepper);
  // A shorter text would be compared together with the rest of the digest before it.
  if (pepper === undefined || kept.digest.length !== DIGEST_LENGTH) return false;
  EXPECTED.write(kept.digest, 'latin1');
  ACTUAL.write(digestSecret(text, pepper), 'latin1');
  return timingSafeEqual(EXPECTED, ACTUAL);
}
