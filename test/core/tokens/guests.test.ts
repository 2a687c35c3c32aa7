import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ADA, assertRefused, ROTATE } from '../samples.ts';
import { setUpService } from './service-setup.ts';

const GUEST = { ...ADA, isGuest: true } as const;
const TRACK = { formKey: 'track-1', name: 'npm', organization: 'npmjs.com', scopes: [], date: '2026-05-01' };

describe('a guest', () => {
  it('gets no token: not a new one, not a rotated one, not a remembered one', async () => {
    const { service, create, store, authority } = setUpService();
    const { token } = await create();
    authority.issue.resetHistory();
    await assertRefused('refused', () => create({ name: 'Other' }, GUEST));
    await assertRefused('refused', () => service.rotate(GUEST, { ...ROTATE, tokenId: token.id }));
    await assertRefused('refused', () => service.track(GUEST, TRACK));
    sinon.assert.notCalled(authority.issue);
    assert.deepEqual(await store.tokens.list(ADA), [token]);
  });

  it('hears that before they fill in a form', async () => {
    const { service } = setUpService();
    const { formKey, name, organization, lifespan } = ROTATE;
    const form = { formKey, name, organization, lifespan, authority: 'builtin' };
    await assertRefused('refused', () => service.check(GUEST, form));
  });

  it('may list and revoke the tokens from before they were one', async () => {
    const { service, create } = setUpService();
    const { token } = await create();
    assert.deepEqual((await service.listActive(GUEST)).tokens, [token]);
    assert.equal((await service.revoke(GUEST, token.id)).already, false);
  });
});
