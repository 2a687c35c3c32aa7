import { createPublicKey, type KeyObject } from 'node:crypto';
import { ServerError } from '@azure/msal-node';
import { z } from 'zod';
import type { Clock } from '../core/ports.ts';
import type { Instant } from '../core/token.ts';
import type { EntraHttp } from './entra-http.ts';

const DAY = 24 * 60 * 60 * 1000;
/** A key that we don't know may be new, but whoever invents key ids must not make us ask all the time. */
const MIN_AGE_MS = 5 * 60 * 1000;

/** What a tenant's OpenID discovery document says, as far as it is used. */
const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.string().optional(),
  jwks_uri: z.url(),
});
const keySet = z.object({
  keys: z.array(z.object({ kid: z.string().optional(), n: z.string().optional(), e: z.string().optional() })),
});
const failure = z.object({ error: z.string(), error_description: z.string().default('') });

export type Discovery = z.infer<typeof discovery>;

/** The tenant's published metadata, fetched when needed and kept for a day. Both reject as `EntraHttp.send` does. */
export interface EntraMetadata {
  discovery(): Promise<Discovery>;
  /** The RSA key of a key id that tokens are signed with; undefined when the tenant publishes no such key. */
  signingKey(kid: string): Promise<KeyObject | undefined>;
}

export interface EntraMetadataDeps {
  /** `https://login.microsoftonline.com/<tenant>` */
  readonly authority: string;
  readonly http: EntraHttp;
  readonly clock: Clock;
}

/** Makes a reader of one tenant's metadata. */
export function createEntraMetadata({ authority, http, clock }: EntraMetadataDeps): EntraMetadata {
  const documents = remembered(clock, async () => {
    const answer = await http.send(`${authority}/v2.0/.well-known/openid-configuration`, 'GET');
    const refused = failure.safeParse(answer.body);
    // An unknown tenant, for one.
    if (refused.success) throw new ServerError(refused.data.error, '', refused.data.error_description);
    return discovery.parse(answer.body);
  });
  const keys = remembered(clock, async () => {
    const { jwks_uri } = await documents.get(DAY);
    const found = keySet.parse((await http.send(jwks_uri, 'GET')).body);
    return new Map(
      found.keys.flatMap(({ kid, n, e }) =>
        kid && n && e ? [[kid, createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })] as const] : [],
      ),
    );
  });

  return {
    discovery: () => documents.get(DAY),
    async signingKey(kid) {
      const known = (await keys.get(DAY)).get(kid);
      return known ?? (await keys.get(MIN_AGE_MS)).get(kid);
    },
  };
}

/** Keeps what was fetched; a burst of callers makes one request. */
function remembered<T>(clock: Clock, load: () => Promise<T>) {
  let kept: { readonly value: T; readonly at: Instant } | undefined;
  let loading: Promise<T> | undefined;

  async function reload(): Promise<T> {
    try {
      const value = await load();
      kept = { value, at: clock.now() };
      return value;
    } finally {
      loading = undefined;
    }
  }

  return {
    async get(maxAgeMs: number): Promise<T> {
      if (kept !== undefined && Math.abs(clock.now() - kept.at) < maxAgeMs) return kept.value;
      loading ??= reload();
      return loading;
    },
  };
}
