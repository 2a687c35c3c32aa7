import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createFieldProblems, fieldFaultsOf } from '../../../src/core/tokens/field-problems.ts';

describe('problems of a form', () => {
  it('are told all at once, each at its field', () => {
    const problems = createFieldProblems();
    assert.equal(
      problems.check(() => 7),
      7,
    );
    for (const failure of [
      new PatkeeperError('invalid-input.name-missing', {}, { field: 'name' }),
      new PatkeeperError('invalid-input.date', { limit: 30 }, { field: 'date' }),
    ]) {
      const outcome = problems.check(() => {
        throw failure;
      });
      assert.equal(outcome, undefined);
    }
    const { code, fields } = problems.error();
    assert.equal(code, 'invalid-input');
    assert.deepEqual(fields, {
      name: { reason: 'invalid-input.name-missing', facts: {} },
      date: { reason: 'invalid-input.date', facts: { limit: 30 } },
    });
  });

  it('do not hide a failure that says nothing about a field', () => {
    const away = new PatkeeperError('store-unavailable');
    for (const error of [away, new Error('a defect')]) {
      const problems = createFieldProblems();
      assert.throws(
        () =>
          problems.check(() => {
            throw error;
          }),
        error,
      );
      assert.throws(() => fieldFaultsOf(error), error);
    }
  });
});
