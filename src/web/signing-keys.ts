import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../core/ports.ts';
import { createCachedValue } from '../core/timing/cached-value.ts';
import { DAY } from '../core/timing/durations.ts';

const keySet = z.object({
  keys: z.array(
    z.object({
      kid: z.string().optional(),
      n: z.string().optional(),
      e: z.string().optional(),
      endorsements: z.array(z.string()).default([]),
    }),
  ),
});

/** A key with which an issuer signs its tokens. */
export interface SigningKey {
  readonly key: KeyObject;
  /** The channels of the Bot Framework that this key may speak for; empty for all, and for other issuers. */
  readonly endorsements: readonly string[];
}

export interface SigningKeysDeps {
  /** Fetches the issuer's JSON Web Key Set (RFC 7517). */
  readonly load: () => Promise<unknown>;
  /** How old the set must be to be fetched again for a key that is not in it: whoever invents ids must not make us ask all the time. */
  readonly minAgeMs: number;
  readonly clock: Clock;
}

/** Finds the RSA key of a key id, undefined when the issuer publishes no such key; rejects when the keys can't be had. */
export type FindSigningKey = (kid: string) => Promise<SigningKey | undefined>;

/** Makes a reader of one issuer's keys, which are fetched when needed and kept for a day. */
export function createSigningKeys({ load, minAgeMs, clock }: SigningKeysDeps): FindSigningKey {
  const keys = createCachedValue(clock, async () => rsaKeysIn(await load()));
  return async (kid) => (await keys.get(DAY)).get(kid) ?? (await keys.get(minAgeMs)).get(kid);
}

function rsaKeysIn(document: unknown): ReadonlyMap<string, SigningKey> {
  const found = keySet.parse(document).keys.flatMap(({ kid, n, e, endorsements }) => {
    if (!kid || !n || !e) return [];
    const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    return [[kid, { key, endorsements }] as const];
  });
  return new Map(found);
}
