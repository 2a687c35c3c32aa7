import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretDigest } from '../../core/token.ts';
import type { Pepper, Peppers } from './peppers.ts';

/** HMAC-SHA-256 of a whole secret under a pepper, base64url. A secret has 256 random bits: no slow hash is needed. */
export function digestSecret(text: string, pepper: Pepper): string {
  return hmac(text, pepper).toString('base64url');
}

/** Whether a secret is the one that was digested; false as well when the digest's pepper is not known any more. */
export function matchesDigest(text: string, kept: SecretDigest, peppers: Peppers): boolean {
  const pepper = peppers.find(kept.pepper);
  if (pepper === undefined) return false;
  const expected = Buffer.from(kept.digest, 'base64url');
  const actual = hmac(text, pepper);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function hmac(text: string, { key }: Pepper): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
