import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { LONGEST_ROTATION } from '../../../src/core/notices/notices.ts';
import { tokenState } from '../../../src/core/tokens/token.ts';
import type { RotateInput } from '../../../src/core/tokens/token-service-port.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, POLICY, ROTATE } from '../samples.ts';
import { setUpService } from './service-setup.ts';

const AWAY = new PatkeeperError('unreachable.azure-devops');

async function setUpRotation(policy = POLICY) {
  const world = setUpService({ policy });
  const { token: old } = await world.create();
  const rotate = (some: Partial<RotateInput> = {}) =>
    world.service.rotate(ADA, { ...ROTATE, tokenId: old.id, ...some });
  const kindsOf = async (tokenId: string) =>
    (await world.store.listNotices(ADA, tokenId)).map(({ kind, state }) => `${kind} ${state}`);
  const find = async (tokenId: string) => (await world.store.tokens.find(ADA, tokenId)) ?? old;
  return { ...world, old, rotate, kindsOf, find };
}

describe('rotating a token whose secret nobody copied', () => {
  it('revokes the old one at its authority at once, and tells nothing of an overlap', async () => {
    const { rotate, authority, old, find, clock, kindsOf } = await setUpRotation();
    const { old: ended, token } = await rotate({ overlapHours: 0 });
    sinon.assert.calledOnceWithMatch(authority.revoke, ADA, { id: old.id });
    sinon.assert.notCalled(authority.renew);
    assert.equal(ended.revokedAt, START);
    assert.equal(tokenState(await find(old.id), clock.now()), 'revoked');
    assert.equal(tokenState(await find(token.id), clock.now()), 'active');
    assert.deepEqual(
      (await kindsOf(old.id)).filter((kind) => /cut-over|ended/.test(kind)),
      [],
    );
  });

  it('lets it end after an hour when its authority can not revoke it, and logs why', async () => {
    const { rotate, authority, old, find, log } = await setUpRotation();
    authority.revoke.rejects(AWAY);
    const { secret } = await rotate({ overlapHours: 0 });
    assert.equal(secret.reveal(), 'secret-2');
    sinon.assert.calledOnceWithMatch(authority.renew, ADA, { id: old.id }, START + HOUR);
    const kept = await find(old.id);
    assert.deepEqual([kept.revokedAt, kept.validTo], [undefined, START + HOUR]);
    const line = log.lines.find(({ message }) => /could not be revoked at once/.test(message));
    assert.deepEqual(line?.fields, { err: AWAY, tokenId: old.id });
  });
});

describe('a rotation', () => {
  it('is refused for a token that has ended, and issues nothing', async () => {
    const { rotate, service, old, authority } = await setUpRotation();
    await service.revoke(ADA, old.id);
    await assertRefused('not-active', () => rotate());
    sinon.assert.calledOnce(authority.issue);
  });

  it('is refused for a token for all organizations', async () => {
    const { rotate, store, old } = await setUpRotation();
    store.tokens.find = async () => ({ ...old, everywhere: true });
    await assertRefused('refused', () => rotate());
  });

  it('can be tried again when one was interrupted, but not before it may count as interrupted', async () => {
    const { rotate, authority, clock, restart, old } = await setUpRotation();
    authority.issue.onSecondCall().returns(new Promise(() => {}));
    void rotate();
    await new Promise((resolve) => setImmediate(resolve));
    const again = { ...ROTATE, tokenId: old.id, formKey: 'rotate-2' };
    clock.advance(LONGEST_ROTATION - 1);
    await assertRefused('refused', () => restart().rotate(ADA, again));
    clock.advance(1);
    assert.equal((await restart().rotate(ADA, again)).token.name, 'Laptop');
  });

  it('shows the new secret even if neither authority nor store take a word about the old one', async () => {
    const { rotate, authority, store, old, log } = await setUpRotation();
    authority.renew.rejects(AWAY);
    const change = store.tokens.change;
    const away = new PatkeeperError('store-unavailable');
    store.tokens.change = async (update) => {
      if (update.event.detail === 'its end stays') throw away;
      return change(update);
    };
    const { secret, old: told } = await rotate();
    assert.equal(secret.reveal(), 'secret-2');
    assert.equal(told.validTo, START + DAY);
    const line = log.lines.find(({ level }) => level === 'error');
    assert.deepEqual(line?.fields, { err: away, tokenId: old.id });
  });

  it('says why no new one is issued, even if the old one can not be marked as it was', async () => {
    const { rotate, authority, store, find, old, log } = await setUpRotation();
    authority.issue.rejects(AWAY);
    const change = store.tokens.change;
    const away = new PatkeeperError('store-unavailable');
    store.tokens.change = async (update) => {
      if (update.event.detail === 'not issued') throw away;
      return change(update);
    };
    await assertRefused('unreachable', () => rotate());
    assert.equal(
      (await find(old.id)).rotation?.state,
      'started',
      'its notice tells the owner in two minutes',
    );
    const line = log.lines.find(({ level }) => level === 'error');
    assert.deepEqual(line?.fields, { err: away, tokenId: old.id });
  });

  it('of a token whose successor is gone may be done again', async () => {
    const { rotate, store, find, old } = await setUpRotation();
    const { token } = await rotate();
    const lookUp = store.tokens.find;
    store.tokens.find = async (owner, id) => (id === token.id ? undefined : lookUp(owner, id));
    const again = await rotate({ formKey: 'rotate-2', name: 'Another' });
    const { rotation } = await find(old.id);
    assert.equal(rotation?.state === 'overlap' && rotation.successorId, again.token.id);
  });

  it('lets the dispatcher look when the old one keeps its end', async () => {
    const { rotate, authority, wake } = await setUpRotation();
    await rotate();
    const usual = wake.callCount;
    const other = await setUpRotation();
    other.authority.renew.rejects(AWAY);
    await other.rotate();
    assert.equal(other.wake.callCount, usual + 1);
    sinon.assert.called(authority.renew);
  });
});

describe('prolonging an overlap', () => {
  it('is not for guests, who may only let things end', async () => {
    const { rotate, service, old, authority } = await setUpRotation();
    await rotate();
    const guest = { ...ADA, isGuest: true } as const;
    await assertRefused('refused', () => service.extendOverlap(guest, old.id, START + DAY));
    sinon.assert.calledOnce(authority.renew);
  });

  it('is refused for a token that nothing replaces', async () => {
    const { service, old, authority } = await setUpRotation();
    await assertRefused('not-active', () => service.extendOverlap(ADA, old.id, old.validTo));
    sinon.assert.notCalled(authority.renew);
  });

  it('is refused where the policy has become stricter', async () => {
    const world = await setUpRotation();
    await world.rotate();
    const policy = { ...POLICY, forbiddenScopes: ['vso.code'] };
    const { service } = setUpService({ policy, store: world.store });
    await assertRefused('refused', () => service.extendOverlap(ADA, world.old.id, START + DAY));
  });

  it('sends no second cut-over card, and lets the dispatcher look', async () => {
    const { rotate, service, old, kindsOf, wake } = await setUpRotation();
    await rotate();
    const before = wake.callCount;
    await service.extendOverlap(ADA, old.id, START + DAY);
    assert.equal(wake.callCount, before + 1);
    const cards = (await kindsOf(old.id)).filter((kind) => kind === 'cut-over waiting');
    assert.equal(cards.length, 1);
  });
});

describe('taking back a secret that reached nobody', () => {
  it('leaves alone what other rotations replace', async () => {
    const { rotate, create, service, find, authority } = await setUpRotation();
    const { old, token } = await rotate();
    const { token: other } = await create({ name: 'Other' });
    authority.renew.resetHistory();
    await service.secretNotDelivered(ADA, other.id);
    sinon.assert.notCalled(authority.renew);
    assert.equal((await find(old.id)).rotation?.state, 'overlap');
    assert.equal((await find(token.id)).revokedAt, undefined);
  });

  it('brings no token back to life that its owner has revoked since', async () => {
    const { rotate, service, find, old, authority, wake } = await setUpRotation();
    const { token } = await rotate();
    await service.revoke(ADA, old.id);
    authority.renew.resetHistory();
    const before = wake.callCount;
    await service.secretNotDelivered(ADA, token.id);
    sinon.assert.notCalled(authority.renew);
    assert.equal((await find(old.id)).revokedAt, START);
    assert.equal(wake.callCount, before + 1);
  });
});
