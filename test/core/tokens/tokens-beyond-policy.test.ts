import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { ActiveCount } from '../../../src/core/store/tokens.ts';
import { logTokensBeyondPolicy } from '../../../src/core/tokens/tokens-beyond-policy.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { POLICY } from '../samples.ts';

const GROUP: ActiveCount = {
  authority: 'builtin',
  organization: 'internal',
  scopes: ['vso.code'],
  tokens: 3,
  late: 0,
};

function logged(groups: readonly ActiveCount[], policy = POLICY, peopleAbove = 0) {
  const log = { ...createSilentLog(), warn: sinon.spy() };
  logTokensBeyondPolicy({ groups, byPepper: new Map(), peopleAbove }, policy, log);
  return log.warn.args;
}

describe('the count of tokens beyond the policy', () => {
  it('is not logged when there are none', () => {
    assert.deepEqual(logged([GROUP]), []);
  });

  it('names how many for each rule, each token once in all, and never one of them', () => {
    const policy = { ...POLICY, forbiddenScopes: ['vso.code_write'], builtinOrganizations: ['web'] };
    const groups: ActiveCount[] = [
      { ...GROUP, late: 1 },
      { ...GROUP, organization: 'web', scopes: ['vso.code_manage'], tokens: 5, late: 2 },
      { ...GROUP, authority: 'azure-devops', organization: 'harbour', tokens: 7, late: 4 },
      {
        ...GROUP,
        authority: 'tracked',
        organization: 'elsewhere',
        scopes: ['vso.code_write'],
        tokens: 9,
        late: 9,
      },
    ];
    const [[fields, text] = []] = logged(groups, policy, 2);
    assert.deepEqual(fields, {
      tokens: 12,
      withForbiddenScopes: 5,
      ofRemovedOrganizations: 3,
      endingTooLate: 7,
      peopleAboveLimit: 2,
    });
    assert.match(
      text,
      /beyond today's policy: 12 \(5 with a scope of FORBIDDEN_SCOPES.*; 3 of an organization/,
    );
    assert.match(text, /MAX_TOKENS_PER_USER: 2\./);
  });
});
