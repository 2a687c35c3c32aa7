import assert from 'node:assert/strict';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

/** What is true of all the data for ever. */
export function describeMarks(opened: () => OpenedStore): void {
  it('has none at first, and keeps each once, for ever', async () => {
    const { marks } = opened().store;
    assert.deepEqual(await marks.list(''), []);
    for (const name of ['pat-prefix.pkt', 'pat-prefix.acme', 'pat-prefix.pkt', 'other.1'])
      await marks.add(name);
    await nowAndReopened(opened(), async (store) => {
      assert.deepEqual(await store.marks.list('pat-prefix.'), ['pat-prefix.acme', 'pat-prefix.pkt']);
      assert.deepEqual(await store.marks.list('other.'), ['other.1']);
      assert.deepEqual(await store.marks.list('none'), []);
    });
  });

  it('does not count that the data served Teams, which is asked for otherwise', async () => {
    await opened().store.contacts.markServedTeams();
    assert.deepEqual(await opened().store.marks.list(''), []);
  });
}
