import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../core/secret.ts';
import { basicOf } from './verify-credential.ts';

/** A service that may introspect and revoke tokens. */
export interface VerifyClient {
  readonly name: string;
  readonly secret: Secret;
}

/** Gives the name of the client that an Authorization header proves; undefined for anybody else. */
export type ClientCheck = (authorization: string | undefined) => string | undefined;

/**
 * Creates the check of clients. They use HTTP Basic; their secret may come form-encoded, as RFC 6749 section 2.3.1 has
 * it, or plain, as everybody else does. Digests are compared, so that the time taken tells nothing of a secret.
 */
export function createClientCheck(clients: readonly VerifyClient[]): ClientCheck {
  const kept = new Map(clients.map(({ name, secret }) => [name, digest(secret.reveal())]));
  const nobody = digest('');
  return (authorization) => {
    const basic = basicOf(authorization);
    if (basic === undefined) return undefined;
    const expected = kept.get(basic.user);
    const plain = timingSafeEqual(digest(basic.password), expected ?? nobody);
    const decoded = timingSafeEqual(digest(decodeForm(basic.password)), expected ?? nobody);
    return expected !== undefined && (plain || decoded) ? basic.user : undefined;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
