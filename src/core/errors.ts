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
  /** A digest was made with a pepper that this process does not have: nobody can tell whether a secret is right. */
  | 'unknown-pepper'
  | 'too-slow'
  /** The person must sign in first; `signIn` says how. */
  | 'sign-in-needed'
  /** The authority refused; the sentence says why. */
  | 'refused'
  /** The answer to a creation was lost; the sentence says what became of it. */
  | 'lost'
  | 'throttled';

/** What is wrong with one field of a form, said to the person who fills it in. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What a sign-in must bring beyond the usual: the claims of a challenge, as JSON. */
interface SignInDemand {
  readonly claims?: string;
}

/**
 * An expected failure. `message` is a public sentence that says what to do next and may be shown to the user;
 * the cause is private and goes to the log only.
 */
export class PatkeeperError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors;
  /** Present with `sign-in-needed`. */
  readonly signIn?: SignInDemand;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; fields?: FieldErrors; signIn?: SignInDemand } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'PatkeeperError';
    this.code = code;
    this.fields = options.fields ?? {};
    if (options.signIn !== undefined) this.signIn = options.signIn;
  }
}

/** Whether something failed for want of a sign-in. */
export function isSignInNeeded(error: unknown): error is PatkeeperError {
  return error instanceof PatkeeperError && error.code === 'sign-in-needed';
}
