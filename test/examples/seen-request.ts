/** The headers with which Patkeeper tells who somebody is. */
export const IDENTITY_NAMES: readonly string[] = [
  'X-Auth-User',
  'X-Auth-Name',
  'X-Auth-Token-Id',
  'X-Auth-Organization',
  'X-Auth-Scopes',
  'X-Auth-Expires',
  'X-Auth-Expires-Soon',
];

/** One request as a backend saw it: its line, and its headers or its CGI variables, in the order they came. */
export interface SeenRequest {
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Headers that a proxy must take out: they change what the request is, or a CGI program takes them for its own settings. */
const DANGEROUS = ['PROXY', 'X_HTTP_METHOD', 'X_HTTP_METHOD_OVERRIDE', 'X_METHOD_OVERRIDE', 'HTTP2_SETTINGS'];

/**
 * What is wrong with a request that a backend saw, given the identity that Patkeeper vouches for and the secret that
 * no backend may see; empty when nothing is. Names are compared as the most forgiving backend does: without the
 * `HTTP_` of CGI, in one case, and with an underscore for everything that is no letter or digit.
 */
export function faultsOf(
  seen: SeenRequest,
  identity: ReadonlyMap<string, string>,
  secret: string,
): readonly string[] {
  const folded = seen.headers.map(([given, value]) => [fold(given), value, given] as const);
  const faults: string[] = [];
  for (const [name, ours] of identity) {
    const values = folded.flatMap(([given, value]) => (given === fold(name) ? [value] : []));
    // An empty header may be left out on the way.
    const isOurs =
      ours === '' ? values.every((value) => value === '') : decodeURIComponent(values.join('|')) === ours;
    if (!isOurs) faults.push(`${name} is [${values.join('|')}]`);
  }
  const known = new Set([...identity.keys()].map(fold));
  for (const [name, value, given] of folded) {
    if (name.startsWith('X_AUTH_') && !known.has(name)) faults.push(`${name} is not ours`);
    if (!/^(HTTP_[A-Z0-9_]+|[a-z0-9-]+)$/i.test(given)) faults.push(`${given} is no proper name`);
    if (DANGEROUS.includes(name)) faults.push(`${name} got through`);
    if (name === 'UPGRADE' && value.toLowerCase() !== 'websocket') faults.push(`an upgrade to ${value}`);
    if (name === 'CONNECTION' && /x.auth/i.test(value)) faults.push(`Connection takes out ${value}`);
    if (value.includes(secret) || value.includes(encoded(secret))) faults.push(`${name} has the secret`);
  }
  if (/smuggled/.test(seen.line)) faults.push(`a request of its own: ${seen.line}`);
  return faults;
}

/** The user name and password of HTTP Basic, as every request of these tests carries them. */
export function encoded(secret: string): string {
  return Buffer.from(`patkeeper:${secret}`).toString('base64');
}

function fold(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .replace(/^HTTP_/, '');
}
