import { z } from 'zod';
import { EntraRefusal } from './entra-refusal.ts';

const wanted = z.looseObject({
  essential: z.boolean().optional(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
const requestSchema = z.looseObject({
  access_token: z.record(z.string(), z.union([wanted, z.null()])).optional(),
});

/** The claim that a policy asks for when it wants a second factor. */
export const MFA_CLAIMS = JSON.stringify({
  access_token: { capolids: { essential: true, values: ['2f6c1d9e-0b7a-4e35-9c48-71d0a5e3b682'] } },
});

/** Authentication contexts (`c1`) that a `claims` parameter asks for; an `EntraRefusal` when it is no such JSON. */
export function contextsAsked(claims: string | null | undefined): readonly string[] {
  if (claims === null || claims === undefined || claims === '') return [];
  const acrs = parse(claims)['acrs'];
  return [...(acrs?.value === undefined ? [] : [acrs.value]), ...(acrs?.values ?? [])];
}

/** The claims challenge that asks for an authentication context. */
export function contextClaims(context: string): string {
  return JSON.stringify({ access_token: { acrs: { essential: true, value: context } } });
}

/** The claims challenge that asks for a token that is younger than this (seconds). */
export function newerThanClaims(seconds: number): string {
  return JSON.stringify({ access_token: { nbf: { essential: true, value: String(seconds) } } });
}

function parse(claims: string): Readonly<Record<string, z.infer<typeof wanted> | null>> {
  try {
    return requestSchema.parse(JSON.parse(claims)).access_token ?? {};
  } catch {
    throw new EntraRefusal(9000411, { detail: 'claims' });
  }
}
