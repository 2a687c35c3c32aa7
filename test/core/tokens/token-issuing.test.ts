import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { ownerOf } from '../../../src/core/tokens/token.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';
import { ADA, assertRefused, BOB, POLICY, refusal } from '../samples.ts';
import { INPUT, refusals, setUpService, sha256 } from './service-setup.ts';

describe('creating a token', () => {
  it('gives its secret and keeps its metadata, notices and audit event', async () => {
    const { service, store, wake } = setUpService();
    const { token, secret } = await service.create(ADA, { ...INPUT, name: '  My   laptop ' });
    assert.equal(secret.reveal(), 'secret-1');
    assert.deepEqual(await store.tokens.list(ADA), [token]);
    assert.deepEqual(token, {
      id: 'id-1',
      owner: ownerOf(ADA),
      name: 'My laptop',
      authority: 'builtin',
      organization: 'internal',
      scopes: ['vso.code'],
      createdAt: START,
      createdBy: 'Ada Lovelace in Teams',
      validTo: START + 90 * DAY,
      formKey: sha256('form-1'),
      digest: { selector: 'selector-1', digest: 'digest', pepper: 1 },
    });
    const notices = await store.listNotices(ADA, token.id);
    assert.deepEqual(
      notices.map(({ kind, dueAt }) => [kind, dueAt]),
      [
        ['created', START],
        ['expiring', START + 83 * DAY],
        ['expired', START + 90 * DAY],
      ],
    );
    const [event, ...more] = store.events;
    assert.deepEqual(more, []);
    assert.deepEqual(event, {
      id: 'id-2',
      at: START,
      action: 'create',
      actor: ownerOf(ADA),
      place: 'personal',
      owner: ownerOf(ADA),
      tokenId: 'id-1',
      tokenName: 'My laptop',
      detail: 'organization internal, scopes vso.code, valid to 2026-04-15T09:30:00.000Z',
    });
    sinon.assert.calledOnce(wake);
  });

  it('leaves the secret and the form key nowhere else', async () => {
    const { create, store, log } = setUpService();
    await create({ formKey: 'the-form-key' });
    const kept = inspect([await store.tokens.list(ADA), store.events, log.lines], { depth: 9 });
    assert.doesNotMatch(kept, /secret-1|the-form-key/);
  });

  it('keeps the end that the authority granted', async () => {
    const { create, authority, store } = setUpService();
    const issued = await authority.issue(ADA, { ...INPUT, validTo: START + 10 * DAY });
    authority.issue.resolves(issued);
    const { token } = await create();
    assert.equal(token.validTo, START + 10 * DAY);
    assert.equal((await store.listNotices(ADA, token.id))[1]?.dueAt, START + 3 * DAY);
  });

  it('asks the authority for nothing that the policy or the store would refuse', async () => {
    const { create, authority } = setUpService({ policy: { ...POLICY, maxTokensPerUser: 2 } });
    await create({ name: 'One' });
    await assertRefused('invalid-input', () => create({ name: ' ', scopes: [] }), ['name', 'scopes']);
    await assertRefused('invalid-input', () => create({ formKey: '' }), []);
    await assertRefused('name-taken', () => create({ name: 'ONE', formKey: 'x' }), ['name']);
    await assertRefused('unknown-organization', () => create({ organization: 'other' }), ['organization']);
    await assertRefused('unknown-organization', () => create({ authority: 'azure-devops' }), [
      'organization',
    ]);
    await create({ name: 'Two' });
    await assertRefused('too-many-tokens', () => create({ name: 'Three' }));
    sinon.assert.calledTwice(authority.issue);
  });

  it('counts and compares only active tokens of the same person', async () => {
    const { service, create, clock } = setUpService({ policy: { ...POLICY, maxTokensPerUser: 1 } });
    const { token } = await create({ formKey: '1', lifespan: { days: 7 } });
    await create({ formKey: '1' }, BOB);
    await service.revoke(ADA, token.id);
    await create({ formKey: '2', lifespan: { days: 7 } });
    clock.advance(7 * DAY);
    await create({ formKey: '3' });
    assert.equal((await service.list(ADA, { words: '', state: 'all', page: 0 })).total, 3);
  });

  it('checks beforehand what can be known, without asking the authority to issue, and records what it refuses', async () => {
    const { service, create, authority, store } = setUpService();
    const { scopes: _open, ...unfinished } = INPUT;
    await service.check(ADA, unfinished);
    await service.check(ADA, INPUT);
    sinon.assert.notCalled(authority.issue);
    await create();
    const events = store.events.length;
    await assertRefused('name-taken', () => service.check(ADA, { ...unfinished, formKey: 'x' }), ['name']);
    await assertRefused('form-used', () => service.check(ADA, { ...unfinished, name: 'Other' }));
    await assertRefused('invalid-input', () => service.check(ADA, { ...INPUT, scopes: [] }), ['scopes']);
    const refusals = store.events.slice(events).map(({ action, detail }) => [action, detail]);
    assert.deepEqual(refusals, [
      ['refuse', 'create: name-taken'],
      ['refuse', 'create: form-used'],
      ['refuse', 'create: invalid-input'],
    ]);
  });
});

describe('submitting the same form again', () => {
  it('gives the same token and secret, also while the first is under way', async () => {
    const { service, authority, clock, store } = setUpService();
    const [first, second] = await Promise.all([service.create(ADA, INPUT), service.create(ADA, INPUT)]);
    clock.advance(59_999);
    const third = await service.create({ ...ADA, objectId: ADA.objectId.toUpperCase() }, INPUT);
    for (const again of [second, third]) assert.equal(again, first);
    sinon.assert.calledOnce(authority.issue);
    assert.equal(store.events.length, 1);
  });

  it('is refused after a minute, with what to do', async () => {
    const { service, authority, clock } = setUpService();
    await service.create(ADA, INPUT);
    clock.advance(60_000);
    const error = await refusal(() => service.create(ADA, INPUT));
    assert.equal(error.code, 'form-used');
    assert.match(said(error), /form has already created a token.*revoke/s);
    sinon.assert.calledOnce(authority.issue);
  });

  it('is refused after a restart', async () => {
    const { service, restart } = setUpService();
    await service.create(ADA, INPUT);
    await assertRefused('form-used', () => restart().create(ADA, INPUT));
  });

  it('works at once after a refusal', async () => {
    const { service, create } = setUpService();
    await assertRefused('invalid-input', () => create({ formKey: 'f', scopes: [] }));
    assert.equal((await create({ formKey: 'f' })).secret.reveal(), 'secret-1');
    assert.equal((await service.create(ADA, { ...INPUT, formKey: 'f' })).secret.reveal(), 'secret-1');
  });

  it("never gives one person's secret to another", async () => {
    const { service } = setUpService();
    const ada = await service.create(ADA, INPUT);
    const bob = await service.create(BOB, INPUT);
    const otherTenant = await service.create({ ...ADA, tenantId: 'other' }, INPUT);
    const secrets = [ada, bob, otherTenant].map(({ secret }) => secret.reveal());
    assert.equal(new Set(secrets).size, 3);
  });
});

describe('creating two tokens at the same moment', () => {
  it('makes one of a name, and revokes at the authority the one that the store refused', async () => {
    const { create, authority, store } = setUpService();
    const both = await Promise.allSettled([create({ formKey: '1' }), create({ formKey: '2' })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const [token, ...more] = await store.tokens.list(ADA);
    assert.deepEqual(more, []);
    sinon.assert.calledTwice(authority.issue);
    sinon.assert.calledOnce(authority.revoke);
    assert.notEqual(authority.revoke.firstCall.args[1].id, token?.id);
    const [lost] = both.filter((one) => one.status === 'rejected');
    assert.ok(lost?.reason instanceof PatkeeperError);
    assert.match(said(lost.reason), /Choose another name/);
  });

  it('makes no more than the limit', async () => {
    const { create, store } = setUpService({ policy: { ...POLICY, maxTokensPerUser: 2 } });
    const names = ['a', 'b', 'c', 'd'];
    const all = await Promise.allSettled(names.map((name) => create({ name })));
    assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 2);
    assert.equal((await store.tokens.list(ADA)).length, 2);
  });
});

describe('when the store fails after the authority issued', () => {
  const failing = () => {
    const store = createFakeStore();
    store.tokens.insert = sinon.fake.rejects(new PatkeeperError('store-unavailable'));
    return setUpService({ store });
  };

  it('the token is revoked at the authority and the failure is told', async () => {
    const { create, authority, wake, log } = failing();
    await assertRefused('store-unavailable', () => create());
    sinon.assert.calledOnceWithMatch(authority.revoke, ADA, { id: 'id-1' });
    sinon.assert.notCalled(wake);
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn'],
    );
  });

  it('a token that could not be revoked either is logged, and its owner is told to revoke it', async () => {
    const { create, authority, log } = failing();
    authority.revoke.rejects(new Error('down'));
    await assertRefused('lost', () => create());
    const [line] = log.lines;
    assert.equal(line?.level, 'error');
    assert.match(inspect(line.fields), /id-1/);
  });
});

describe('a refused create', () => {
  it('is recorded with what was tried and why, and with the name only if it was a name', async () => {
    const { create, store } = setUpService();
    await create();
    await assertRefused('name-taken', () => create({ formKey: '2' }));
    await assertRefused('invalid-input', () => create({ formKey: '3', name: 'x'.repeat(99) }));
    assert.deepEqual(
      refusals(store).map(({ detail, tokenName, actor }) => [detail, tokenName, actor]),
      [
        ['create: name-taken', 'Laptop', ownerOf(ADA)],
        ['create: invalid-input', undefined, ownerOf(ADA)],
      ],
    );
  });

  it('stays the answer when it can not be recorded, which is logged', async () => {
    const { create, store, log } = setUpService();
    store.audit.record = sinon.fake.rejects(new Error('disk full'));
    await assertRefused('invalid-input', () => create({ name: '' }));
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['error'],
    );
  });

  it('is recorded once when the same form was sent twice', async () => {
    const { create, store } = setUpService();
    await Promise.allSettled([create({ scopes: [] }), create({ scopes: [] })]);
    assert.equal(refusals(store).length, 1);
  });

  it('is no refusal when something unexpected broke', async () => {
    const { create, authority, store } = setUpService();
    authority.issue.rejects(new TypeError('a mistake of ours'));
    await assert.rejects(() => create(), TypeError);
    assert.deepEqual(store.events, []);
  });
});
