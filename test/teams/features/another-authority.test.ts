import assert from 'node:assert/strict';
import { BUILTIN_TRAITS } from '../../../src/authorities/builtin/traits.ts';
import { AUTHORITY_TRAITS } from '../../../src/service/authorities.ts';
import { ACTIVE_LIST } from '../../../src/teams/cards/list-page.ts';
import { openCreate } from '../../../src/teams/features/create.ts';
import { show } from '../../../src/teams/features/show.ts';
import { createFakeAuthority } from '../../core/tokens/service-setup.ts';
import { ADA, createFeatureWorld, dataOf, pageOf } from '../../support/feature-world.ts';

describe('an authority that the features have never heard of', () => {
  const authorities = [...AUTHORITY_TRAITS, { ...BUILTIN_TRAITS, id: 'forge', isVerifiedHere: false }];
  const setUp = () =>
    createFeatureWorld({ authorities }, ['internal'], { authorities: [createFakeAuthority('forge')] });

  it('is offered in the create form, and makes tokens that can be used, renewed and rotated', async () => {
    const { deps, create } = setUp();
    const { organizations } = pageOf('create-form', await openCreate({ name: '' }, ADA, deps));
    assert.deepEqual(
      organizations.map(({ value }) => value),
      ['builtin:internal', 'forge:internal'],
    );
    const tokenId = await create('laptop', { organization: 'forge:internal' });
    const { token, usage, facts } = dataOf('token', await show({ tokenId, back: ACTIVE_LIST }, ADA, deps));
    assert.deepEqual([token.renewable, token.rotatable, token.used], [true, true, '']);
    assert.ok(usage.length > 0);
    assert.ok(facts.every(({ label }) => label !== 'Last used'));
  });

  it('is promised nothing once it is gone: its tokens are shown as remembered ones', async () => {
    const { deps, create } = setUp();
    const tokenId = await create('laptop', { organization: 'forge:internal' });
    const policy = { ...deps.tokenService.policy, authorities: AUTHORITY_TRAITS };
    const without = { ...deps, tokenService: { ...deps.tokenService, policy } };
    const { token, usage } = dataOf('token', await show({ tokenId, back: ACTIVE_LIST }, ADA, without));
    assert.deepEqual([token.renewable, token.rotatable, usage], [false, false, []]);
  });
});
