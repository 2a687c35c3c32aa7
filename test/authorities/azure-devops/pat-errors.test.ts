import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { refusalOf, saysGone } from '../../../src/authorities/azure-devops/pat-errors.ts';
import { said } from '../../support/said.ts';
import { PAT_TOKEN_ERRORS } from '../../support/schemas/pat-errors.ts';

/** Every row of the table: Microsoft's name, our code, the field to put right, and what the sentence must speak of. */
const TABLE: readonly (readonly [name: string, code: string, field: string | undefined, about: RegExp])[] = [
  ['displayNameRequired', 'refused', 'name', /no name/],
  ['invalidDisplayName', 'refused', 'name', /name/],
  ['invalidValidTo', 'refused', 'lifespan', /in the past or too far away/],
  ['invalidScope', 'refused', 'scopes', /scopes can’t be combined/],
  ['accessDenied', 'refused', undefined, /no right .* administrator/],
  ['userIdRequired', 'refused', undefined, /who you are/],
  ['invalidUserId', 'refused', undefined, /doesn’t know your account/],
  ['invalidUserType', 'refused', undefined, /Accounts of this kind/],
  ['globalPatPolicyViolation', 'refused', undefined, /all organizations/],
  ['globalPATCreationBlocked', 'refused', undefined, /all organizations/],
  ['fullScopePatPolicyViolation', 'refused', 'scopes', /full access/],
  ['patLifespanPolicyViolation', 'refused', 'lifespan', /longer than your tenant allows/],
  ['disablePatCreationPolicyViolation', 'refused', 'organization', /restricts who may create/],
  ['authorizationNotFound', 'not-found', undefined, /no longer exists/],
  ['tokenNotFound', 'not-found', undefined, /no longer exists/],
  ['hostAuthorizationNotFound', 'not-found', undefined, /no longer exists/],
  ['invalidAuthorizationId', 'not-found', undefined, /no longer exists/],
  ['invalidToken', 'not-found', undefined, /no longer exists/],
  ['expiredPatCannotBeExtended', 'not-active', undefined, /has expired .* create a new one/],
  ['failedToIssueAccessToken', 'unreachable', undefined, /had a problem.*Try again/],
  ['failedToUpdateAccessToken', 'unreachable', undefined, /had a problem.*Try again/],
  ['failedToReadTenantPolicy', 'unreachable', undefined, /tenant’s rules.*Try again/],
  ['failedToReadOrgPolicy', 'unreachable', undefined, /organization’s rules.*Try again/],
];

describe('a patTokenError', () => {
  for (const [name, code, field, about] of TABLE) {
    it(`${name} has its own sentence`, () => {
      const error = refusalOf(name);
      assert.equal(error.code, code);
      assert.match(said(error), about);
      assert.deepEqual(
        error.fields,
        field === undefined ? {} : { [field]: { reason: error.reason, facts: {} } },
      );
      assert.equal(saysGone(name), code === 'not-found');
    });
  }

  it('of those that are published is in the table or shown by its name, and none shares its sentence but those for which the token is gone', () => {
    const known = TABLE.map(([name]) => name);
    for (const name of PAT_TOKEN_ERRORS.filter((published) => !known.includes(published)))
      assert.ok(said(refusalOf(name)).includes(`: ${name}.`), name);
    const others = TABLE.filter(([, code]) => code !== 'not-found');
    assert.equal(new Set(TABLE.map(([name]) => said(refusalOf(name)))).size, others.length + 1);
  });

  it('says in a full sentence what to do, without its own name', () => {
    for (const [name] of TABLE) {
      const message = said(refusalOf(name));
      assert.match(message, /^[A-Z].*\. [A-Z].*\.$|^[A-Z].*: .*\. [A-Z].*\.$/, message);
      assert.ok(!message.toLowerCase().includes(name.toLowerCase()), message);
    }
  });

  it('is recognised whatever its case', () => {
    assert.equal(said(refusalOf('INVALIDSCOPE')), said(refusalOf('invalidScope')));
  });

  it('that is not known is shown by its name', () => {
    const error = refusalOf('duplicateHash', 'the words of the service');
    assert.equal(error.code, 'refused');
    assert.match(said(error), /duplicateHash/);
    assert.doesNotMatch(said(error), /the words of the service/);
    assert.match(inspect(error.cause), /duplicateHash: the words of the service/);
    assert.equal(saysGone('duplicateHash'), false);
  });

  it('brings nothing but a name into the sentence, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('constructor'), fc.constant('<at>x</at>')), (name) => {
        const message = said(refusalOf(name));
        assert.match(message, /^[\w .:,’'-]+$/);
        assert.ok(message.length < 250);
      }),
    );
  });
});
