import { z } from 'zod';
import type { Clock } from '../core/ports.ts';
import { createCachedValue } from '../core/timing/cached-value.ts';
import { DAY, MINUTE } from '../core/timing/durations.ts';
import { createSigningKeys, type FindSigningKey } from '../web/signing-keys.ts';
import type { EntraHttp } from './entra-http.ts';
import { ServerError } from './msal.ts';

const KEYS_MIN_AGE_MS = 5 * MINUTE;

/** What a tenant's OpenID discovery document says, as far as it is used. */
export const discoveryDocument = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.string().optional(),
  jwks_uri: z.url(),
});
/** What Entra answers when it refuses, for example for an unknown tenant. */
export const entraRefusal = z.object({ error: z.string(), error_description: z.string().default('') });

type Discovery = z.infer<typeof discoveryDocument>;

/** The tenant's published metadata, fetched when needed and kept for a day. Both reject as `EntraHttp.send` does. */
export interface EntraMetadata {
  discovery(): Promise<Discovery>;
  readonly findSigningKey: FindSigningKey;
}

export interface EntraMetadataDeps {
  /** `https://login.microsoftonline.com/<tenant>` */
  readonly authority: string;
  readonly http: EntraHttp;
  readonly clock: Clock;
}

/** Makes a reader of one tenant's metadata. */
export function createEntraMetadata({ authority, http, clock }: EntraMetadataDeps): EntraMetadata {
  const documents = createCachedValue(clock, async () => {
    const response = await http.send(`${authority}/v2.0/.well-known/openid-configuration`, 'GET');
    const refused = entraRefusal.safeParse(response.body);
    if (refused.success) throw new ServerError(refused.data.error, '', refused.data.error_description);
    return discoveryDocument.parse(response.body);
  });
  const findSigningKey = createSigningKeys({
    load: async () => (await http.send((await documents.get(DAY)).jwks_uri, 'GET')).body,
    minAgeMs: KEYS_MIN_AGE_MS,
    clock,
  });

  return { discovery: () => documents.get(DAY), findSigningKey };
}
