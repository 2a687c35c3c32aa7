import { z } from 'zod';
import { type Instant, type PersonId, samePerson } from '../core/tokens/token.ts';
import { readSignedToken } from '../web/json-web-token.ts';
import type { FindSigningKey } from '../web/signing-keys.ts';

const claimsSchema = z.object({ aud: z.string(), tid: z.string(), oid: z.string() });

export interface ExpectedTeamsToken {
  readonly clientId: string;
  /** What the tenant's discovery document says. */
  readonly issuer: string;
  readonly person: PersonId;
  readonly now: Instant;
  readonly findSigningKey: FindSigningKey;
}

/** The Application ID URI that Teams requires for an application with a bot. Teams asks Entra for a token for it. */
export function applicationIdUri(clientId: string): string {
  return `api://botid-${clientId}`;
}

/**
 * Why a token from Teams doesn't prove that this person is signed in, for the log; undefined when it does. Accepts both forms
 * of Entra's tokens (claims: Microsoft's access token reference). Rejects when the keys can't be fetched.
 */
export async function whyNotTeamsToken(
  token: string,
  { clientId, issuer, person, now, findSigningKey }: ExpectedTeamsToken,
): Promise<string | undefined> {
  const reading = await readSignedToken(token, {
    algorithms: ['RS256'],
    issuers: [issuer, `https://sts.windows.net/${person.tenantId.toLowerCase()}/`],
    claims: claimsSchema,
    now,
    findKey: async (kid) => (await findSigningKey(kid))?.key,
  });
  if (!reading.ok) return reading.reason;
  const { aud, tid, oid } = reading.claims;
  if (!isAudience(aud, clientId)) return 'wrong audience';
  return samePerson({ tenantId: tid, objectId: oid }, person) ? undefined : 'another person';
}

/** The application's id, or one of its usual Application ID URIs: `api://[host/][botid-]<id>`. */
function isAudience(audience: string, clientId: string): boolean {
  const [, id = audience] = /^api:\/\/(?:[a-z0-9.:-]+\/)?(?:botid-)?([0-9a-f-]{36})$/i.exec(audience) ?? [];
  return id.toLowerCase() === clientId.toLowerCase();
}
