import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { whyDrop } from '../../../src/core/notices/why-drop.ts';
import { tokenState } from '../../../src/core/tokens/token.ts';
import type { RotateInput } from '../../../src/core/tokens/token-service-port.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB, POLICY, ROTATE } from '../samples.ts';
import { setUpService } from './service-setup.ts';

async function setUpRotation() {
  const world = setUpService();
  const { token: old } = await world.create();
  const rotate = (some: Partial<RotateInput> = {}) =>
    world.service.rotate(ADA, { ...ROTATE, tokenId: old.id, ...some });
  const kindsOf = async (tokenId: string) =>
    (await world.store.listNotices(ADA, tokenId)).map(({ kind, state }) => `${kind} ${state}`);
  return { ...world, old, rotate, kindsOf };
}

describe('rotating a token', () => {
  it('gives a new token of the same name, while the old one works for the overlap', async () => {
    const { rotate, old, store, clock, authority } = await setUpRotation();
    clock.advance(DAY);
    const { token, secret, old: overlapping } = await rotate();
    assert.equal(secret.reveal(), 'secret-2');
    assert.equal(token.name, 'Laptop');
    assert.equal(tokenState(token, clock.now()), 'active');
    assert.equal(overlapping.validTo, START + 2 * DAY);
    assert.deepEqual(overlapping.rotation, {
      state: 'overlap',
      startedAt: START + DAY,
      successorId: token.id,
      lastValidTo: old.validTo,
      endsItself: true,
    });
    assert.deepEqual(await store.tokens.find(ADA, old.id), overlapping);
    sinon.assert.calledOnceWithMatch(authority.renew, ADA, { id: old.id }, START + 2 * DAY);
  });

  it('owes a cut-over card at once and word of the end, and reminds of the new one only', async () => {
    const { rotate, old, kindsOf, store } = await setUpRotation();
    const { token } = await rotate();
    assert.deepEqual(await kindsOf(old.id), [
      'created waiting',
      'expiring dropped',
      'expired dropped',
      'interrupted waiting',
      'cut-over waiting',
      'ended waiting',
    ]);
    assert.deepEqual(await kindsOf(token.id), ['expiring waiting', 'expired waiting']);
    const ended = (await store.listNotices(ADA, old.id)).find(({ kind }) => kind === 'ended');
    assert.equal(ended?.dueAt, START + DAY);
  });

  it('never lets the old one live longer than it would have, nor longer than seven days', async () => {
    const { rotate, clock, service, create } = await setUpRotation();
    clock.advance(89 * DAY);
    assert.equal((await rotate({ overlapHours: 72 })).old.validTo, START + 90 * DAY);
    const { token } = await create({ name: 'Long', lifespan: { days: 300 } });
    const rotated = await service.rotate(ADA, {
      ...ROTATE,
      tokenId: token.id,
      name: 'Long',
      formKey: 'rotate-2',
      overlapHours: 10_000,
    });
    assert.equal(rotated.old.validTo, clock.now() + 7 * DAY);
  });

  it('gives the same secret again when the form is submitted twice', async () => {
    const { rotate, store } = await setUpRotation();
    const [first, second] = await Promise.all([rotate(), rotate()]);
    assert.equal(first.secret.reveal(), second.secret.reveal());
    assert.equal((await store.tokens.list(ADA)).length, 2);
  });

  it('can be done at the limit of tokens, because the old one makes room', async () => {
    const { create, service } = setUpService({
      policy: { ...POLICY, maxTokensPerUser: 1 },
    });
    const { token } = await create();
    const rotated = await service.rotate(ADA, { ...ROTATE, tokenId: token.id });
    assert.equal(rotated.token.name, 'Laptop');
    await assertRefused('name-taken', () => create({ formKey: 'another', name: 'Laptop' }));
  });

  it('leaves the old token as it was when no new one is issued', async () => {
    const { rotate, authority, store, old, kindsOf } = await setUpRotation();
    authority.issue.rejects(new PatkeeperError('refused.sign-in-failed'));
    await assertRefused('refused', () => rotate());
    const kept = await store.tokens.find(ADA, old.id);
    assert.equal(kept?.validTo, old.validTo);
    assert.equal(kept?.rotation?.state, 'undone');
    for (const kind of ['expiring', 'expired'])
      assert.ok((await kindsOf(old.id)).includes(`${kind} waiting`), kind);
    authority.issue.resetBehavior();
  });

  it('revokes the new one at its authority when the store refuses it, and keeps the old one', async () => {
    const { rotate, authority, store, old } = await setUpRotation();
    store.tokens.insert = sinon.fake.rejects(new PatkeeperError('store-unavailable'));
    await assertRefused('store-unavailable', () => rotate());
    sinon.assert.calledOnceWithMatch(authority.revoke, ADA, { name: 'Laptop' });
    assert.notEqual(authority.revoke.firstCall.args[1].id, old.id);
    assert.equal((await store.tokens.find(ADA, old.id))?.validTo, old.validTo);
  });

  it('leaves the old one its own end, and says so, when its authority can not give it an earlier one', async () => {
    const { rotate, authority, store, old } = await setUpRotation();
    authority.renew.rejects(new PatkeeperError('unreachable.azure-devops'));
    const { old: overlapping } = await rotate();
    assert.equal(overlapping.validTo, old.validTo);
    assert.equal(overlapping.rotation?.state === 'overlap' && overlapping.rotation.endsItself, false);
    assert.deepEqual(await store.tokens.find(ADA, old.id), overlapping);
    const cards = (await store.listNotices(ADA, old.id)).filter(({ kind }) => kind === 'cut-over');
    const drops = cards.map((card) => whyDrop(card, overlapping, START));
    assert.deepEqual(drops, ['the token keeps its end', undefined], 'the card that tells what is so is sent');
  });

  it('leaves word for the owner when it is interrupted before there is a new token', async () => {
    const { rotate, authority, store, old } = await setUpRotation();
    authority.issue.returns(new Promise(() => {}));
    void rotate();
    await new Promise((resolve) => setImmediate(resolve));
    const kept = await store.tokens.find(ADA, old.id);
    assert.equal(kept?.rotation?.state, 'started');
    assert.equal(kept?.validTo, old.validTo);
    const interrupted = (await store.listNotices(ADA, old.id)).find(({ kind }) => kind === 'interrupted');
    assert.equal(interrupted?.state, 'waiting');
    assert.equal(interrupted?.dueAt, START + 2 * 60_000);
  });

  it('is refused while an earlier rotation of the token is under way, and for tracked tokens', async () => {
    const { rotate, service } = await setUpRotation();
    await rotate();
    await assertRefused('refused', () => rotate({ formKey: 'rotate-2' }));
    const tracked = await service.track(ADA, {
      formKey: 'track-1',
      name: 'npm',
      organization: 'npmjs.com',
      scopes: [],
      date: '2026-05-01',
    });
    await assertRefused('refused', () => rotate({ formKey: 'rotate-3', tokenId: tracked.id }));
  });

  it('changes nothing of somebody else’s token', async () => {
    const { service, old, store } = await setUpRotation();
    await assertRefused('not-found', () => service.rotate(BOB, { ...ROTATE, tokenId: old.id }));
    await assertRefused('not-found', () => service.extendOverlap(BOB, old.id, old.validTo));
    await assertRefused('not-found', () => service.secretNotDelivered(BOB, old.id));
    assert.deepEqual(await store.tokens.find(ADA, old.id), old);
  });
});

describe('two rotations of one token', () => {
  it('are one: the second is refused while the first is under way, and undoes nothing', async () => {
    const { rotate, store, old } = await setUpRotation();
    const [first, second] = await Promise.allSettled([
      rotate(),
      rotate({ formKey: 'rotate-2', name: 'Other' }),
    ]);
    assert.deepEqual([first.status, second.status].sort(), ['fulfilled', 'rejected']);
    assert.equal((await store.tokens.list(ADA)).length, 2);
    assert.equal((await store.tokens.find(ADA, old.id))?.rotation?.state, 'overlap');
  });

  it('follow one another when the new token was revoked', async () => {
    const { rotate, service } = await setUpRotation();
    const { token } = await rotate();
    await service.revoke(ADA, token.id);
    assert.equal((await rotate({ formKey: 'rotate-2' })).token.name, 'Laptop');
  });
});

describe('the overlap of two tokens', () => {
  it('is not prolonged by a renewal', async () => {
    const { rotate, service, old } = await setUpRotation();
    await rotate();
    await assertRefused('refused', () => service.renew(ADA, old.id, { days: 365 }));
  });

  it('can be prolonged by two days at a time, for seven days in all', async () => {
    const { rotate, service, old } = await setUpRotation();
    await rotate();
    const prolong = (days: number) => service.extendOverlap(ADA, old.id, START + days * DAY);
    for (const days of [1, 3, 5]) assert.equal((await prolong(days)).validTo, START + (days + 2) * DAY);
    await assertRefused('refused', () => prolong(7));
  });

  it('moves the word of its end along', async () => {
    const { rotate, service, old, store } = await setUpRotation();
    await rotate();
    await service.extendOverlap(ADA, old.id, START + DAY);
    const ended = (await store.listNotices(ADA, old.id)).filter(({ kind }) => kind === 'ended');
    assert.deepEqual(
      ended.map(({ state, dueAt }) => [state, dueAt]),
      [
        ['dropped', START + DAY],
        ['waiting', START + 3 * DAY],
      ],
    );
  });

  it('ends when the owner has replaced the old one', async () => {
    const { rotate, service, old, store, clock } = await setUpRotation();
    const { token } = await rotate();
    clock.advance(HOUR);
    await service.revoke(ADA, old.id);
    assert.equal(tokenState((await store.tokens.find(ADA, old.id)) ?? old, clock.now()), 'revoked');
    assert.equal(tokenState((await store.tokens.find(ADA, token.id)) ?? old, clock.now()), 'active');
  });
});

describe('a secret that reached nobody', () => {
  it('stays where it is when the old token can not get its end back', async () => {
    const { rotate, service, store, authority, clock, old } = await setUpRotation();
    const { token } = await rotate();
    authority.renew.rejects(new PatkeeperError('unreachable.azure-devops'));
    await assertRefused('unreachable', () => service.secretNotDelivered(ADA, token.id));
    assert.equal(tokenState((await store.tokens.find(ADA, token.id)) ?? old, clock.now()), 'active');
  });

  it('is revoked, and the token that it should have replaced is what it was', async () => {
    const { rotate, service, old, store, clock, authority, kindsOf } = await setUpRotation();
    const { token } = await rotate();
    await service.secretNotDelivered(ADA, token.id);
    sinon.assert.calledOnceWithMatch(authority.revoke, ADA, { id: token.id });
    assert.equal(tokenState((await store.tokens.find(ADA, token.id)) ?? old, clock.now()), 'revoked');
    const kept = await store.tokens.find(ADA, old.id);
    assert.equal(kept?.validTo, old.validTo);
    assert.equal(kept?.rotation?.state, 'undone');
    for (const kind of ['expiring', 'expired'])
      assert.ok((await kindsOf(old.id)).includes(`${kind} waiting`), kind);
  });

  it('is never called revoked while its authority could not revoke it', async () => {
    const { rotate, service, store, authority, clock, old, kindsOf } = await setUpRotation();
    const { token } = await rotate();
    authority.revoke.rejects(new PatkeeperError('unreachable.azure-devops'));
    await assertRefused('unreachable', () => service.secretNotDelivered(ADA, token.id));
    assert.equal(tokenState((await store.tokens.find(ADA, token.id)) ?? old, clock.now()), 'active');
    assert.deepEqual(await kindsOf(token.id), ['expiring waiting', 'expired waiting']);
  });

  it('is revoked when it replaced nothing', async () => {
    const { service, old, store, clock, authority } = await setUpRotation();
    await service.secretNotDelivered(ADA, old.id);
    sinon.assert.calledOnceWithMatch(authority.revoke, ADA, { id: old.id });
    assert.equal(tokenState((await store.tokens.find(ADA, old.id)) ?? old, clock.now()), 'revoked');
  });
});
