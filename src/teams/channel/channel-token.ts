import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../core/tokens/token.ts';
import { readSignedToken } from '../../web/json-web-token.ts';
import type { FindSigningKey } from '../../web/signing-keys.ts';

const FORM = /^Bearer (\S+)$/;

const claimsSchema = z.object({ aud: z.string(), serviceurl: z.string(), exp: z.number() });

interface ExpectedChannelToken {
  readonly issuer: string;
  readonly appId: string;
  readonly channelId: string;
  readonly now: Instant;
  readonly findSigningKey: FindSigningKey;
}

/** The service URL for which the Bot Connector issued a token, and when that ends; or why a token is not taken, for the log. */
export type ChannelTokenReading =
  | { readonly ok: true; readonly serviceUrl: string; readonly endsAt: Instant }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads the Authorization header with which the Bot Connector proves itself. Whether the activity is from the service URL
 * that the token names is left to the caller, who has not read it yet. Rejects when the keys can't be had.
 */
export async function readChannelToken(
  authorization: string,
  { issuer, appId, channelId, now, findSigningKey }: ExpectedChannelToken,
): Promise<ChannelTokenReading> {
  if (authorization === '') return { ok: false, reason: 'no token' };
  const [, token = ''] = FORM.exec(authorization) ?? [];
  const reading = await readSignedToken(token, {
    algorithms: ['RS256', 'RS384', 'RS512'],
    issuers: [issuer],
    claims: claimsSchema,
    now,
    findKey: (kid) => endorsedKey(kid, channelId, findSigningKey),
  });
  if (!reading.ok) return reading;
  const { aud, serviceurl, exp } = reading.claims;
  return aud === appId
    ? { ok: true, serviceUrl: serviceurl, endsAt: exp * 1000 }
    : { ok: false, reason: 'wrong audience' };
}

/** A key that may not speak for the channel is none of its keys. */
async function endorsedKey(
  kid: string,
  channelId: string,
  findSigningKey: FindSigningKey,
): Promise<KeyObject | undefined> {
  const { key, endorsements = [] } = (await findSigningKey(kid)) ?? {};
  return endorsements.length === 0 || endorsements.includes(channelId) ? key : undefined;
}
