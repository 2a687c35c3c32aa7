import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/authorities/azure-devops/outcome.ts';
import { createTokenCheck } from '../../../src/authorities/azure-devops/token-check.ts';
import type { Pat } from '../../../src/authorities/azure-devops/wire.ts';
import { refusal, sampleToken } from '../../core/samples.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';
import { LOST, samplePat, stubClient } from './stub-client.ts';

const TOKEN = sampleToken({ authority: 'azure-devops', organization: 'harbour', externalId: 'ID-1' });
const ASKED = TOKEN.validTo + 30 * DAY;
const NO_ANSWER = { kind: 'lost', reason: 'no answer' } as const;

describe('a revocation that was not answered for certain', () => {
  const revoked = (
    listed: Outcome<readonly Pat[]>,
    failure: typeof NO_ANSWER | { kind: 'not-found' } = NO_ANSWER,
  ) => createTokenCheck(stubClient({ list: async () => listed })).assertRevoked('access', TOKEN, failure);
  const without = { kind: 'ok', value: [samplePat({ authorizationId: 'id-2' })] } as const;
  const withIt = { kind: 'ok', value: [samplePat()] } as const;

  it('was made when the token is not listed any more', async () => {
    await revoked(without);
    await revoked(without, { kind: 'not-found' });
  });

  it('was not made when the token is listed', async () => {
    for (const failure of [NO_ANSWER, { kind: 'not-found' } as const]) {
      const error = await refusal(() => revoked(withIt, failure));
      assert.equal(error.code, 'lost');
      assert.match(said(error), /still works/);
    }
  });

  it('can’t be told when the tokens can’t be listed', async () => {
    const error = await refusal(() => revoked(LOST));
    assert.equal(error.code, 'lost');
    assert.match(said(error), /may still work\. Revoke it again/);
  });

  it('is about an organization that is gone when nothing is found there at all', async () => {
    const error = await refusal(() => revoked({ kind: 'not-found' }, { kind: 'not-found' }));
    assert.equal(error.code, 'not-found');
    assert.match(said(error), /organization has a new name/);
  });
});

describe('a new end that was not answered', () => {
  const end = (seen: Outcome<Pat>, asked = ASKED) =>
    createTokenCheck(stubClient({ get: async () => seen })).endAfterLostChange(
      'access',
      TOKEN,
      asked,
      'no answer',
    );
  const seenAt = (validTo: number) => ({ kind: 'ok', value: samplePat({ validTo }) }) as const;

  it('is the one that the token has, also when it was shortened', async () => {
    assert.equal(await end(seenAt(ASKED)), ASKED);
    assert.equal(await end(seenAt(ASKED - DAY)), ASKED - DAY);
    assert.equal(await end(seenAt(TOKEN.validTo), TOKEN.validTo), TOKEN.validTo);
  });

  it('was not given when the token keeps its old one', async () => {
    const error = await refusal(() => end(seenAt(TOKEN.validTo + 999)));
    assert.equal(error.code, 'lost');
    assert.match(said(error), /keeps its end\. Try again/);
  });

  it('is not known when the token can’t be read', async () => {
    const error = await refusal(() => end({ kind: 'signed-out' }));
    assert.equal(error.code, 'lost');
    assert.match(said(error), /may have changed\. Try again/);
  });
});
