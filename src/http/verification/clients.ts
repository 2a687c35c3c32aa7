import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/secrets/secret.ts';
import { basicOf } from './credential.ts';

/** A service that may introspect and revoke tokens. */
export interface VerifyClient {
  readonly name: string;
  readonly secret: Secret;
}

/** Returns the name of the client that proved itself; undefined for anyone else. */
export interface ClientCheck {
  /** By an Authorization header (`client_secret_basic`). */
  basic(authorization: string): string | undefined;
  /** By the fields of a form, decoded (`client_secret_post`). */
  post(id: string, secret: string): string | undefined;
}

/**
 * Creates the check of clients. RFC 6749 section 2.3.1 wants id and secret form-encoded in HTTP Basic. Many clients send them
 * without encoding, and this works too. The check compares digests, so its time reveals nothing about a secret.
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
