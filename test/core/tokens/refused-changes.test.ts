import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, ROTATE } from '../samples.ts';
import { createFakeAuthority, setUpService } from './service-setup.ts';

const GUEST = { ...ADA, isGuest: true } as const;

describe('a change that is refused asks no authority', () => {
  it('for a guest who wants to renew', async () => {
    const { service, create, authority } = setUpService();
    const { token } = await create();
    await assertRefused('refused', () => service.renew(GUEST, token.id, { days: 90 }));
    sinon.assert.notCalled(authority.renew);
  });

  it('for a token that was revoked, or has expired', async () => {
    const { service, create, authority, clock } = setUpService();
    const { token } = await create();
    const { token: other } = await create({ name: 'Other', lifespan: { days: 1 } });
    await service.revoke(ADA, token.id);
    authority.revoke.resetHistory();
    clock.advance(2 * DAY);
    await assertRefused('not-active', () => service.renew(ADA, token.id, { days: 90 }));
    await assertRefused('not-active', () => service.renew(ADA, other.id, { days: 90 }));
    await assertRefused('not-active', () => service.revoke(ADA, other.id));
    sinon.assert.notCalled(authority.renew);
    sinon.assert.notCalled(authority.revoke);
  });

  it('for the renewal of a token that is being replaced', async () => {
    const { service, create, authority } = setUpService();
    const { token } = await create();
    await service.rotate(ADA, { ...ROTATE, tokenId: token.id });
    authority.renew.resetHistory();
    await assertRefused('refused', () => service.renew(ADA, token.id, { days: 365 }));
    sinon.assert.notCalled(authority.renew);
  });
});

describe('revoking all tokens', () => {
  it('leaves out what has ended, and says what failed', async () => {
    const { service, create, authority, clock, log } = setUpService();
    await create({ name: 'Short', lifespan: { days: 1 } });
    const { token: stuck } = await create({ name: 'Stuck' });
    const { token: good } = await create({ name: 'Good' });
    clock.advance(2 * DAY);
    const away = new PatkeeperError('unreachable.azure-devops');
    authority.revoke.callsFake(async (_actor, { id }) => {
      if (id === stuck.id) throw away;
    });
    const revoked = await service.revokeAll(ADA, clock.now());
    assert.deepEqual(
      revoked.map(({ id }) => id),
      [good.id],
    );
    const line = log.lines.find(({ message }) => message === 'one of all tokens could not be revoked');
    assert.deepEqual(line?.fields, { err: away, tokenId: stuck.id });
    sinon.assert.calledTwice(authority.revoke);
  });

  it('revokes each of many once where only the store has to be told', async () => {
    const inStore = { ...createFakeAuthority('azure-devops'), endsInStore: true } as const;
    const { service, create, store, clock } = setUpService({ authorities: [inStore] });
    for (const name of ['One', 'Two', 'Three']) await create({ name, authority: 'azure-devops' });
    const revoked = await service.revokeAll(ADA, clock.now());
    assert.deepEqual(revoked.map(({ name }) => name).sort(), ['One', 'Three', 'Two']);
    sinon.assert.calledThrice(inStore.revoke);
    assert.equal(store.events.filter(({ action }) => action === 'revoke').length, 3);
  });
});
