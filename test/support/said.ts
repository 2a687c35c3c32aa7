import assert from 'node:assert/strict';
import { type Fault, PatkeeperError } from '../../src/core/errors.ts';
import { sayError, sayToOperator } from '../../src/sentences/say-error.ts';
import { sentencesOf } from '../../src/sentences/sentences.ts';

/** What is said of a failure, or of what is wrong with a field, in English; fails the test when there is nothing to say. */
export function said(failure: unknown): string {
  const english = sentencesOf('en');
  if (failure instanceof PatkeeperError) return sayToOperator(failure, english);
  assert.ok(typeof failure === 'object' && failure !== null && 'reason' in failure, String(failure));
  return sayError(failure as Fault, english);
}
