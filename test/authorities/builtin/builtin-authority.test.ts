import assert from 'node:assert/strict';
import { createBuiltinAuthority } from '../../../src/authorities/builtin/builtin-authority.ts';
import { matchesDigest } from '../../../src/authorities/builtin/digest.ts';
import { parseSecret } from '../../../src/core/secrets/secret.ts';
import { ADA, assertRefused, BOB, sampleToken } from '../../core/samples.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { samplePeppers } from './sample-peppers.ts';

describe('the built-in authority', () => {
  const peppers = samplePeppers(2, 1);
  const organizations = [
    { id: 'internal', name: 'Internal' },
    { id: 'lab', name: 'The lab' },
  ];
  const authority = createBuiltinAuthority({ organizations, peppers });
  const request = { name: 'Laptop', organization: 'lab', scopes: ['vso.code'], validTo: START + DAY };

  it('offers its organizations to everybody', async () => {
    assert.deepEqual(await authority.organizations(ADA), [
      { authority: 'builtin', id: 'internal', name: 'Internal' },
      { authority: 'builtin', id: 'lab', name: 'The lab' },
    ]);
    assert.deepEqual(await authority.organizations(BOB), await authority.organizations(ADA));
  });

  it('issues a secret whose digest under the current pepper proves it', async () => {
    const { secret, digest, validTo } = await authority.issue(ADA, request);
    assert.equal(validTo, START + DAY);
    assert.equal(digest?.pepper, 2);
    assert.equal(parseSecret(secret.reveal())?.selector, digest.selector);
    assert.ok(matchesDigest(secret.reveal(), digest, peppers));
    assert.ok(!JSON.stringify({ secret, digest }).includes(secret.reveal().slice(16)));
  });

  it('issues another secret each time', async () => {
    const [one, two] = [await authority.issue(ADA, request), await authority.issue(ADA, request)];
    assert.notEqual(one.secret.reveal(), two.secret.reveal());
    assert.notEqual(one.digest?.selector, two.digest?.selector);
  });

  it('issues nothing for an organization it does not have', async () => {
    await assertRefused('unknown-organization', () =>
      authority.issue(ADA, { ...request, organization: 'x' }),
    );
  });

  it('grants the end that is asked for, and leaves revocation to the store', async () => {
    assert.equal(await authority.renew(ADA, sampleToken(), START + 9 * DAY), START + 9 * DAY);
    await authority.revoke(ADA, sampleToken());
  });
});
