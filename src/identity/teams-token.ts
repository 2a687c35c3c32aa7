import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { type Instant, type PersonId, samePerson } from '../core/token.ts';

/** How far Entra's clock may be from ours. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;
const FORM = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

const headerSchema = z.object({ alg: z.literal('RS256'), kid: z.string().min(1) });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  tid: z.string(),
  oid: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
});

export interface ExpectedToken {
  readonly clientId: string;
  /** What the tenant's discovery document says. */
  readonly issuer: string;
  readonly person: PersonId;
  readonly now: Instant;
  signingKey(kid: string): Promise<KeyObject | undefined>;
}

/** The Application ID URI of an application with a bot, as Teams wants it: what Teams asks Entra a token for. */
export function applicationIdUri(clientId: string): string {
  return `api://botid-${clientId}`;
}

/**
 * Why a token that Teams handed over doesn't prove that this person is signed in, for the log; undefined when it does.
 * Both forms of Entra's tokens are taken (claims: Microsoft's access token reference). Rejects when the keys can't be had.
 */
export async function whyNotTeamsToken(token: string, expected: ExpectedToken): Promise<string | undefined> {
  const [, head = '', body = '', signature = ''] = FORM.exec(token) ?? [];
  const header = headerSchema.safeParse(decode(head));
  const claims = claimsSchema.safeParse(decode(body));
  if (!header.success) return 'not a token signed with RS256';
  if (!claims.success)
    return `missing claims: ${claims.error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  const problem = whyNotMeant(claims.data, expected);
  if (problem !== undefined) return problem;
  const key = await expected.signingKey(header.data.kid);
  if (key === undefined) return 'unknown key';
  return verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
    ? undefined
    : 'wrong signature';
}

function whyNotMeant(claims: z.infer<typeof claimsSchema>, expected: ExpectedToken): string | undefined {
  const { clientId, issuer, person, now } = expected;
  const issuers = [issuer, `https://sts.windows.net/${person.tenantId.toLowerCase()}/`];
  if (!issuers.includes(claims.iss)) return 'wrong issuer';
  if (!isAudience(claims.aud, clientId)) return 'wrong audience';
  if (!samePerson({ tenantId: claims.tid, objectId: claims.oid }, person)) return 'another person';
  if (claims.exp * 1000 + CLOCK_SKEW_MS <= now) return 'expired';
  if (claims.nbf !== undefined && claims.nbf * 1000 - CLOCK_SKEW_MS > now) return 'not yet valid';
  return undefined;
}

/** The application's id, or one of its usual Application ID URIs: `api://[host/][botid-]<id>`. */
function isAudience(audience: string, clientId: string): boolean {
  const [, id = audience] = /^api:\/\/(?:[a-z0-9.:-]+\/)?(?:botid-)?([0-9a-f-]{36})$/i.exec(audience) ?? [];
  return id.toLowerCase() === clientId.toLowerCase();
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
