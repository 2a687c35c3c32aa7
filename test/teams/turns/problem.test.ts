import assert from 'node:assert/strict';
import { correlationId, withCorrelation } from '../../../src/core/correlation.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { problemDialog, problemOf } from '../../../src/teams/turns/problem.ts';
import { ENGLISH, pageOf } from '../../support/feature-world.ts';
import { said } from '../../support/said.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('a problem', () => {
  const sentences = sentencesOf('en');

  it('is told by the words of an expected failure', () => {
    const error = new PatkeeperError('store-unavailable', {}, { cause: new Error('EIO') });
    assert.deepEqual(problemOf(error, { log: createSilentLog(), sentences }), {
      code: 'store-unavailable',
      sentence: said(error),
    });
  });

  it('of any other kind is told by a fixed sentence with an id that the log has too', () => {
    const log = createSilentLog();
    const {
      code,
      sentence,
      id: given,
    } = withCorrelation(() => ({
      ...problemOf(new TypeError('x is not a function'), { log, sentences }),
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
