import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import {
  createFieldProblems,
  fieldErrorsOf,
  invalidFields,
} from '../../../src/core/tokens/field-problems.ts';

describe('problems of a form', () => {
  it('are told all at once, each at its field', () => {
    const problems = createFieldProblems();
    assert.equal(
      problems.check(() => 7),
      7,
    );
    for (const fields of [{ name: 'Give a name.' }, { date: 'Choose a day.' }]) {
      const outcome = problems.check(() => {
        throw invalidFields(fields);
      });
      assert.equal(outcome, undefined);
    }
    const error = problems.error();
    assert.equal(error.message, 'Give a name. Choose a day.');
    assert.deepEqual(
      [error.code, error.fields],
      ['invalid-input', { name: 'Give a name.', date: 'Choose a day.' }],
    );
  });

  it('do not hide a failure that says nothing about a field', () => {
    const away = new PatkeeperError('store-unavailable', 'The store is away.');
    for (const error of [away, new Error('a defect')]) {
      const problems = createFieldProblems();
      assert.throws(
        () =>
          problems.check(() => {
            throw error;
          }),
        error,
      );
      assert.throws(() => fieldErrorsOf(error), error);
    }
  });
});
