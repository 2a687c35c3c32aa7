/** Every expected failure, as a stable code. */
export type ErrorCode =
  | 'invalid-input'
  | 'name-taken'
  | 'too-many-tokens'
  | 'form-used'
  | 'not-found'
  | 'not-active'
  | 'unknown-organization'
  | 'unreachable'
  | 'store-unavailable'
  | 'store-refused'
  | 'too-slow';

/** What is wrong with one field of a form, said to the person who fills it in. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * An expected failure. `message` is a public sentence that says what to do next and may be shown to the user;
 * the cause is private and goes to the log only.
 */
export class PatkeeperError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; fields?: FieldErrors } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'PatkeeperError';
    this.code = code;
    this.fields = options.fields ?? {};
  }
}
