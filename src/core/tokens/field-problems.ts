import { type Fault, type FieldFaults, PatkeeperError } from '../errors.ts';

/** Collects what is wrong with the fields of a form, so that all of it is told at once. */
interface FieldProblems {
  /** Gives what the check gives, or keeps what its failure says about fields; any other failure is thrown on. */
  check<T>(check: () => T): T | undefined;
  /** The failure with every field that was kept. */
  error(): PatkeeperError;
}

/** Begins with no problem. */
export function createFieldProblems(): FieldProblems {
  const problems: Record<string, Fault> = {};
  return {
    check(check) {
      try {
        return check();
      } catch (error) {
        Object.assign(problems, fieldFaultsOf(error));
        return undefined;
      }
    },
    error: () => new PatkeeperError('invalid-input.fields', {}, { fields: problems }),
  };
}

/** What a failure says about the fields of a form; one that says nothing about them is thrown on. */
export function fieldFaultsOf(error: unknown): FieldFaults {
  if (!(error instanceof PatkeeperError) || Object.keys(error.fields).length === 0) throw error;
  return error.fields;
}
