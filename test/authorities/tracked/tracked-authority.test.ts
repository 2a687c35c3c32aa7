import assert from 'node:assert/strict';
import { createTrackedAuthority } from '../../../src/authorities/tracked/tracked-authority.ts';
import { ADA, assertRefused, sampleToken } from '../../core/samples.ts';
import { START } from '../../support/fixed-clock.ts';

const REQUEST = { name: 'laptop', organization: 'tfs', scopes: [], validTo: START };

describe('the authority of tracked tokens', () => {
  const authority = createTrackedAuthority({
    collections: [{ name: 'tfs', url: 'https://tfs.example.com/tfs/DefaultCollection' }],
  });

  it('offers every collection with the page where its tokens are made', async () => {
    assert.deepEqual(await authority.organizations(ADA), [
      {
        authority: 'tracked',
        id: 'tfs',
        name: 'tfs',
        tokenPage: 'https://tfs.example.com/tfs/DefaultCollection/_usersSettings/tokens',
      },
    ]);
  });

  it('issues and revokes nothing, and takes its owner’s word for an end', async () => {
    await assertRefused('refused', () => authority.issue(ADA, REQUEST));
    assert.equal(await authority.renew(ADA, sampleToken(), START), START);
    assert.equal(authority.revoke, undefined);
  });
});
