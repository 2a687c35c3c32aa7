import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readActionAnswer, readDialogAnswer, readQueryAnswer } from '../../src/local/answers.ts';

const GENERAL = 'Something went wrong. Please try again.';
const FAILED = { kind: 'failed', text: GENERAL };
const ok = (body: unknown) => ({ status: 200, body });

describe('the answer to a card’s button', () => {
  it('may be a card, a message or an error', () => {
    const card = { type: 'AdaptiveCard' };
    assert.deepEqual(readActionAnswer(ok({ type: 'application/vnd.microsoft.card.adaptive', value: card })), {
      answer: { kind: 'card' },
      card,
    });
    const message = { type: 'application/vnd.microsoft.activity.message', value: 'Done.' };
    assert.deepEqual(readActionAnswer(ok(message)).answer, { kind: 'message', text: 'Done.' });
    const error = { type: 'application/vnd.microsoft.error', value: { code: 'x', message: 'Not yours.' } };
    assert.deepEqual(readActionAnswer(ok(error)).answer, { kind: 'failed', text: 'Not yours.' });
  });

  it('keeps an error’s own sentence under any HTTP status', () => {
    const body = {
      statusCode: 400,
      type: 'application/vnd.microsoft.error',
      value: { message: 'Not yours.' },
    };
    const { answer } = readActionAnswer({ status: 400, body, problem: GENERAL });
    assert.deepEqual(answer, { kind: 'failed', text: 'Not yours.' });
  });

  it('is a failure when it is anything else', () => {
    for (const body of [undefined, '', 'text', [], {}, { type: 'application/vnd.microsoft.card.adaptive' }]) {
      assert.deepEqual(readActionAnswer(ok(body)), { answer: FAILED });
    }
    assert.deepEqual(readActionAnswer({ status: 501, problem: GENERAL }).answer, FAILED);
  });
});

describe('the answer to a dialog', () => {
  const content = { type: 'AdaptiveCard' };

  it('may be the next page, with the size it wishes', () => {
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', content };
    const value = { title: 'New token', height: 'large', width: 600, card };
    assert.deepEqual(readDialogAnswer(ok({ task: { type: 'continue', value } })), {
      kind: 'continue',
      title: 'New token',
      card: content,
      height: 'large',
      width: 600,
    });
  });

  it('may be a sentence, a result, or nothing, which closes it', () => {
    const message = { task: { type: 'message', value: 'Done.' } };
    assert.deepEqual(readDialogAnswer(ok(message)), { kind: 'message', text: 'Done.' });
    const attachments = [{ contentType: 'x', content }];
    const result = { composeExtension: { type: 'result', attachments } };
    assert.deepEqual(readDialogAnswer(ok(result)), { kind: 'insert', attachments });
    for (const body of [undefined, '', {}]) assert.deepEqual(readDialogAnswer(ok(body)), { kind: 'closed' });
  });

  it('is a failure when it promises a page and has none', () => {
    for (const task of [
      {},
      { type: 'continue' },
      { type: 'continue', value: { title: 'x' } },
      { type: 'message' },
    ]) {
      assert.deepEqual(readDialogAnswer(ok({ task })), FAILED);
    }
  });
});

describe('answers', () => {
  it('never throw, whatever the bot sends', () => {
    const anything = fc.record({ status: fc.constant(200), body: fc.jsonValue() });
    fc.assert(
      fc.property(anything, (answer) => {
        readActionAnswer(answer);
        readDialogAnswer(answer);
        readQueryAnswer(answer);
      }),
    );
  });
});
