import assert from 'node:assert/strict';
import type { Watch } from '../../src/core/store/watches.ts';
import type { PersonId } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  contactOf,
  HOUR,
  LEASE,
  otherAda,
  START,
  shoutedAda,
  TENANT,
  watchOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** How the regular looks at people's tokens are kept and claimed. */
export function describeWatches(opened: () => OpenedStore): void {
  const claim = (now: number, limit = 99): Promise<readonly Watch[]> =>
    opened().store.watches.claimDue({ now, leaseMs: LEASE, limit });
  const personNumber = (n: number): PersonId => ({
    tenantId: TENANT,
    objectId: `d0000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`,
  });

  it('keeps a watch a person, also after it was opened again', async () => {
    const { store } = opened();
    assert.equal(await store.watches.find(ada), undefined);
    const [hers, theirs] = [watchOf(ada, { stocked: ['ä', 'b'] }), watchOf(ben, { stocked: [] })];
    await store.watches.save(hers);
    await store.watches.save(theirs);
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.watches.find(shoutedAda), hers);
      assert.deepEqual(await now.watches.find(ben), theirs);
      assert.equal(await now.watches.find(otherAda), undefined);
    });
  });

  it('keeps what is known of a person whose watch is begun again', async () => {
    const known = watchOf(ada, { stocked: ['ä', 'b'] });
    await opened().store.watches.save(known);
    await opened().store.watches.save({ person: shoutedAda, nextAt: START + HOUR, stocked: [] });
    await nowAndReopened(opened(), async (now) => {
      assert.deepEqual(await now.watches.find(ada), { ...known, nextAt: START + HOUR });
    });
  });

  it('puts a claimed watch off, and none that was claimed or begun again or is gone', async () => {
    const { store } = opened();
    for (const person of [ada, ben]) await store.watches.save(watchOf(person));
    const [claimed, theirs] = await claim(START);
    assert.ok(claimed && theirs);
    const [next, later] = [START + HOUR, START + 2 * HOUR];
    await store.watches.settle(claimed, next);
    await store.watches.settle(claimed, later);
    assert.deepEqual(await store.watches.find(claimed.person), { ...claimed, nextAt: next });
    await store.watches.save({ ...theirs, nextAt: START + 1 });
    await store.watches.settle(theirs, later);
    assert.deepEqual(await claim(START + 1), [{ ...theirs, nextAt: START + 1 + LEASE }]);
    await store.watches.settle(theirs, later);
    await store.watches.delete(claimed.person);
    await store.watches.settle({ ...claimed, nextAt: next }, later);
    await nowAndReopened(opened(), async (now) => {
      assert.equal(await now.watches.find(claimed.person), undefined);
      assert.equal((await now.watches.find(theirs.person))?.nextAt, START + 1 + LEASE);
    });
  });

  it('forgets a watch that is deleted, and nobody else’s', async () => {
    const { store } = opened();
    await store.contacts.save(contactOf(ada));
    for (const person of [ada, ben]) await store.watches.save(watchOf(person));
    for (const person of [shoutedAda, otherAda]) await store.watches.delete(person);
    await nowAndReopened(opened(), async (now) => {
      assert.equal(await now.watches.find(ada), undefined);
      assert.deepEqual(await now.watches.find(ben), watchOf(ben));
      assert.deepEqual(await now.contacts.find(ada), contactOf(ada));
    });
    const again = await opened().reopen();
    const due = await again.watches.claimDue({ now: START, leaseMs: LEASE, limit: 9 });
    assert.deepEqual(
      due.map(({ person }) => person),
      [ben],
    );
  });

  it('lends out a watch when it is due, and again when the lease has run out', async () => {
    const { store } = opened();
    const watch = watchOf(ada);
    await store.watches.save(watch);
    assert.deepEqual(await claim(START - 1), []);
    const leased = { ...watch, nextAt: START + 5 + LEASE };
    assert.deepEqual(await claim(START + 5), [leased]);
    assert.deepEqual(await store.watches.find(ada), leased);
    assert.deepEqual(await claim(leased.nextAt - 1), []);
    assert.deepEqual(await claim(leased.nextAt), [{ ...watch, nextAt: leased.nextAt + LEASE }]);
  });

  it('remembers a lease when it is opened again', async () => {
    await opened().store.watches.save(watchOf(ada));
    await claim(START);
    const store = await opened().reopen();
    const at = (now: number) => store.watches.claimDue({ now, leaseMs: LEASE, limit: 9 });
    assert.deepEqual(await at(START + LEASE - 1), []);
    assert.equal((await at(START + LEASE)).length, 1);
  });

  it('lends out the longest due first, up to the limit', async () => {
    const times = [5, 3, 9, 1, 7];
    for (const ms of times)
      await opened().store.watches.save(watchOf(personNumber(ms), { nextAt: START + ms }));
    const numbers = async (now: number, limit?: number) =>
      (await claim(now, limit)).map(({ person }) =>
        times.find((ms) => personNumber(ms).objectId === person.objectId),
      );
    assert.deepEqual(await numbers(START + 8, 2), [1, 3]);
    assert.deepEqual(await numbers(START + 8, 0), []);
    assert.deepEqual(await numbers(START + 8), [5, 7]);
    assert.deepEqual(await numbers(START + 9), [9]);
  });

  it('never lends one watch to two callers, and leaves none over', async () => {
    const people = Array.from({ length: 12 }, (_, index) => personNumber(index));
    for (const person of people) await opened().store.watches.save(watchOf(person));
    const claims = await Promise.all([claim(START, 5), claim(START, 5), claim(START, 5)]);
    const lent = [...claims.flat(), ...(await claim(START))].map(({ person }) => person.objectId);
    assert.deepEqual(
      lent.sort(),
      people.map(({ objectId }) => objectId),
    );
  });

  it('goes by the time that was saved last, whoever had claimed it', async () => {
    const { store } = opened();
    await store.watches.save(watchOf(ada));
    await claim(START);
    await store.watches.save(watchOf(ada, { nextAt: START + 2 }));
    assert.deepEqual(await claim(START + 1), []);
    assert.equal((await claim(START + 2)).length, 1);
    await store.watches.save(watchOf(ada, { nextAt: START + HOUR }));
    assert.deepEqual(await claim(START + HOUR - 1), []);
    assert.equal((await claim(START + HOUR)).length, 1);
  });

  it('does not lend out a watch that is deleted while it is claimed', async () => {
    const { store } = opened();
    await store.watches.save(watchOf(ada));
    await claim(START);
    await store.watches.delete(ada);
    assert.deepEqual(await claim(START + LEASE), []);
    assert.equal(await store.watches.find(ada), undefined);
  });

  it('keeps a watch that is put off at the moment of a claim', async () => {
    const { store } = opened();
    await store.watches.save(watchOf(ada));
    const putOff = watchOf(ada, { nextAt: START + HOUR });
    await Promise.all([store.watches.save(putOff), claim(START)]); // either may come first
    assert.deepEqual(await store.watches.find(ada), putOff);
    assert.deepEqual(await claim(START + HOUR - 1), []);
  });
}
