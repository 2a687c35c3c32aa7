import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { ownerOf, tokenState } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { setUpDispatcher } from '../notices/dispatcher-setup.ts';
import { ADA, assertRefused } from '../samples.ts';
import { refusals, setUpService } from './service-setup.ts';

describe('revoking a token because its secret was presented', () => {
  it('ends it, says who asked, owes its owner a notice at once, and is recorded', async () => {
    const { service, create, store, clock, wake, authority } = setUpService();
    const { token } = await create();
    clock.advance(DAY);
    await service.revokePresented(token, 'git.example.com');
    const revoked = await store.tokens.find(ADA, token.id);
    assert.deepEqual(revoked, { ...token, revokedAt: START + DAY, revokedBy: 'git.example.com' });
    sinon.assert.calledOnce(authority.revoke);
    sinon.assert.calledTwice(wake);
    const notices = await store.listNotices(ADA, token.id);
    assert.deepEqual(
      notices.map(({ kind, state, dueAt }) => [kind, state, dueAt]),
      [
        ['created', 'dropped', START],
        ['expiring', 'dropped', token.validTo - 7 * DAY],
        ['expired', 'dropped', token.validTo],
        ['revoked', 'waiting', START + DAY],
      ],
    );
    const { id: _id, ...event } = store.events.at(-1) ?? { id: '' };
    assert.deepEqual(event, {
      at: START + DAY,
      action: 'revoke',
      actor: ownerOf(ADA),
      place: 'verification: git.example.com',
      owner: ownerOf(ADA),
      tokenId: token.id,
      tokenName: 'Laptop',
      detail: 'its secret was presented to be revoked; was valid to 2026-04-15T09:30:00.000Z',
    });
  });

  it('is told to the owner, who hears no more of the token', async () => {
    const { store, dispatcher, addToken, sendNotice } = setUpDispatcher();
    const token = await addToken();
    await setUpService({ store }).service.revokePresented(token, 'git');
    await dispatcher.runOnce();
    assert.deepEqual(
      sendNotice.args.map(([, { kind }, sent]) => [kind, sent?.revokedBy]),
      [['revoked', 'git']],
    );
  });

  it('can be asked for again, and again at the same moment, and is recorded once', async () => {
    const { service, create, store } = setUpService();
    const { token } = await create();
    const revoked = await Promise.all([1, 2, 3].map(() => service.revokePresented(token, 'git')));
    assert.deepEqual(revoked.toSorted(), [false, false, true]);
    assert.equal(await service.revokePresented(token, 'npm'), false);
    const kinds = (await store.listNotices(ADA, token.id)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['created', 'expiring', 'expired', 'revoked']);
    assert.deepEqual(
      store.events.map(({ action }) => action),
      ['create', 'revoke'],
    );
    assert.equal((await store.tokens.find(ADA, token.id))?.revokedBy, 'git');
  });

  it('leaves a token alone that has ended otherwise, or is gone, without a notice', async () => {
    const { service, create, store, clock, authority } = setUpService();
    const { token: revoked } = await create({ name: 'Revoked' });
    const { token: expired } = await create({ name: 'Expired', lifespan: { days: 7 } });
    await service.revoke(ADA, revoked.id);
    clock.advance(7 * DAY);
    const before = await store.tokens.list(ADA);
    for (const token of [revoked, expired, { ...revoked, id: 'gone' }])
      assert.equal(await service.revokePresented(token, 'git'), false);
    assert.deepEqual(await store.tokens.list(ADA), before);
    sinon.assert.calledOnceWithExactly(authority.revoke, ADA, revoked);
    for (const { id } of before)
      assert.ok((await store.listNotices(ADA, id)).every(({ kind }) => kind !== 'revoked'));
    assert.deepEqual(refusals(store), []);
  });

  it('rejects when the store can’t answer, so that the caller tries again', async () => {
    const { service, create, store } = setUpService();
    const { token } = await create();
    store.tokens.change = async () => {
      throw new PatkeeperError('store-unavailable');
    };
    await assertRefused('store-unavailable', () => service.revokePresented(token, 'git'));
    const current = await store.tokens.find(ADA, token.id);
    assert.equal(current && tokenState(current, START), 'active');
    const [refused] = refusals(store);
    assert.deepEqual([refused?.place, refused?.tokenId], ['verification: git', token.id]);
  });
});
