import { type Facts, type Fault, OperatorError, type PatkeeperError } from '../core/errors.ts';
import { fieldFaultsOf } from '../core/tokens/field-problems.ts';
import { sayScopes } from './say-scopes.ts';
import type { SentenceParameters, Sentences } from './sentences.ts';

/** What is wrong with each field of a form, said to the person who fills it in. */
export type FieldErrors = Readonly<Record<string, string>>;

/** Says what failed and what to do next. */
export function sayError({ reason, facts }: Fault, sentences: Sentences): string {
  return sentences.say(`error.${reason}`, parametersOf(facts, sentences));
}

/** What to say where there is room for one sentence: what is wrong with the first field, or with the whole. */
export function sayFirst(error: PatkeeperError, sentences: Sentences): string {
  const [first = error] = Object.values(error.fields);
  return sayError(first, sentences);
}

/** Says what is wrong with each field of a form; a failure that says nothing about fields is thrown on. */
export function fieldErrorsOf(error: unknown, sentences: Sentences): FieldErrors {
  const faults = Object.entries(fieldFaultsOf(error));
  return Object.fromEntries(faults.map(([field, fault]) => [field, sayError(fault, sentences)]));
}

/** The same for who runs Patkeeper: a failure of a file, a setting or an argument has a sentence of its own. */
export function sayToOperator(error: PatkeeperError, sentences: Sentences): string {
  return error instanceof OperatorError ? error.message : sayFirst(error, sentences);
}

/** Scopes are named as the cards name them. */
function parametersOf(facts: Facts, sentences: Sentences): SentenceParameters {
  const named = Object.entries(facts).map(([name, fact]) => [
    name,
    typeof fact === 'object' ? sayScopes(fact, sentences) : fact,
  ]);
  return Object.fromEntries(named);
}
