import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../core/token.ts';
import { readSignedToken } from '../web/json-web-token.ts';
import type { FindSigningKey } from '../web/signing-keys.ts';

const FORM = /^Bearer (\S+)$/;

const claimsSchema = z.object({ aud: z.string(), serviceurl: z.string() });

interface ExpectedChannelToken {
  readonly issuer: string;
  readonly appId: string;
  /** What the activity says; undefined when it says nothing. */
  readonly serviceUrl: string | undefined;
  readonly channelId: string;
  readonly now: Instant;
  readonly findSigningKey: FindSigningKey;
}

/**
 * Why an Authorization header doesn't prove that the Bot Connector sent the activity, for the log; undefined when it does.
 * Rejects when the keys can't be had.
 */
export async function whyNotChannelToken(
  authorization: string,
  { issuer, appId, serviceUrl, channelId, now, findSigningKey }: ExpectedChannelToken,
): Promise<string | undefined> {
  if (authorization === '') return 'no token';
  const [, token = ''] = FORM.exec(authorization) ?? [];
  const reading = await readSignedToken(token, {
    algorithms: ['RS256', 'RS384', 'RS512'],
    issuers: [issuer],
    claims: claimsSchema,
    now,
    findKey: (kid) => endorsedKey(kid, channelId, findSigningKey),
  });
  if (!reading.ok) return reading.reason;
  if (reading.claims.aud !== appId) return 'wrong audience';
  return serviceUrl === undefined || reading.claims.serviceurl === serviceUrl
    ? undefined
    : 'another service URL';
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
