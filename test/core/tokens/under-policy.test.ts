import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allScopes, FULL_ACCESS, satisfies } from '../../../src/core/tokens/scopes.ts';
import {
  countingScopes,
  createUnderPolicy,
  isOrganizationRemoved,
  lostScopes,
} from '../../../src/core/tokens/under-policy.ts';
import { POLICY, sampleToken } from '../samples.ts';

const forbidding = (...forbiddenScopes: string[]) => ({ ...POLICY, forbiddenScopes });

describe('a token under today’s policy', () => {
  it('has the scopes that it was given, less those that are forbidden now', () => {
    const token = sampleToken({ scopes: ['vso.code', 'vso.packaging'] });
    assert.deepEqual(countingScopes(token, forbidding('vso.packaging')), ['vso.code']);
    assert.deepEqual(lostScopes(token, forbidding('vso.packaging')), ['vso.packaging']);
    assert.equal(countingScopes(token, POLICY), token.scopes);
  });

  it('keeps what a forbidden scope brought along and what is still allowed', () => {
    const token = sampleToken({ scopes: ['vso.code_write'] });
    assert.deepEqual(countingScopes(token, forbidding('vso.code_write')), ['vso.code']);
    assert.deepEqual(countingScopes(token, forbidding('vso.code')), []);
    const packages = sampleToken({ scopes: ['vso.packaging'] });
    const left = countingScopes(packages, forbidding('vso.packaging'));
    assert.deepEqual(left, [], 'that it also read a profile is not why anybody made it');
  });

  it('loses a scope that brings a forbidden one along', () => {
    const token = sampleToken({ scopes: ['vso.code_manage'] });
    const counting = countingScopes(token, forbidding('vso.code_write'));
    assert.ok(!satisfies(counting, 'vso.code_write'));
    assert.ok(!satisfies(counting, 'vso.code_manage'));
    assert.ok(satisfies(counting, 'vso.code'));
    assert.deepEqual(lostScopes(token, forbidding('vso.code_write')), ['vso.code_manage']);
  });

  it('has with full access every scope on offer but the forbidden one and those that bring it', () => {
    const token = sampleToken({ scopes: [FULL_ACCESS] });
    const counting = countingScopes(token, forbidding('vso.code_write'));
    assert.ok(satisfies(counting, 'vso.code') && satisfies(counting, 'vso.build_execute'));
    assert.ok(!satisfies(counting, 'vso.code_write') && !satisfies(counting, 'vso.code_manage'));
    assert.ok(!counting.includes(FULL_ACCESS));
    assert.deepEqual(countingScopes(token, forbidding(FULL_ACCESS)).includes(FULL_ACCESS), false);
  });

  it('never may do what is forbidden, nor what it could not do before', () => {
    const ids = allScopes().map(({ id }) => id);
    const some = fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 4 });
    fc.assert(
      fc.property(some, some, (scopes, forbidden) => {
        const counting = countingScopes({ scopes }, { forbiddenScopes: forbidden });
        for (const id of ids) {
          if (!satisfies(counting, id)) continue;
          assert.ok(satisfies(scopes, id), `${id} was never given`);
          assert.ok(!forbidden.includes(id), `${id} is forbidden`);
        }
      }),
    );
  });

  it('is refused where its organization was removed, which only settings of the built-in authority can do', () => {
    const policy = { ...POLICY, builtinOrganizations: ['web'] };
    assert.equal(isOrganizationRemoved(sampleToken(), policy), true);
    assert.equal(isOrganizationRemoved(sampleToken({ organization: 'web' }), policy), false);
    assert.equal(isOrganizationRemoved(sampleToken({ authority: 'azure-devops' }), policy), false);
    assert.equal(createUnderPolicy(policy)(sampleToken()), undefined);
  });

  it('is one and the same object each time, itself where nothing is taken from it', () => {
    const token = sampleToken({ scopes: ['vso.code', 'vso.packaging'] });
    const view = createUnderPolicy(forbidding('vso.packaging'));
    assert.deepEqual(view(token)?.scopes, ['vso.code']);
    assert.equal(view(token), view(token));
    assert.equal(createUnderPolicy(forbidding('vso.build'))(token), token);
    assert.equal(createUnderPolicy(POLICY)(token), token);
  });

  it('knows nothing of the scopes that people note for a token of another service', () => {
    const token = sampleToken({ authority: 'tracked', scopes: ['vso.code'] });
    assert.deepEqual(lostScopes(token, forbidding('vso.code')), []);
  });
});
