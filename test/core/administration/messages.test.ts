import assert from 'node:assert/strict';
import { ownerOf } from '../../../src/core/tokens/token.ts';
import { insertOf, noticeOf, tokenOf } from '../../stores/fixtures.ts';
import { HOUR } from '../../support/fixed-clock.ts';
import { type AdminWorld, AUDITOR, BOSS, createAdminWorld, LEAVER, STRANGER } from './admin-world.ts';

describe('the messages to others', () => {
  let world: AdminWorld;
  beforeEach(() => {
    world = createAdminWorld();
  });
  afterEach(() => world.runner.stop());

  /** A token whose message was given up. */
  async function givenUp(owner = LEAVER) {
    const { store, clock } = world;
    const token = tokenOf(ownerOf(owner));
    const notices = [
      noticeOf(token, 'created', { dueAt: clock.now() }),
      noticeOf(token, 'expiring', { dueAt: clock.now() + 1 }),
    ];
    await store.tokens.insert(insertOf(token, { notices }));
    for (const notice of await store.notices.claimDue({ now: clock.now(), leaseMs: 1, limit: 9 }))
      await store.notices.settle(notice, { state: 'failed', reason: 'refused' }, clock.now());
    return token;
  }

  it('are seen with their owner and token: those that were due, and of one token the planned ones too', async () => {
    const token = await givenUp();
    await world.know(LEAVER);
    await givenUp(STRANGER);
    const { messages } = await world.administration.messages(AUDITOR, {});
    assert.deepEqual(
      messages.map(({ notice, ownerName }) => [notice.kind, notice.state, ownerName]).sort(),
      [
        ['created', 'failed', 'Lea Ver'],
        ['created', 'failed', STRANGER.objectId],
      ].sort(),
    );
    const ofToken = await world.administration.messages(BOSS, { owner: LEAVER, tokenId: token.id });
    assert.deepEqual(
      ofToken.messages.map(({ notice, tokenName }) => [notice.kind, tokenName]),
      [
        ['expiring', token.name],
        ['created', token.name],
      ],
    );
    const looks = world.store.events.filter(({ action }) => action === 'look');
    assert.deepEqual(
      looks.map(({ owner }) => owner.objectId),
      [AUDITOR.objectId, LEAVER.objectId],
    );
  });

  it('go on behind a page', async () => {
    for (let i = 0; i < 3; i += 1) await givenUp();
    const first = await world.administration.messages(BOSS, { undelivered: true }, undefined, 2);
    const second = await world.administration.messages(BOSS, { undelivered: true }, first.next, 2);
    assert.deepEqual([first.messages.length, second.messages.length, second.next], [2, 1, undefined]);
  });

  it('are among those that did not get through while they wait to be sent again, however long that is', async () => {
    const { store, clock } = world;
    const token = tokenOf(ownerOf(LEAVER));
    const notices = [noticeOf(token, 'created', { dueAt: clock.now() })];
    await store.tokens.insert(insertOf(token, { notices }));
    const [claimed = assert.fail()] = await store.notices.claimDue({
      now: clock.now(),
      leaseMs: 1,
      limit: 9,
    });
    const again = { state: 'waiting', dueAt: clock.now() + 12 * HOUR, reason: 'HTTP 503' } as const;
    await store.notices.settle(claimed, { ...again, ambiguous: false, notTaken: true }, clock.now());
    const { messages } = await world.administration.messages(BOSS, { undelivered: true });
    assert.deepEqual(
      messages.map(({ notice }) => [notice.state, notice.reason]),
      [['waiting', 'HTTP 503']],
    );
  });

  it('are tried again once, which is written down with who asked', async () => {
    await givenUp();
    assert.deepEqual((await world.administration.unreached(BOSS)).people, [
      { person: ownerOf(LEAVER), name: '', reason: 'refused', failed: 1, held: 0 },
    ]);
    const counts = await Promise.all([1, 2].map(() => world.administration.tryAgain(BOSS, ownerOf(LEAVER))));
    assert.deepEqual(counts.sort(), [0, 1]);
    assert.equal(world.woken(), 1);
    const asked = world.store.events.filter(({ action }) => action === 'resend');
    assert.deepEqual(
      asked.map(({ actor, owner }) => [actor.objectId, owner.objectId]),
      [1, 2].map(() => [BOSS.objectId, LEAVER.objectId]),
    );
    assert.deepEqual((await world.administration.unreached(BOSS)).people, []);
  });

  it('leave out whom the page before has', async () => {
    const people = Array.from({ length: 12 }, (_, i) => ({
      ...LEAVER,
      objectId: `00000000-0000-4000-8000-0000000001${String(i).padStart(2, '0')}`,
    }));
    for (const person of people) await givenUp(person);
    const first = await world.administration.unreached(BOSS);
    const second = await world.administration.unreached(BOSS, first.next);
    assert.deepEqual(
      [...first.people, ...second.people].map(({ person }) => person.objectId),
      people.map(({ objectId }) => objectId),
    );
    assert.equal(second.next, undefined);
  });
});
