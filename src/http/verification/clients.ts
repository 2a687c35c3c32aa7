import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/secrets/secret.ts';
import { basicOf } from './credential.ts';

/** A service that may introspect and revoke tokens. */
export interface VerifyClient {
  readonly name: string;
  readonly secret: Secret;
}

/** Gives the name of the client that is proven; undefined for anybody else. */
export interface ClientCheck {
  /** By an Authorization header (`client_secret_basic`). */
  basic(authorization: string): string | undefined;
  /** By the fields of a form, decoded (`client_secret_post`). */
  post(id: string, secret: string): string | undefined;
}

/**
 * Creates the check of clients. In HTTP Basic, RFC 6749 section 2.3.1 has both id and secret form-encoded; many clients send
 * them as they are, which is taken too. Digests are compared, so that the time taken tells nothing of a secret.
 */
export function createClientCheck(clients: readonly VerifyClient[]): ClientCheck {
  const kept = new Map(clients.map(({ name, secret }) => [name, digest(secret.reveal())]));
  const nobody = digest('');

  function check(name: string, secrets: readonly string[]): string | undefined {
    const expected = kept.get(name);
    const matches = secrets.map((secret) => timingSafeEqual(digest(secret), expected ?? nobody));
    return expected !== undefined && matches.includes(true) ? name : undefined;
  }

  return {
    basic(authorization) {
      const basic = basicOf(authorization);
      if (basic === undefined) return undefined;
      // No id of ours has a character that decoding would change.
      return check(decodeForm(basic.user), [basic.password, decodeForm(basic.password)]);
    },
    post: (id, secret) => check(id, [secret]),
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
