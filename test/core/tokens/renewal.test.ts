import assert from 'node:assert/strict';
import { endOf } from '../../../src/core/tokens/policy.ts';
import { renewalEnd, renewalRefusal } from '../../../src/core/tokens/renewal.ts';
import { RETIREMENT } from '../../../src/core/tokens/retirement.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';
import { ADA, POLICY, ROTATE, refusal, sampleToken } from '../samples.ts';
import { setUpService } from './service-setup.ts';

/** Ada's token from before, and the service under a policy that is stricter now. */
async function afterChange(change: Partial<typeof POLICY>, some: Partial<Token> = {}) {
  const store = createFakeStore();
  const before = setUpService({ store });
  const { token } = await before.create({ scopes: ['vso.code', 'vso.packaging'], lifespan: { days: 300 } });
  const after = setUpService({ store, policy: { ...POLICY, ...change } });
  const { formKey: _, ...rotate } = ROTATE;
  return {
    ...after,
    token: { ...token, ...some },
    rotate: { ...rotate, formKey: 'rotating', tokenId: token.id },
  };
}

async function assertSaid(code: string, words: RegExp, work: () => unknown): Promise<void> {
  const error = await refusal(work);
  assert.equal(error.code, code);
  assert.match(said(error), words);
}

describe('renewing a token under a policy that has become stricter', () => {
  it('is refused for a token with a scope that is forbidden now', async () => {
    const { service, token, authority, store } = await afterChange({ forbiddenScopes: ['vso.packaging'] });
    await assertSaid('refused', /no longer allows this: Read packages/, () =>
      service.renew(ADA, token.id, { days: 30 }),
    );
    assert.equal(authority.renew.callCount, 0);
    assert.equal((await store.tokens.find(ADA, token.id))?.validTo, token.validTo);
  });

  it('is refused for a token whose organization was removed', async () => {
    const { service, token, authority } = await afterChange({ builtinOrganizations: ['web'] });
    const renew = () => service.renew(ADA, token.id, { days: 30 });
    await assertSaid('refused', /has removed the organization “internal”/, renew);
    assert.equal(authority.renew.callCount, 0);
  });

  it('gives no longer life than today’s policy does', async () => {
    const { service, token } = await afterChange({ maxLifespanDays: 30 });
    await assertSaid('invalid-input', /1 to 30 days/, () => service.renew(ADA, token.id, { days: 31 }));
    await assertSaid('invalid-input', /at most 30 days/, () =>
      service.renew(ADA, token.id, { date: '2026-06-30' }),
    );
    assert.equal((await service.renew(ADA, token.id, { days: 30 })).validTo, START + 30 * DAY);
  });
});

describe('rotating a token under a policy that has become stricter', () => {
  it('gives no forbidden scope again, and any other', async () => {
    const { service, token, rotate } = await afterChange({ forbiddenScopes: ['vso.packaging'] });
    const same = () => service.rotate(ADA, { ...rotate, scopes: token.scopes });
    await assertSaid('invalid-input', /doesn’t allow this: Read packages/, same);
    const { token: made, old } = await service.rotate(ADA, { ...rotate, scopes: ['vso.code'] });
    assert.deepEqual(made.scopes, ['vso.code']);
    const extend = () => service.extendOverlap(ADA, old.id, old.validTo);
    await assertSaid('refused', /no longer allows this: Read packages/, extend);
  });

  it('needs another organization when the old one was removed, and gives the old token no more time', async () => {
    const { service, authority, rotate } = await afterChange({ builtinOrganizations: ['web'] });
    authority.organizations.resolves([{ authority: 'builtin', id: 'web', name: 'Web' }]);
    await assertSaid('unknown-organization', /isn’t available/, () => service.rotate(ADA, rotate));
    const { token: made, old } = await service.rotate(ADA, { ...rotate, organization: 'web' });
    assert.equal(made.organization, 'web');
    const extend = () => service.extendOverlap(ADA, old.id, old.validTo);
    await assertSaid('refused', /has removed the organization/, extend);
  });

  it('gives the old token no more time than a new one could get', async () => {
    const { service, rotate } = await afterChange({ maxLifespanDays: 2 });
    const { old } = await service.rotate(ADA, { ...rotate, lifespan: { days: 2 }, overlapHours: 24 });
    const extended = await service.extendOverlap(ADA, old.id, old.validTo);
    assert.equal(extended.validTo, START + 2 * DAY);
  });
});

describe('renewing a token for all organizations', () => {
  const everywhere = (validTo: number) =>
    sampleToken({ authority: 'azure-devops', organization: 'harbour', everywhere: true, validTo });

  it('is refused when it ends with its kind, and possible until then', () => {
    assert.match(said(renewalRefusal(everywhere(RETIREMENT), POLICY)), /1 December 2026/);
    const early = everywhere(RETIREMENT - DAY);
    assert.equal(renewalRefusal(early, POLICY), undefined);
    const now = RETIREMENT - 3 * DAY;
    assert.equal(renewalEnd(early, { days: 90 }, POLICY, now), RETIREMENT);
    assert.equal(renewalEnd(early, { days: 1 }, POLICY, now), now + DAY);
    const single = sampleToken({ authority: 'azure-devops' });
    assert.equal(renewalEnd(single, { days: 90 }, POLICY, now), endOf({ days: 90 }, POLICY, now));
  });

  it('keeps the day as the end, even if the authority grants a later one', async () => {
    const { service, store, authority, clock } = setUpService();
    clock.set(RETIREMENT - 20 * DAY);
    const token = {
      ...everywhere(RETIREMENT - DAY),
      authority: 'builtin' as const,
      organization: 'internal',
    };
    const event = {
      id: 'e',
      at: START,
      action: 'find',
      actor: ADA,
      place: 'sync',
      owner: token.owner,
    } as const;
    await store.tokens.insert({ token, notices: [], event, maxActive: 50 });
    authority.renew.resolves(RETIREMENT + 90 * DAY);
    assert.equal((await service.renew(ADA, token.id, { days: 365 })).validTo, RETIREMENT);
    assert.equal(authority.renew.firstCall.args[2], RETIREMENT);
  });
});
