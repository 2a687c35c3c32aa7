import assert from 'node:assert/strict';
import { correlationId, withCorrelation } from '../../../src/core/correlation.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { problemDialog, problemOf } from '../../../src/teams/turns/problem.ts';
import { ENGLISH, pageOf } from '../../support/feature-world.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('a problem', () => {
  it('is told by the public sentence of an expected failure', () => {
    const error = new PatkeeperError('store-unavailable', 'Try again in a minute.', {
      cause: new Error('EIO'),
    });
    assert.deepEqual(problemOf(error, createSilentLog()), {
      code: 'store-unavailable',
      sentence: 'Try again in a minute.',
    });
  });

  it('of any other kind is told by a fixed sentence with an id that the log has too', () => {
    const log = createSilentLog();
    const {
      code,
      sentence,
      id: given,
    } = withCorrelation(() => ({
      ...problemOf(new TypeError('x is not a function'), log),
      id: correlationId(),
    }));
    assert.equal(code, 'unexpected');
    assert.doesNotMatch(sentence, /function/);
    const [, id = 'none'] = /this code: ([0-9a-f-]{36})\./.exec(sentence) ?? [];
    assert.equal(id, given);
    assert.ok(JSON.stringify(log.lines).includes(id));
  });

  it('in a dialog offers to send the same again where that can help', () => {
    const retry = { verb: 'create.submit', name: 'laptop', msteams: { type: 'task/fetch' } };
    const page = pageOf('problem', problemDialog({ code: 'too-slow', sentence: 'Slow.' }, retry, ENGLISH));
    assert.equal(page.canRetry, true);
    assert.deepEqual(page.retry, { verb: 'create.submit', name: 'laptop' });
    const refused = pageOf(
      'problem',
      problemDialog({ code: 'form-used', sentence: 'Used.' }, retry, ENGLISH),
    );
    assert.equal(refused.canRetry, false);
  });
});
