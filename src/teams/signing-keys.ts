import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../core/ports.ts';
import type { Instant } from '../core/token.ts';

const HOUR = 60 * 60 * 1000;
const MAX_AGE_MS = 24 * HOUR;
/** A key that we don't know may be new, but whoever invents key ids must not make us ask all the time. */
const MIN_AGE_MS = HOUR;

const metadata = z.object({ jwks_uri: z.url() });
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

export interface SigningKey {
  readonly key: KeyObject;
  /** The channels that this key may speak for; empty for all. */
  readonly endorsements: readonly string[];
}

export interface SigningKeysDeps {
  readonly metadataUrl: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

/** Gives a function that finds the RSA key of a key id, fetching the issuer's keys when needed; rejects when it can't. */
export function createSigningKeys({ metadataUrl, clock, timeoutMs = 5000 }: SigningKeysDeps) {
  let keys = new Map<string, SigningKey>();
  let fetchedAt: Instant | undefined;
  let fetching: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    const { jwks_uri } = metadata.parse(await getJson(metadataUrl, timeoutMs));
    const found = keySet.parse(await getJson(jwks_uri, timeoutMs));
    keys = new Map(
      found.keys.flatMap(({ kid, n, e, endorsements }) =>
        kid && n && e ? [[kid, { key: rsaKey(n, e), endorsements }] as const] : [],
      ),
    );
    fetchedAt = clock.now();
  }

  return async (kid: string): Promise<SigningKey | undefined> => {
    const age = fetchedAt === undefined ? Number.POSITIVE_INFINITY : clock.now() - fetchedAt;
    if (age > MAX_AGE_MS || (!keys.has(kid) && age > MIN_AGE_MS)) {
      // One fetch for a burst of requests.
      fetching ??= fetchKeys().finally(() => {
        fetching = undefined;
      });
      await fetching;
    }
    return keys.get(kid);
  };
}

async function getJson(url: string, timeoutMs: number): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  if (!response.ok)
    throw new Error(`The signing keys can't be fetched: ${new URL(url).host} answered ${response.status}.`);
  return response.json();
}

function rsaKey(n: string, e: string): KeyObject {
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
}
