import assert from 'node:assert/strict';
import type { SealedRecord } from '../../src/core/store/records.ts';
import type { Store } from '../../src/core/store/store.ts';
import {
  ada,
  ben,
  contactOf,
  HOUR,
  insertOf,
  otherAda,
  recordOf,
  START,
  shoutedAda,
  tokenOf,
} from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** How sealed records are kept, found and taken. */
export function describeRecords(opened: () => OpenedStore): void {
  function find(
    { owner, kind, key }: SealedRecord,
    now = START,
    store: Store = opened().store,
  ): Promise<SealedRecord | undefined> {
    return store.records.find(owner, kind, key, now);
  }

  function take({ owner, kind, key }: SealedRecord, now = START): Promise<SealedRecord | undefined> {
    return opened().store.records.take(owner, kind, key, now);
  }

  async function saved(...records: readonly SealedRecord[]): Promise<void> {
    for (const record of records) await opened().store.records.save(record);
  }

  it('gives a record back as it was kept, also after it was opened again', async () => {
    const plain = recordOf(ada);
    const odd = recordOf(ada, { key: 'Ünï/code 🎫 "key"\n', sealed: 'v1.Zm9v+/=_-', expiresAt: START + 1 });
    await saved(plain, odd);
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await find(plain, START, store), plain);
      assert.deepEqual(await find(odd, START, store), odd);
      assert.deepEqual(await find({ ...plain, owner: shoutedAda }, START, store), plain);
    });
  });

  it('keeps a record in place of one of the same owner, kind and key', async () => {
    const first = recordOf(ada, { expiresAt: START + HOUR });
    const second = recordOf(ada);
    await saved(first, { ...second, owner: shoutedAda });
    assert.equal((await find(first, START + 2 * HOUR))?.sealed, second.sealed);
    await opened().store.records.take(ada, first.kind, first.key, START);
    assert.equal(await find(first), undefined);
  });

  it('keeps people, kinds and keys apart', async () => {
    const record = recordOf(ada, { key: 'one' });
    const others = [
      recordOf(ada, { key: 'One' }),
      recordOf(ada, { key: 'two' }),
      recordOf(ada, { key: 'one', kind: 'pending-sign-in' }),
      recordOf(ada, { key: 'one', kind: 'interrupted' }),
      recordOf(ben, { key: 'one' }),
      recordOf(otherAda, { key: 'one' }),
    ];
    await saved(...others);
    assert.equal(await find(record), undefined);
    assert.equal(await take(record), undefined);
    await saved(record);
    for (const one of [record, ...others]) assert.deepEqual(await find(one), one);
    assert.deepEqual(await take(record), record);
    for (const one of others) assert.deepEqual(await find(one), one);
  });

  it('gives a record to nobody but its owner', async () => {
    const record = recordOf(ada);
    await saved(record);
    for (const owner of [ben, otherAda]) {
      assert.equal(await find({ ...record, owner }), undefined);
      assert.equal(await take({ ...record, owner }), undefined);
      await opened().store.records.deleteAll(owner);
    }
    assert.deepEqual(await find(record), record);
  });

  it('knows a record no more from its end on', async () => {
    const record = recordOf(ada, { expiresAt: START + HOUR });
    await saved(record);
    assert.deepEqual(await find(record, START + HOUR - 1), record);
    assert.equal(await find(record, START + HOUR), undefined);
    assert.equal(await take(record, START + HOUR), undefined);
    const again = recordOf(ada, { expiresAt: START + 2 * HOUR });
    await saved(again);
    assert.deepEqual(await take(again, START + HOUR), again);
  });

  it('lets no write after a record’s end bring it back, and takes no other with it', async () => {
    const [short, long] = [recordOf(ada, { key: 's', expiresAt: START + HOUR }), recordOf(ada, { key: 'l' })];
    await saved(short, long);
    assert.equal(await take({ ...long, key: 'unknown' }, START + HOUR), undefined);
    await opened().store.tokens.insert(insertOf(tokenOf(ada, { createdAt: START + HOUR })));
    await nowAndReopened(opened(), async (store) => {
      assert.equal(await find(short, START + HOUR, store), undefined);
      assert.deepEqual(await find(long, START + HOUR, store), long);
    });
  });

  it('gives a record that is taken to one of ten callers, and then to none', async () => {
    const record = recordOf(ada, { expiresAt: START + HOUR });
    await saved(record);
    const answers = await Promise.all(Array.from({ length: 10 }, () => take(record)));
    assert.deepEqual(answers.filter(Boolean), [record]);
    await nowAndReopened(opened(), async (store) => {
      assert.equal(await find(record, START, store), undefined);
      assert.equal(await store.records.take(ada, record.kind, record.key, START), undefined);
    });
  });

  it('deletes the very record that is named, and none that was kept in its place', async () => {
    const { store } = opened();
    const [first, second] = [recordOf(ada), recordOf(ada)];
    const others = [recordOf(ada, { key: 'another' }), recordOf(ben), recordOf(ada, { kind: 'interrupted' })];
    await saved(first, second, ...others);
    await store.records.delete(first);
    assert.deepEqual(await find(second), second);
    for (const other of others) await store.records.delete({ ...other, sealed: second.sealed });
    await store.records.delete({ ...second, owner: shoutedAda });
    await nowAndReopened(opened(), async (now) => {
      assert.equal(await find(second, START, now), undefined);
      for (const other of others) assert.deepEqual(await find(other, START, now), other);
    });
  });

  it('deletes the records of one kind, or all of them, and nothing else', async () => {
    const { store } = opened();
    const token = tokenOf(ada);
    await store.contacts.save(contactOf(ada));
    await store.tokens.insert(insertOf(token));
    const signIns = [recordOf(ada, { key: '1' }), recordOf(ada, { key: '2' })];
    const pending = recordOf(ada, { kind: 'pending-sign-in' });
    const foreign = recordOf(ben);
    await saved(...signIns, pending, foreign);
    await store.records.deleteAll(shoutedAda, 'sign-in');
    for (const record of signIns) assert.equal(await find(record), undefined);
    assert.deepEqual(await find(pending), pending);
    await store.records.deleteAll(ada);
    await nowAndReopened(opened(), async (now) => {
      assert.equal(await find(pending, START, now), undefined);
      assert.deepEqual(await find(foreign, START, now), foreign);
      assert.deepEqual(await now.tokens.list(ada), [token]);
      assert.deepEqual(await now.contacts.find(ada), contactOf(ada));
    });
  });

  it('has nothing to delete or to take of a person whom it does not know', async () => {
    const { store } = opened();
    await store.records.deleteAll(ada);
    await store.records.deleteAll(ada, 'interrupted');
    assert.equal(await take(recordOf(ada)), undefined);
  });

  it('deletes everybody’s records whose time is over, and no others', async () => {
    const ended = [ada, ben, otherAda].map((owner) => recordOf(owner, { expiresAt: START + HOUR }));
    const others = [
      recordOf(ada, { key: 'later', expiresAt: START + HOUR + 1 }),
      recordOf(ben, { key: 'ever' }),
    ];
    await saved(...ended, ...others);
    const { store } = opened();
    assert.equal(await store.records.deleteExpired(START + HOUR - 1), 0);
    assert.equal(await store.records.deleteExpired(START + HOUR), 3);
    assert.equal(await store.records.deleteExpired(START + HOUR), 0);
    await nowAndReopened(opened(), async (now) => {
      // Asked for at a time when they still counted: they are not only passed over.
      for (const record of ended) assert.equal(await find(record, START, now), undefined);
      for (const record of others) assert.deepEqual(await find(record, START, now), record);
    });
  });

  it('deletes what ended while nobody had it open, of more people than are written at a time', async () => {
    const people = Array.from({ length: 120 }, (_, index) => ({ ...ada, objectId: `person-${index}` }));
    const records = people.map((owner, index) => recordOf(owner, { expiresAt: START + index }));
    await Promise.all(records.map((record) => opened().store.records.save(record)));
    const store = await opened().reopen();
    assert.equal(await store.records.deleteExpired(START + 200), 120);
    for (const record of records) assert.equal(await find(record, START - 1, store), undefined);
  });

  it('loses no record to changes of other things at the same moment', async () => {
    const { store } = opened();
    const records = Array.from({ length: 5 }, (_, i) => recordOf(ada, { key: `${i}` }));
    const tokens = records.map(() => store.tokens.insert(insertOf(tokenOf(ada))));
    await Promise.all([...tokens, ...records.map((record) => store.records.save(record))]);
    await nowAndReopened(opened(), async (now) => {
      for (const record of records) assert.deepEqual(await find(record, START, now), record);
      assert.equal((await now.tokens.list(ada)).length, 5);
    });
  });
}
