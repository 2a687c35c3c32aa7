/**
 * The secret that an Authorization header presents: the token of `Bearer`, or the password of `Basic` with any user
 * name, or its user name if the password is empty and the name begins as our tokens do. Undefined when there is none:
 * git first sends the user name of a URL with an empty password, which is a question and no failed attempt.
 */
export function credentialOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const [scheme, value] = splitHeader(authorization);
  if (scheme === 'bearer') return value || undefined;
  if (scheme !== 'basic') return undefined;
  const { user, password } = decodeBasic(value);
  return password || (user.startsWith('pat_') ? user : undefined);
}

/** User and password of a `Basic` Authorization header; undefined for any other. */
export function basicOf(authorization: string | undefined): { user: string; password: string } | undefined {
  const [scheme, value] = splitHeader(authorization ?? '');
  return scheme === 'basic' ? decodeBasic(value) : undefined;
}

function splitHeader(authorization: string): [scheme: string, value: string] {
  const space = authorization.indexOf(' ');
  if (space < 0) return [authorization.toLowerCase(), ''];
  return [authorization.slice(0, space).toLowerCase(), authorization.slice(space + 1).trim()];
}

/** The form of RFC 7617; what has no colon is a user name. Bytes that are no Base64 are skipped. */
function decodeBasic(value: string): { user: string; password: string } {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0
    ? { user: text, password: '' }
    : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
