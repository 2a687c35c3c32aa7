import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { readLeak } from '../../../src/core/notices/leak-detail.ts';
import { START } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB } from '../samples.ts';
import { refusals, setUpService } from './service-setup.ts';

const LEAK = { reporter: 'scanner', place: 'https://git.example.org/x' };

async function setUp() {
  const world = setUpService();
  const { token } = await world.create();
  world.wake.resetHistory();
  const find = async () => (await world.store.tokens.find(ADA, token.id)) ?? assert.fail();
  const word = async () =>
    (await world.store.listNotices(ADA, token.id)).find(({ kind }) => kind === 'leaked');
  return { ...world, token, find, word };
}

describe('a token whose secret was found', () => {
  it('is revoked at its authority and here, as its owner, and the owner is told where it was found', async () => {
    const { service, token, authority, find, word, wake, store } = await setUp();
    assert.equal(await service.revokeLeaked(token, LEAK), true);
    const [actor, revoked] = authority.revoke.firstCall.args;
    assert.deepEqual(
      [actor.tenantId, actor.objectId, revoked.id],
      [token.owner.tenantId, token.owner.objectId, token.id],
    );
    assert.deepEqual([(await find()).revokedAt, (await find()).revokedBy], [START, 'scanner']);
    assert.deepEqual(readLeak((await word())?.detail), { ...LEAK, wasAlive: true });
    sinon.assert.calledOnce(wake);
    const { action, place, detail, actor: who } = store.events.at(-1) ?? {};
    assert.deepEqual([action, who], ['revoke', token.owner]);
    assert.match(place ?? '', /scanner/);
    assert.match(detail ?? '', /found at https:\/\/git\.example\.org\/x; was valid to 2026-04-15/);
  });

  it('is revoked also where nobody said where it was found', async () => {
    const { service, token, store } = await setUp();
    await service.revokeLeaked(token, { ...LEAK, place: '' });
    assert.match(store.events.at(-1)?.detail ?? '', /^its secret was found; was valid/);
  });

  it('needs nothing when it has ended or is gone: nobody is asked, told or woken', async () => {
    const { service, token, authority, wake, word, store } = await setUp();
    assert.equal(await service.revokeLeaked({ ...token, id: 'gone' }, LEAK), false);
    await service.revoke(ADA, token.id);
    authority.revoke.resetHistory();
    const before = store.events.length;
    assert.equal(await service.revokeLeaked(token, LEAK), false);
    sinon.assert.notCalled(authority.revoke);
    sinon.assert.notCalled(wake);
    assert.equal(await word(), undefined);
    assert.equal(store.events.length, before);
  });

  it('is not called revoked while its authority could not revoke it, and that is recorded', async () => {
    const { service, token, authority, find, word, store } = await setUp();
    authority.revoke.rejects(new PatkeeperError('unreachable.azure-devops'));
    await assertRefused('unreachable', () => service.revokeLeaked(token, LEAK));
    assert.equal((await find()).revokedAt, undefined);
    assert.equal(await word(), undefined);
    const [refusal] = refusals(store);
    assert.deepEqual(
      [refusal?.detail, refusal?.tokenId, refusal?.tokenName],
      ['revoke: unreachable', token.id, 'Laptop'],
    );
  });

  it('is revoked once when its owner revokes it in that moment, who then is not told', async () => {
    const { service, token, authority, word, wake } = await setUp();
    authority.revoke.onFirstCall().callsFake(async () => {
      await service.revoke(ADA, token.id);
    });
    assert.equal(await service.revokeLeaked(token, LEAK), false);
    assert.equal(await word(), undefined);
    sinon.assert.notCalled(wake);
  });

  it('is recorded as found if it had ended before', async () => {
    const { service, token, store } = await setUp();
    await service.noteLeakOfEnded(token, LEAK);
    const { action, detail, tokenId, owner } = store.events.at(-1) ?? {};
    assert.deepEqual([action, tokenId, owner], ['report', token.id, token.owner]);
    assert.match(detail ?? '', /found at https:.*; the token had ended before/);
  });
});

describe('a secret that its owner says was stolen', () => {
  it('is recorded and told to the administrators, or to the log where nobody else hears', async () => {
    const { service, token, store, log } = await setUp();
    assert.deepEqual(await service.reportTheft(ADA, token.id), token);
    assert.match(store.events.at(-1)?.detail ?? '', /stolen/);
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields]),
      [['warn', { news: { kind: 'theft', owner: token.owner, tokenId: token.id, tokenName: 'Laptop' } }]],
    );
  });

  it('is nothing that somebody else can report', async () => {
    const { service, token, log } = await setUp();
    await assertRefused('not-found', () => service.reportTheft(BOB, token.id));
    assert.deepEqual(log.lines, []);
  });
});

describe('a token that its owner keeps', () => {
  it('stays as it was when it has ended meanwhile', async () => {
    const { service, token, find } = await setUp();
    await service.revoke(ADA, token.id);
    const ended = await find();
    assert.deepEqual(await service.keepIdle(ADA, token.id), ended);
    assert.deepEqual(await find(), ended);
  });

  it('is kept by nobody else', async () => {
    const { service, token, find } = await setUp();
    await assertRefused('not-found', () => service.keepIdle(BOB, token.id));
    assert.deepEqual(await find(), token);
  });
});
