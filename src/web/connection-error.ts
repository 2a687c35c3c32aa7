/** Errors that a connection meets before anything was sent on it. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Names that could not be looked up, and certificates that were not trusted: OpenSSL's and Node's names of them. */
const BEFORE_SENDING_TOO =
  /^(?:EAI_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

/** The system's name for the cause of an error of `fetch`, for example `ECONNREFUSED`; undefined when it has none. */
export function connectionErrorCode(error: unknown): string | undefined {
  const seen = new Set<unknown>();
  for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(cause.code))
      return cause.code;
  }
  return undefined;
}

/** Whether a connection with this error was never made, so that nothing can have been sent on it. */
export function wasNeverConnected(code: string): boolean {
  return BEFORE_SENDING.has(code) || BEFORE_SENDING_TOO.test(code);
}
