/** Errors that a connection meets before anything was sent on it. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The system's name for what is behind an error of `fetch`, such as `ECONNREFUSED`; undefined when it has none. */
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
  return BEFORE_SENDING.has(code);
}
