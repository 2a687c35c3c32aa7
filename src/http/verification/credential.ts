import { startsAsOwn } from '../../core/secrets/own-prefixes.ts';

/** The password when the token is the user name, as GitHub does it. */
const NO_PASSWORD = 'x-oauth-basic';

/**
 * The secret that an Authorization header presents. That is the token of `Bearer` (which some clients give the Base64 of
 * `user:token`), of `token`, or of no scheme at all; or the password of `Basic` with any user name; or its user name, if
 * that begins as our tokens do and the password is empty or `x-oauth-basic`. Undefined when there is none: git first sends
 * the user name of a URL with an empty password, which is a question and no failed attempt.
 */
export function credentialOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const [scheme, value] = splitHeader(authorization);
  if (scheme === 'basic') return secretOfBasic(value);
  if (scheme === 'bearer') return secretOfBearer(value) || undefined;
  if (scheme === 'token') return value || undefined;
  return startsAsOwn(authorization) ? authorization.trim() : undefined;
}

/** Whether an Authorization header is of the scheme `Bearer`. */
export function isBearer(authorization: string | undefined): boolean {
  return splitHeader(authorization ?? '')[0] === 'bearer';
}

/** User and password of a `Basic` Authorization header; undefined for any other. */
export function basicOf(authorization: string | undefined): { user: string; password: string } | undefined {
  const [scheme, value] = splitHeader(authorization ?? '');
  return scheme === 'basic' ? splitBasic(decode(value)) : undefined;
}

function splitHeader(authorization: string): [scheme: string, value: string] {
  const space = authorization.indexOf(' ');
  if (space < 0) return [authorization.toLowerCase(), ''];
  return [authorization.slice(0, space).toLowerCase(), authorization.slice(space + 1).trim()];
}

function secretOfBasic(value: string): string | undefined {
  const { user, password } = splitBasic(withoutLineEnd(decode(value)));
  if (startsAsOwn(user) && (password === '' || password === NO_PASSWORD)) return user;
  return password || undefined;
}

function secretOfBearer(value: string): string {
  if (startsAsOwn(value)) return value;
  const { password } = splitBasic(withoutLineEnd(decode(value)));
  return startsAsOwn(password) ? password : value;
}

/** `echo` puts one at the end of what people then encode. */
function withoutLineEnd(text: string): string {
  return text.endsWith('\n') ? text.replace(/\r?\n$/, '') : text;
}

/** Bytes that aren't Base64 are skipped. */
function decode(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}

/** The form of RFC 7617; what has no colon is a user name. */
function splitBasic(text: string): { user: string; password: string } {
  const colon = text.indexOf(':');
  return colon < 0
    ? { user: text, password: '' }
    : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
