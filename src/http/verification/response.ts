import { ENGLISH } from './english.ts';

/** What became of a request to the verification listener; a label of its metric. */
export type VerifyOutcome =
  | 'ok'
  /** No credential came along: asked for one. */
  | 'challenged'
  /** The credential proves nothing. */
  | 'refused'
  /** A valid token without the scope or the organization. */
  | 'forbidden'
  /** A proxy asked something that nobody can mean: its configuration is wrong. */
  | 'bad-question'
  | 'limited'
  /** A request that makes no sense: path, method or body. */
  | 'bad-request'
  | 'unavailable'
  | 'failed';

/** One answer of the verification listener, ready to be written. */
export interface VerifyResponse {
  readonly outcome: VerifyOutcome;
  readonly status: number;
  /** Names and values in turn, as `writeHead` takes them: the quickest form. */
  readonly headers: string[];
  readonly body: string;
}

const NOT_STORED = ['Cache-Control', 'no-store'];
/** Git asks for a password only when the answer names a scheme that it knows. */
const CHALLENGE = ['WWW-Authenticate', 'Basic realm="Patkeeper"'];
/** RFC 6750 section 3. Behind the other, because a proxy may pass on the first alone. */
const BEARER_CHALLENGE = ['WWW-Authenticate', 'Bearer realm="Patkeeper", error="invalid_token"'];
const STORE_RETRY_SECONDS = 5;

/** An answer without a body, with the headers given. */
export function emptyResponse(
  outcome: VerifyOutcome,
  status: number,
  headers: readonly string[] = [],
): VerifyResponse {
  return { outcome, status, headers: [...headers, ...NOT_STORED, 'Content-Length', '0'], body: '' };
}

/** An answer with a sentence for a person; git shows it, if the proxy passes it on. */
export function textResponse(
  outcome: VerifyOutcome,
  status: number,
  text: string,
  headers: readonly string[] = [],
): VerifyResponse {
  return written(outcome, status, 'text/plain; charset=utf-8', `${text}\n`, headers);
}

/** An answer with a JSON body. */
export function jsonResponse(
  outcome: VerifyOutcome,
  status: number,
  body: object,
  headers: readonly string[] = [],
): VerifyResponse {
  return written(outcome, status, 'application/json; charset=utf-8', JSON.stringify(body), headers);
}

/** Asks for a credential. Without a body: it costs a third of the whole answer, and proxies and git show none. */
export const CHALLENGED: VerifyResponse = emptyResponse('challenged', 401, CHALLENGE);

/** Refuses a credential, with the very bytes of the challenge: it shows nothing of why. */
export const REFUSED: VerifyResponse = { ...CHALLENGED, outcome: 'refused' };

/** Refuses the credential of `Bearer`: git asks for another password all the same. */
export const REFUSED_BEARER: VerifyResponse = emptyResponse('refused', 401, [
  ...CHALLENGE,
  ...BEARER_CHALLENGE,
]);

/** There is nothing at the path of a request. */
export const NOT_FOUND: VerifyResponse = textResponse('bad-request', 404, ENGLISH.say('http.nothing-here'));

/** Refuses a client of introspection or revocation, as RFC 6749 section 5.2 says. */
export const UNKNOWN_CLIENT: VerifyResponse = jsonResponse(
  'refused',
  401,
  { error: 'invalid_client' },
  CHALLENGE,
);

/** Nobody can tell: never a 401, which would make git forget the credential. */
export const UNAVAILABLE: VerifyResponse = textResponse('unavailable', 503, ENGLISH.say('http.unavailable'), [
  'Retry-After',
  String(STORE_RETRY_SECONDS),
]);

/** Too many failed attempts from one address; try again after so many seconds. */
export function limitedResponse(retrySeconds: number): VerifyResponse {
  return emptyResponse('limited', 429, ['Retry-After', String(retrySeconds)]);
}

function written(
  outcome: VerifyOutcome,
  status: number,
  contentType: string,
  body: string,
  headers: readonly string[],
): VerifyResponse {
  const length = String(Buffer.byteLength(body));
  const content = [
    'Content-Type',
    contentType,
    'X-Content-Type-Options',
    'nosniff',
    'Content-Length',
    length,
  ];
  return { outcome, status, headers: [...headers, ...NOT_STORED, ...content], body };
}
