import { verify } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../core/token.ts';
import type { SigningKey } from './signing-keys.ts';

const HASHES = { RS256: 'RSA-SHA256', RS384: 'RSA-SHA384', RS512: 'RSA-SHA512' } as const;
/** The tolerance that the Bot Connector's documentation prescribes. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;
const FORM = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/;

const headerSchema = z.object({ alg: z.enum(['RS256', 'RS384', 'RS512']), kid: z.string().min(1) });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string(),
});

export interface Expected {
  readonly issuer: string;
  readonly appId: string;
  /** What the activity says; undefined when it says nothing. */
  readonly serviceUrl: string | undefined;
  readonly channelId: string;
  readonly now: Instant;
  findKey(kid: string): Promise<SigningKey | undefined>;
}

/**
 * Why an Authorization header doesn't prove that the Bot Connector sent the activity, for the log; undefined when it does.
 * Rejects when the keys can't be had.
 */
export async function whyNotChannelToken(
  authorization: string,
  expected: Expected,
): Promise<string | undefined> {
  const [, head = '', body = '', signature = ''] = FORM.exec(authorization) ?? [];
  const header = headerSchema.safeParse(decode(head));
  const claims = claimsSchema.safeParse(decode(body));
  if (authorization === '') return 'no token';
  if (!header.success) return 'not a signed token';
  if (!claims.success)
    return `missing claims: ${claims.error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  const problem = whyNotMeant(claims.data, expected);
  if (problem !== undefined) return problem;
  const key = await expected.findKey(header.data.kid);
  if (key === undefined) return 'unknown key';
  const { endorsements } = key;
  if (endorsements.length > 0 && !endorsements.includes(expected.channelId))
    return 'key not endorsed for the channel';
  const signed = Buffer.from(`${head}.${body}`);
  return verify(HASHES[header.data.alg], signed, key.key, Buffer.from(signature, 'base64url'))
    ? undefined
    : 'wrong signature';
}

function whyNotMeant(claims: z.infer<typeof claimsSchema>, { issuer, appId, serviceUrl, now }: Expected) {
  if (claims.iss !== issuer) return 'wrong issuer';
  if (claims.aud !== appId) return 'wrong audience';
  if (claims.exp * 1000 + CLOCK_SKEW_MS <= now) return 'expired';
  if (claims.nbf !== undefined && claims.nbf * 1000 - CLOCK_SKEW_MS > now) return 'not yet valid';
  if (serviceUrl !== undefined && claims.serviceurl !== serviceUrl) return 'another service URL';
  return undefined;
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
