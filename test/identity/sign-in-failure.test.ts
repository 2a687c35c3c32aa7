import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { PatkeeperError } from '../../src/core/errors.ts';
import { InteractionRequiredAuthError, ServerError } from '../../src/identity/msal.ts';
import { signInFailure } from '../../src/identity/sign-in-failure.ts';
import { said } from '../support/said.ts';

const server = (error: string, words: string, number?: string) =>
  new ServerError(error, '', words, undefined, number);
const interaction = (words: string, claims = '', number?: string) =>
  new InteractionRequiredAuthError('interaction_required', '', words, undefined, '', '', claims, number);
const meaning = (error: unknown) => {
  const { refusal, ended } = signInFailure(error);
  return [refusal.code, ended];
};

describe('a failure of Entra', () => {
  it('means a sign-in with the claims that were asked for, whatever its number is', () => {
    const { refusal, ended } = signInFailure(interaction('AADSTS53003: blocked', '{"a":1}', '53003'));
    assert.deepEqual([refusal.code, refusal.signIn, ended], ['sign-in-needed', { claims: '{"a":1}' }, false]);
  });

  it('means a new sign-in when the old one is over', () => {
    for (const words of ['AADSTS50173: revoked', 'AADSTS700082: too old', 'AADSTS65001: consent', 'x'])
      assert.deepEqual(meaning(server('invalid_grant', words)), ['sign-in-needed', true], words);
    assert.deepEqual(meaning(interaction('no tokens')), ['sign-in-needed', true]);
  });

  it('means no for an account that may not, and forgets only those that never may again', () => {
    assert.deepEqual(meaning(server('invalid_grant', 'AADSTS50057: disabled')), ['refused', true]);
    assert.deepEqual(meaning(server('invalid_grant', 'AADSTS53003: blocked')), ['refused', false]);
    assert.deepEqual(meaning(server('invalid_grant', 'words', '50105')), ['refused', false]);
  });

  it('means no for everybody when the setup is wrong', () => {
    const { refusal } = signInFailure(server('invalid_client', 'AADSTS7000222: expired'));
    assert.match(said(refusal), /the client secret has expired \(AADSTS7000222\)/);
  });

  it('that is not known is told by its number', () => {
    assert.match(said(signInFailure(server('odd', 'AADSTS12345: odd')).refusal), /AADSTS12345/);
    assert.match(said(signInFailure(server('odd', 'odd')).refusal), /Ask your administrator\.$/);
  });

  it('keeps Entra’s own sentences, which name people, out of errors', () => {
    const { refusal } = signInFailure(server('invalid_grant', "AADSTS50020: account 'ada@example.com'"));
    assert.doesNotMatch(inspect(refusal, { depth: 9 }), /ada@/);
    assert.match(String(refusal.cause), /invalid_grant \(AADSTS50020\)/);
  });

  it('of our own stays as it is, and a mistake in the code is thrown again', () => {
    const own = new PatkeeperError('refused.sign-in-failed');
    assert.equal(signInFailure(own).refusal, own);
    assert.throws(() => signInFailure(new TypeError('x')), TypeError);
  });
});
