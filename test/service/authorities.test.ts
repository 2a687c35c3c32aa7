import assert from 'node:assert/strict';
import { traitsOf } from '../../src/core/tokens/authority-traits.ts';
import { AUTHORITY_TRAITS, connectAuthorities } from '../../src/service/authorities.ts';
import { samplePeppers } from '../authorities/builtin/sample-peppers.ts';
import { createFakeAuthority } from '../core/tokens/service-setup.ts';

describe('the authorities', () => {
  const azureDevOps = {
    ...createFakeAuthority('azure-devops'),
    list: async () => ({ tokens: [], complete: [] }),
  };
  const config = {
    authorities: ['builtin', 'azure-devops'],
    organizations: [],
    serverCollections: [],
    secretPrefix: 'pkt',
  };
  const peppers = samplePeppers(1);
  const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);

  it('are connected where they are configured', () => {
    assert.deepEqual(ids(connectAuthorities({ config, peppers, azureDevOps })), [
      'builtin',
      'azure-devops',
      'tracked',
    ]);
    assert.deepEqual(ids(connectAuthorities({ config: { ...config, authorities: [] }, peppers })), [
      'tracked',
    ]);
  });

  it('say what they can do, each by its own name, whether they are configured or not', () => {
    assert.deepEqual(ids(AUTHORITY_TRAITS), ids(connectAuthorities({ config, peppers, azureDevOps })));
    const said = AUTHORITY_TRAITS.map(({ makesTokens, isVerifiedHere, usageAddresses }) => [
      makesTokens,
      isVerifiedHere,
      usageAddresses !== undefined,
    ]);
    assert.deepEqual(said, [
      [true, true, true],
      [true, false, true],
      [false, false, false],
    ]);
    for (const authority of connectAuthorities({ config, peppers, azureDevOps })) {
      const { makesTokens } = traitsOf({ authority: authority.id }, { authorities: AUTHORITY_TRAITS });
      assert.equal(makesTokens, authority.revoke !== undefined, authority.id);
    }
  });

  it('promise nothing of a token whose authority this Patkeeper does not have', () => {
    const unknown = traitsOf({ authority: 'another' }, { authorities: AUTHORITY_TRAITS });
    assert.deepEqual(unknown, { makesTokens: false, isVerifiedHere: false });
  });
});
