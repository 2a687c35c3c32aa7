import type { ErrorFacts, ErrorReason, PlainReason } from './error-reasons.ts';

type CodeOf<R extends string> = R extends `${infer Code}.${string}` ? Code : R;

/** Every expected failure, as a stable code: what logs, audit events and programs tell failures by. */
export type ErrorCode = CodeOf<ErrorReason>;

/** What the words of a failure name: user names, limits, ids of scopes. */
export type Facts = Readonly<Record<string, string | number | readonly string[]>>;

/** Why something failed, without a word about it. */
export interface Fault {
  readonly reason: ErrorReason;
  readonly facts: Facts;
}

/** What is wrong with the fields of a form. */
export type FieldFaults = Readonly<Record<string, Fault>>;

/** What a sign-in must bring beyond the usual: the claims of a challenge, as JSON. */
interface SignInDemand {
  readonly claims?: string;
}

interface ErrorOptions {
  readonly cause?: unknown;
  /** The field of a form that is to be changed. */
  readonly field?: string;
  readonly fields?: FieldFaults;
  readonly signIn?: SignInDemand;
}

type WithFacts = Exclude<ErrorReason, PlainReason>;
/** A reason with its own facts. */
type ErrorArguments =
  | [reason: PlainReason, facts?: Readonly<Record<string, never>>, options?: ErrorOptions]
  | { [R in WithFacts]: [reason: R, facts: ErrorFacts[R], options?: ErrorOptions] }[WithFacts];

/**
 * An expected failure: a code, the reason within it, and the facts. `src/sentences` finds the words, which say what to do next
 * and may be shown to the user; the cause is private and goes to the log only.
 */
export class PatkeeperError extends Error implements Fault {
  readonly code: ErrorCode;
  readonly reason: ErrorReason;
  readonly facts: Facts;
  readonly fields: FieldFaults;
  /** Present with `sign-in-needed` and `authority-sign-in-needed`. */
  readonly signIn?: SignInDemand;

  constructor(...[reason, facts = {}, options = {}]: ErrorArguments) {
    super(reason, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'PatkeeperError';
    const [code = reason] = reason.split('.');
    this.code = code as ErrorCode;
    this.reason = reason;
    this.facts = { ...facts };
    this.fields = options.field === undefined ? (options.fields ?? {}) : { [options.field]: this.#fault() };
    if (options.signIn !== undefined) this.signIn = options.signIn;
  }

  #fault(): Fault {
    return { reason: this.reason, facts: this.facts };
  }
}

/**
 * A failure that an operator reads in the terminal or in the log, about a file, a setting or an argument: `message` is its
 * sentence, in English as the settings are. People who write to the bot read the general words of its reason.
 */
export class OperatorError extends PatkeeperError {
  constructor(
    reason: 'store-refused' | 'invalid-input.setting' | 'refused.by-service',
    sentence: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(reason, {}, options);
    this.message = sentence;
  }
}

/** Whether something failed for want of a sign-in. */
export function isSignInNeeded(error: unknown): error is PatkeeperError {
  return error instanceof PatkeeperError && error.code === 'sign-in-needed';
}
