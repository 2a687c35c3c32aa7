import assert from 'node:assert/strict';
import sinon from 'sinon';
import { noticeForReader, noticeOfEnd } from '../../../src/core/notices/ladder.ts';
import { lookUp } from '../../../src/core/notices/look-up.ts';
import { notice, noticeAboutPerson, noticesForOverlap } from '../../../src/core/notices/notices.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { insertOf } from '../../stores/fixtures.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, START } from '../../support/fixed-clock.ts';
import { ADA, BOB, sampleContact, sampleToken } from '../samples.ts';

const ROTATION = {
  state: 'overlap',
  startedAt: START,
  successorId: 'token-2',
  lastValidTo: START + 90 * DAY,
  endsItself: true,
} as const;

async function setUp(...tokens: readonly Token[]) {
  const [clock, store] = [createFixedClock(), createFakeStore()];
  for (const person of [ADA, BOB]) await store.contacts.save(sampleContact(person));
  for (const token of tokens) await store.tokens.insert(insertOf(token, { notices: [] }));
  const refresh = sinon.fake.resolves(undefined);
  return { store, refresh, deps: { clock, store, refresh } };
}

describe('what is known of a due notice', () => {
  const old = sampleToken({ rotation: ROTATION });
  const successor = sampleToken({ id: 'token-2', name: 'Laptop 2', formKey: 'form-2' });

  it('is its token, and how its reader is reached', async () => {
    const token = sampleToken();
    const { deps } = await setUp(token);
    assert.deepEqual(await lookUp(notice(token, 'created', START), deps), {
      token,
      contact: sampleContact(),
    });
  });

  it('is no token where it is about none, which nobody looks for', async () => {
    const { deps, store } = await setUp();
    const find = sinon.spy(store.tokens, 'find');
    const known = await lookUp(noticeAboutPerson('stock', ADA, START, ''), deps);
    assert.deepEqual(known, { token: undefined, contact: sampleContact() });
    sinon.assert.notCalled(find);
  });

  it('is the new token besides, for the card that speaks of both, as long as there is one', async () => {
    const [cutOver] = noticesForOverlap(old, START);
    assert.ok(cutOver);
    const { deps } = await setUp(old, successor);
    assert.deepEqual((await lookUp(cutOver, deps)).successor, successor);
    const alone = await setUp(old);
    assert.deepEqual(await lookUp(cutOver, alone.deps), { token: old, contact: sampleContact() });
  });

  it('is no new token for other messages, nor once the rotation was undone, nor where the token is gone', async () => {
    const [cutOver, ended] = noticesForOverlap(old, START);
    assert.ok(cutOver && ended);
    const { deps } = await setUp(old, successor);
    assert.ok(!('successor' in (await lookUp(ended, deps))));
    const { rotation: _, ...plain } = old;
    for (const token of [plain, { ...plain, rotation: { state: 'undone', startedAt: START } } as const])
      assert.ok(!('successor' in (await lookUp(cutOver, (await setUp(token, successor)).deps))));
    assert.deepEqual(await lookUp(cutOver, (await setUp()).deps), {
      token: undefined,
      contact: sampleContact(),
    });
  });
});

describe('a reminder of a token that can be renewed elsewhere', () => {
  const token = sampleToken({ externalId: 'ext-1' });
  const renewed = { ...token, validTo: token.validTo + DAY };

  it('asks its authority first, of its owner, and speaks of what that says', async () => {
    const { deps, store, refresh } = await setUp(token);
    const find = sinon.stub(store.tokens, 'find');
    find.onFirstCall().resolves(token).onSecondCall().resolves(renewed);
    for (const kind of ['expiring', 'expiring-month', 'expiring-day'] as const) {
      find.resetHistory();
      const known = await lookUp(notice(token, kind, START), deps);
      assert.deepEqual([known.token, known.contact], [renewed, sampleContact()], kind);
    }
    sinon.assert.calledThrice(refresh);
    sinon.assert.alwaysCalledWithExactly(refresh, token.owner);
  });

  it('asks about the owner’s token also where it goes to a second reader', async () => {
    const shared = { ...token, reader: { objectId: BOB.objectId, name: 'Bob', declined: [] } };
    const { deps, refresh } = await setUp(shared);
    const about = { ownerName: ADA.name, isUnreachable: false };
    const known = await lookUp(noticeOfEnd(shared, BOB, about, START), deps);
    assert.deepEqual([known.token, known.contact?.name], [shared, 'Bob']);
    sinon.assert.calledOnceWithExactly(refresh, token.owner);
  });

  it('asks nobody about a token of which Patkeeper knows best, nor for other messages, nor where nobody can ask', async () => {
    const { externalId: _, ...builtin } = token;
    const own = await setUp(builtin);
    await lookUp(notice(builtin, 'expiring', START), own.deps);
    sinon.assert.notCalled(own.refresh);
    const { deps, refresh } = await setUp(token);
    for (const kind of ['created', 'expired', 'ended'] as const)
      await lookUp(notice(token, kind, START), deps);
    await lookUp(noticeForReader(token, BOB, ADA.name, START), deps);
    sinon.assert.notCalled(refresh);
    const { refresh: _none, ...without } = deps;
    assert.deepEqual((await lookUp(notice(token, 'expiring', START), without)).token, token);
    const gone = await setUp();
    assert.equal((await lookUp(notice(token, 'expiring', START), gone.deps)).token, undefined);
    sinon.assert.notCalled(gone.refresh);
  });
});
