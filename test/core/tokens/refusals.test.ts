import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import * as refusals from '../../../src/core/tokens/refusals.ts';
import { said } from '../../support/said.ts';
import { ADA, assertRefused, sampleToken } from '../samples.ts';

describe('a refusal', () => {
  const { refuseGuest, ...sentences } = refusals;
  const token = sampleToken({ organization: 'contoso' });
  /** What each is about; the others need nothing. */
  const about: Partial<Record<keyof typeof sentences, readonly unknown[]>> = {
    notActive: ['revoked'],
    tooManyTokens: [1],
    organizationRemoved: [token],
    scopesForbidden: [['vso.code']],
    notRotatable: [token],
    leftBehind: ['Laptop'],
  };
  const all = Object.entries(sentences).map(([name, refusal]) => {
    const asked = about[name as keyof typeof sentences] ?? [];
    return { name, error: (refusal as (...about: readonly unknown[]) => PatkeeperError)(...asked) };
  });

  it('is whole sentences, the last of which says what the person can do', () => {
    for (const { name, error } of all) {
      assert.ok(error instanceof PatkeeperError, name);
      assert.match(said(error), /^[A-Z“].*\.$/s, name);
      const last =
        said(error)
          .split(/(?<=\.) /)
          .at(-1) ?? '';
      assert.match(last, /\b(type|press|choose|ask|revoke|rotate|make|create|put|can)\b/i, name);
      assert.doesNotMatch(said(error), /undefined|\[object/, name);
    }
  });

  it('counts one token as people do', () => {
    assert.match(said(refusals.tooManyTokens(1)), /\b1 active token\b/);
    assert.match(said(refusals.tooManyTokens(2)), /\b2 active tokens\b/);
  });

  it('tells a token for all organizations from one that is only remembered', () => {
    const [everywhere, remembered] = [
      refusals.notRotatable({ ...token, everywhere: true }),
      refusals.notRotatable(token),
    ];
    assert.notEqual(said(everywhere), said(remembered));
  });

  it('carries the claims of a challenge to the sign-in, and its cause to the log', () => {
    const cause = new Error('401');
    assert.deepEqual(refusals.signInNeeded('{}', cause).signIn, { claims: '{}' });
    assert.equal(refusals.signInNeeded('{}', cause).cause, cause);
    assert.deepEqual(refusals.signInNeeded().signIn, {});
  });

  it('keeps guests, and nobody else, from what gives or prolongs a token', async () => {
    refuseGuest(ADA);
    await assertRefused('refused', () => refuseGuest({ ...ADA, isGuest: true }));
  });
});
