import assert from 'node:assert/strict';
import { errorOf } from '../../../src/authorities/azure-devops/errors.ts';
import type { Failure } from '../../../src/authorities/azure-devops/outcome.ts';
import { said } from '../../support/said.ts';

describe('a failed call of Azure DevOps', () => {
  const rows: readonly (readonly [failure: Failure, code: string, sentence: RegExp])[] = [
    [{ kind: 'refused', error: 'invalidScope' }, 'refused', /scopes/],
    [{ kind: 'signed-out' }, 'sign-in-needed', /Sign in/],
    [{ kind: 'claims', claims: '{}' }, 'sign-in-needed', /Sign in/],
    [{ kind: 'forbidden' }, 'refused', /administrator/],
    [{ kind: 'not-found' }, 'not-found', /can no longer find/],
    [{ kind: 'throttled', retryAfterMs: 17_001 }, 'throttled', /in 18 seconds/],
    [{ kind: 'throttled', retryAfterMs: 20 }, 'throttled', /in 1 second\./],
    [{ kind: 'throttled', retryAfterMs: 601_000 }, 'throttled', /in 11 minutes/],
    [{ kind: 'unavailable', reason: 'private' }, 'unreachable', /can’t be reached/],
    [{ kind: 'lost', reason: 'private' }, 'lost', /may be done/],
  ];
  for (const [failure, code, sentence] of rows) {
    it(`that is ${JSON.stringify(failure)} is told as ${code}`, () => {
      const error = errorOf(failure);
      assert.equal(error.code, code);
      assert.match(said(error), sentence);
      assert.doesNotMatch(said(error), /private/);
      assert.match(said(error), /\.$/);
    });
  }

  it('carries the claims that a sign-in must bring, and no others', () => {
    assert.deepEqual(errorOf({ kind: 'claims', claims: '{"a":1}' }).signIn, { claims: '{"a":1}' });
    assert.deepEqual(errorOf({ kind: 'signed-out' }).signIn, {});
  });
});
