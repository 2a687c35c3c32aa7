import { type FieldErrors, PatkeeperError } from '../errors.ts';

/** Collects what is wrong with the fields of a form, so that all of it is told at once. */
interface FieldProblems {
  /** Gives what the check gives, or keeps what its failure says about fields; any other failure is thrown on. */
  check<T>(check: () => T): T | undefined;
  /** The `invalid-input` with every field that was kept. */
  error(): PatkeeperError;
}

/** Begins with no problem. */
export function createFieldProblems(): FieldProblems {
  const problems: Record<string, string> = {};
  return {
    check(check) {
      try {
        return check();
      } catch (error) {
        Object.assign(problems, fieldErrorsOf(error));
        return undefined;
      }
    },
    error: () => invalidFields(problems),
  };
}

/** The error that names bad fields, each with a sentence that says what to do about it. */
export function invalidFields(fields: FieldErrors): PatkeeperError {
  return new PatkeeperError('invalid-input', Object.values(fields).join(' '), { fields });
}

/** What a failure says about the fields of a form; one that says nothing about them is thrown on. */
export function fieldErrorsOf(error: unknown): FieldErrors {
  if (!(error instanceof PatkeeperError) || Object.keys(error.fields).length === 0) throw error;
  return error.fields;
}
