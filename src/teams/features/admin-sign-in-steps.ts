import { PatkeeperError } from '../../core/errors.ts';
import { sayFirst } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';

/** What administrators are asked for: to prove anew who they are, or to sign in at an authority. */
type Needed = 'fresh-sign-in-needed' | 'authority-sign-in-needed';

/** Does the work; where it needs such a sign-in, gives what asks for that. */
export async function orAskToSignIn<R>(
  needed: Needed,
  work: () => Promise<R>,
  ask: (error: PatkeeperError) => Promise<R>,
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PatkeeperError) || error.code !== needed) throw error;
    return ask(error);
  }
}

/** The parts of a sign-in that a code completes. */
export interface CodeSteps<R> {
  /** Completes the sign-in; rejects with `invalid-input` of the code for a wrong one. */
  confirm(): Promise<void>;
  /** Asks for the code again, and says what was wrong with it. */
  askAgain(problem: string): Promise<R>;
  /** Does what the sign-in interrupted. */
  goOn(): Promise<R>;
  readonly sentences: Sentences;
}

/** Completes a sign-in with the code of its page, and then does the next step. */
export async function signInByCode<R>({ confirm, askAgain, goOn, sentences }: CodeSteps<R>): Promise<R> {
  try {
    await confirm();
  } catch (error) {
    if (!isWrongCode(error)) throw error;
    return askAgain(sayFirst(error, sentences));
  }
  return goOn();
}

/** Whether this is about the code that was typed. */
export function isWrongCode(error: unknown): error is PatkeeperError {
  return error instanceof PatkeeperError && error.fields['code'] !== undefined;
}
