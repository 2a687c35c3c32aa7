import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { z } from 'zod';
import type { Instant } from '../core/tokens/token.ts';

/** How far the issuer's clock may be from ours: the value in the documentation of the Bot Connector. */
const CLOCK_SKEW_S = 5 * 60;

export interface ExpectedToken<Claims> {
  readonly algorithms: readonly string[];
  /** Any one of them. */
  readonly issuers: readonly string[];
  /** The claims that must be there in addition to the issuer and the end. */
  readonly claims: z.ZodType<Claims>;
  readonly now: Instant;
  /** The issuer's key of this id; undefined when it publishes no such key. */
  findKey(kid: string): Promise<KeyObject | undefined>;
}

/** The claims of a token that its issuer signed and that is valid now, or the reason for refusing it, for the log. */
export type TokenReading<Claims> =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a signed JSON Web Token (RFC 7519). The caller checks who it is for. Rejects when the keys can't be fetched, and
 * never because of the token's contents.
 */
export async function readSignedToken<Claims>(
  token: string,
  { algorithms, issuers, claims, now, findKey }: ExpectedToken<Claims>,
): Promise<TokenReading<Claims>> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(kid, findKey), {
      algorithms: [...algorithms],
      issuer: [...issuers],
      clockTolerance: CLOCK_SKEW_S,
      currentDate: new Date(now),
      requiredClaims: ['exp'],
    });
    const wanted = claims.safeParse(payload);
    return wanted.success
      ? { ok: true, claims: wanted.data }
      : missing(wanted.error.issues.map(({ path }) => path.join('.')));
  } catch (error) {
    if (error instanceof errors.JOSEError) return refusalOf(error);
    throw error;
  }
}

async function keyOf(kid: unknown, findKey: ExpectedToken<unknown>['findKey']): Promise<KeyObject> {
  if (typeof kid !== 'string' || kid === '') throw new errors.JWSInvalid();
  const key = await findKey(kid);
  if (key === undefined) throw new errors.JWKSNoMatchingKey();
  return key;
}

function refusalOf(error: errors.JOSEError) {
  if (error instanceof errors.JWTExpired) return refusal('expired');
  if (error instanceof errors.JWKSNoMatchingKey) return refusal('unknown key');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refusal('wrong signature');
  if (!(error instanceof errors.JWTClaimValidationFailed)) return refusal('not a signed token');
  if (error.reason !== 'check_failed') return missing([error.claim]);
  return refusal(error.claim === 'nbf' ? 'not yet valid' : 'wrong issuer');
}

function missing(claims: readonly string[]) {
  return refusal(`missing claims: ${claims.join(', ')}`);
}

function refusal(reason: string) {
  return { ok: false, reason } as const;
}
