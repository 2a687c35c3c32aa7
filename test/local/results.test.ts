import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  readActionResult,
  readDialogResult,
  readQueryResult,
  readVerifyResult,
} from '../../src/local/results.ts';

const GENERAL = 'Something went wrong. Please try again.';
const FAILED = { kind: 'failed', text: GENERAL };
const ok = (body: unknown) => ({ status: 200, body });

describe('the answer to a card’s button', () => {
  it('may be a card, a message or an error', () => {
    const card = { type: 'AdaptiveCard' };
    assert.deepEqual(readActionResult(ok({ type: 'application/vnd.microsoft.card.adaptive', value: card })), {
      result: { kind: 'card' },
      card,
    });
    const message = { type: 'application/vnd.microsoft.activity.message', value: 'Done.' };
    assert.deepEqual(readActionResult(ok(message)).result, { kind: 'message', text: 'Done.' });
    const error = { type: 'application/vnd.microsoft.error', value: { code: 'x', message: 'Not yours.' } };
    assert.deepEqual(readActionResult(ok(error)).result, { kind: 'failed', text: 'Not yours.' });
  });

  it('keeps an error’s own sentence under any HTTP status', () => {
    const body = {
      statusCode: 400,
      type: 'application/vnd.microsoft.error',
      value: { message: 'Not yours.' },
    };
    const { result } = readActionResult({ status: 400, body, problem: GENERAL });
    assert.deepEqual(result, { kind: 'failed', text: 'Not yours.' });
  });

  it('is a failure when it is anything else', () => {
    for (const body of [undefined, '', 'text', [], {}, { type: 'application/vnd.microsoft.card.adaptive' }]) {
      assert.deepEqual(readActionResult(ok(body)), { result: FAILED });
    }
    assert.deepEqual(readActionResult({ status: 501, problem: GENERAL }).result, FAILED);
  });
});

describe('the answer to a dialog', () => {
  const content = { type: 'AdaptiveCard' };

  it('may be the next page, with the size it wishes', () => {
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', content };
    const value = { title: 'New token', height: 'large', width: 600, card };
    assert.deepEqual(readDialogResult(ok({ task: { type: 'continue', value } })), {
      kind: 'continue',
      title: 'New token',
      card: content,
      height: 'large',
      width: 600,
    });
  });

  it('may be a sentence, a result, or nothing, which closes it', () => {
    const message = { task: { type: 'message', value: 'Done.' } };
    assert.deepEqual(readDialogResult(ok(message)), { kind: 'message', text: 'Done.' });
    const attachments = [{ contentType: 'x', content }];
    const result = { composeExtension: { type: 'result', attachments } };
    assert.deepEqual(readDialogResult(ok(result)), { kind: 'insert', attachments });
    for (const body of [undefined, '', {}]) assert.deepEqual(readDialogResult(ok(body)), { kind: 'closed' });
  });

  it('is a failure when it promises a page and has none', () => {
    for (const task of [
      {},
      { type: 'continue' },
      { type: 'continue', value: { title: 'x' } },
      { type: 'message' },
    ]) {
      assert.deepEqual(readDialogResult(ok({ task })), FAILED);
    }
  });
});

describe('the answer of the messaging extension', () => {
  const url = 'http://127.0.0.1:3978/auth/start?state=abc';
  const actions = [{ type: 'openUrl', value: url, title: 'Sign in to Azure DevOps' }];

  it('may ask for a sign-in, silently first or on a page at once', () => {
    const signIn = { kind: 'sign-in', title: 'Sign in to Azure DevOps', url };
    for (const type of ['auth', 'silentAuth']) {
      const body = { composeExtension: { type, suggestedActions: { actions } } };
      assert.deepEqual(readQueryResult(ok(body)), signIn);
      assert.deepEqual(readDialogResult(ok(body)), signIn);
    }
  });

  it('is a failure when it asks for a sign-in and leads nowhere', () => {
    for (const suggestedActions of [undefined, {}, { actions: [] }, { actions: [{ type: 'imBack' }] }]) {
      const body = { composeExtension: { type: 'auth', suggestedActions } };
      assert.deepEqual(readQueryResult(ok(body)), FAILED);
      assert.deepEqual(readDialogResult(ok(body)), FAILED);
    }
  });
});

describe('the answer to the code of a sign-in', () => {
  it('is left to the bot’s messages', () => {
    assert.deepEqual(readVerifyResult({ status: 200 }), { kind: 'sent' });
  });

  it('says what to do when it was not enough, or went wrong', () => {
    const text = 'This sign-in wasn’t enough. Press the button to sign in again.';
    assert.deepEqual(readVerifyResult({ status: 412, problem: GENERAL }), { kind: 'failed', text });
    assert.deepEqual(readVerifyResult({ status: 501, problem: GENERAL }), FAILED);
  });
});

describe('answers', () => {
  it('never throw, whatever the bot sends', () => {
    const anything = fc.record({ status: fc.constant(200), body: fc.jsonValue() });
    fc.assert(
      fc.property(anything, (answer) => {
        readActionResult(answer);
        readDialogResult(answer);
        readQueryResult(answer);
      }),
    );
  });
});
