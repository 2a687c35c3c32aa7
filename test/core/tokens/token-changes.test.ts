import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { ownerOf, tokenState } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';
import { ADA, assertRefused, BOB, POLICY, refusal } from '../samples.ts';
import { createFakeAuthority, refusals, setUpService } from './service-setup.ts';

describe('renewing a token', () => {
  it('moves its end, counted from now, and its reminder, and is recorded', async () => {
    const { service, create, clock, store, authority, wake } = setUpService();
    const { token } = await create({ lifespan: { days: 30 } });
    clock.advance(25 * DAY);
    const renewed = await service.renew(ADA, token.id, { days: 60 });
    assert.deepEqual(renewed, { ...token, validTo: START + 85 * DAY, renewedAt: START + 25 * DAY });
    assert.deepEqual(await store.tokens.find(ADA, token.id), renewed);
    sinon.assert.calledOnceWithExactly(authority.renew, ADA, token, START + 85 * DAY);
    const notices = await store.listNotices(ADA, token.id);
    assert.deepEqual(
      notices.map(({ kind, validTo, state, reason, dueAt }) => [kind, validTo, state, reason, dueAt]),
      [
        ['created', token.validTo, 'waiting', undefined, START],
        ['expiring', token.validTo, 'dropped', 'the token was renewed', START + 23 * DAY],
        ['expired', token.validTo, 'dropped', 'the token was renewed', token.validTo],
        ['expiring', renewed.validTo, 'waiting', undefined, START + 78 * DAY],
        ['expired', renewed.validTo, 'waiting', undefined, renewed.validTo],
      ],
    );
    const { action, detail, tokenName } = store.events.at(-1) ?? {};
    assert.deepEqual([action, tokenName], ['renew', 'Laptop']);
    assert.equal(detail, 'valid to 2026-04-10T09:30:00.000Z, before 2026-02-14T09:30:00.000Z');
    sinon.assert.calledTwice(wake);
  });

  it('keeps the end that the authority granted', async () => {
    const { service, create, authority } = setUpService();
    const { token } = await create();
    authority.renew.resolves(START + 8 * DAY);
    assert.equal((await service.renew(ADA, token.id, { days: 365 })).validTo, START + 8 * DAY);
  });

  it('may bring the end nearer, and back again without losing the reminder', async () => {
    const { service, create, store } = setUpService();
    const { token } = await create({ lifespan: { days: 90 } });
    assert.equal((await service.renew(ADA, token.id, { days: 30 })).validTo, START + 30 * DAY);
    await service.renew(ADA, token.id, { days: 90 });
    const open = (await store.listNotices(ADA, token.id)).filter(({ state }) => state === 'waiting');
    assert.deepEqual(open.map(({ kind, validTo }) => `${kind} ${validTo}`).sort(), [
      `created ${token.validTo}`,
      `expired ${token.validTo}`,
      `expiring ${token.validTo}`,
    ]);
  });

  it('is refused beyond the policy, before the authority is asked', async () => {
    const { service, create, authority } = setUpService({ policy: { ...POLICY, maxLifespanDays: 90 } });
    const { token } = await create();
    await assertRefused('invalid-input', () => service.renew(ADA, token.id, { days: 91 }), ['lifespan']);
    await assertRefused('invalid-input', () => service.renew(ADA, token.id, { date: '2027-01-01' }), [
      'date',
    ]);
    sinon.assert.notCalled(authority.renew);
  });

  it('is refused once the token has ended, with what to do instead', async () => {
    const { service, create, clock } = setUpService();
    const { token: revoked } = await create({ name: 'Revoked' });
    const { token: expired } = await create({ name: 'Expired', lifespan: { days: 7 } });
    await service.revoke(ADA, revoked.id);
    clock.advance(7 * DAY);
    for (const [token, word] of [
      [revoked, /was revoked/],
      [expired, /has already expired/],
    ] as const) {
      const error = await refusal(() => service.renew(ADA, token.id, { days: 7 }));
      assert.equal(error.code, 'not-active');
      assert.match(said(error), word);
      assert.match(said(error), /create a new one/);
    }
  });

  it('is refused when the token was revoked while the authority was asked', async () => {
    const { service, create, authority, store } = setUpService();
    const { token } = await create();
    const renew = async () => {
      await service.revoke(ADA, token.id);
      return START + 365 * DAY;
    };
    authority.renew.callsFake(renew);
    await assertRefused('not-active', () => service.renew(ADA, token.id, { days: 365 }));
    assert.equal((await store.tokens.find(ADA, token.id))?.validTo, token.validTo);
    assert.equal(store.events.filter(({ action }) => action === 'renew').length, 0);
  });
});

describe('revoking a token', () => {
  it('ends it at its authority and here, drops its notices, and is recorded', async () => {
    const { service, create, store, authority, clock } = setUpService();
    const { token } = await create();
    clock.advance(DAY);
    const { token: revoked, already } = await service.revoke(ADA, token.id);
    assert.equal(already, false);
    assert.equal(revoked.revokedAt, START + DAY);
    assert.equal(tokenState(revoked, START), 'revoked');
    sinon.assert.calledOnceWithExactly(authority.revoke, ADA, token);
    const notices = await store.listNotices(ADA, token.id);
    assert.deepEqual(
      notices.map(({ state, reason }) => [state, reason]),
      notices.map(() => ['dropped', 'the token was revoked']),
    );
    assert.equal(store.events.at(-1)?.action, 'revoke');
  });

  it('can be asked for again, and again at the same moment, and is recorded once', async () => {
    const { service, create, store } = setUpService();
    const { token } = await create();
    const both = await Promise.all([service.revoke(ADA, token.id), service.revoke(ADA, token.id)]);
    const third = await service.revoke(ADA, token.id);
    assert.deepEqual([...both, third].map(({ already }) => already).sort(), [false, true, true]);
    assert.deepEqual(
      store.events.map(({ action }) => action),
      ['create', 'revoke'],
    );
  });

  it('is refused for an expired token', async () => {
    const { service, create, clock } = setUpService();
    const { token } = await create({ lifespan: { days: 7 } });
    clock.advance(7 * DAY);
    const error = await refusal(() => service.revoke(ADA, token.id));
    assert.equal(error.code, 'not-active');
    assert.match(said(error), /has already expired/);
  });

  it('changes nothing when the authority refuses', async () => {
    const { service, create, authority, store } = setUpService();
    const { token } = await create();
    authority.revoke.rejects(new PatkeeperError('unreachable.azure-devops'));
    await assertRefused('unreachable', () => service.revoke(ADA, token.id));
    assert.deepEqual(await store.tokens.find(ADA, token.id), token);
    assert.equal(refusals(store)[0]?.detail, 'revoke: unreachable');
  });

  it('says so when the authority is not connected any more', async () => {
    const elsewhere = createFakeAuthority('azure-devops');
    const first = setUpService({ authorities: [elsewhere] });
    const known = [{ authority: 'azure-devops' as const, id: 'contoso', name: 'Contoso' }];
    elsewhere.organizations.resolves(known);
    const { token } = await first.create({ authority: 'azure-devops', organization: 'contoso' });
    const { service } = setUpService({ store: first.store });
    await assertRefused('unreachable', () => service.revoke(ADA, token.id));
    await assertRefused('unreachable', () => service.revokeAll(ADA, START));
  });
});

describe("somebody else's token", () => {
  it('looks exactly like one that does not exist, whatever is tried, and is not touched', async () => {
    const { service, create, store, authority } = setUpService();
    const { token } = await create();
    const strangers = [BOB, { ...ADA, tenantId: BOB.objectId }];
    for (const stranger of strangers) {
      const attempts = [
        (id: string) => service.get(stranger, id),
        (id: string) => service.renew(stranger, id, { days: 7 }),
        (id: string) => service.revoke(stranger, id),
      ];
      for (const attempt of attempts) {
        const [real, unknown] = [
          await refusal(() => attempt(token.id)),
          await refusal(() => attempt('no-such-id')),
        ];
        assert.equal(real.code, 'not-found');
        assert.deepEqual([real.code, said(real), real.fields], [unknown.code, said(unknown), unknown.fields]);
      }
      assert.deepEqual(await service.find(stranger, 'Laptop'), { tokens: [] });
      assert.equal((await service.list(stranger, { words: '', state: 'all', page: 0 })).total, 0);
      assert.deepEqual(await service.revokeAll(stranger, START), []);
    }
    assert.deepEqual(await store.tokens.find(ADA, token.id), token);
    sinon.assert.notCalled(authority.renew);
    sinon.assert.notCalled(authority.revoke);
  });

  it('leaves a trace of who tried, under their own name', async () => {
    const { service, create, store } = setUpService();
    await create();
    await assertRefused('not-found', () => service.revoke(BOB, 'id-1'));
    await assertRefused('not-found', () => service.renew(BOB, ADA.objectId, { days: 7 }));
    await assertRefused('not-found', () => service.get(BOB, ADA.objectId));
    await assertRefused('not-found', () => service.extendOverlap(BOB, ADA.objectId, 0));
    await assertRefused('not-found', () => service.recognize(BOB, ADA.objectId));
    assert.deepEqual(
      refusals(store).map(({ actor, owner, detail, tokenId, tokenName }) => [
        actor,
        owner,
        detail,
        tokenId,
        tokenName,
      ]),
      [
        // An id that isn't of our making may be anything, a pasted secret even: it is not kept.
        [ownerOf(BOB), ownerOf(BOB), 'revoke: not-found', undefined, undefined],
        ...['renew', 'show', 'rotate', 'recognize'].map((tried) => [
          ownerOf(BOB),
          ownerOf(BOB),
          `${tried}: not-found`,
          ADA.objectId,
          undefined,
        ]),
      ],
    );
  });
});
