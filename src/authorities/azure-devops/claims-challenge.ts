const PARAMETER = /(?:^|[\s,])claims\s*=\s*"([^"]{1,8192})"/i;

/**
 * The claims that a sign-in must have, as JSON text, from the parameter `claims` of a `WWW-Authenticate` header (base64 or
 * base64url). Undefined when the header asks for none, or they can't be read. Source: Microsoft's description of claims
 * challenges (continuous access evaluation).
 */
export function claimsOf(header: string | null): string | undefined {
  const encoded = PARAMETER.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  try {
    const claims: unknown = JSON.parse(text);
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? text : undefined;
  } catch {
    return undefined;
  }
}
