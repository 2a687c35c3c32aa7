import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../../src/core/store/store.ts';
import {
  ada,
  ben,
  contactOf,
  DAY,
  insertOf,
  LEASE,
  noticeOf,
  renewalOf,
  revocationOf,
  START,
  tokenOf,
} from '../fixtures.ts';
import {
  journalOf,
  type OpenedLowdbStore,
  openedLowdbStore,
  openLowdb,
  temporaryFolder,
} from './opened-lowdb-store.ts';
import { watchFiles } from './watched-files.ts';

/** One thing that was asked of the store, with how to see that it happened and its audit event. */
interface Act {
  readonly eventId: string;
  does(store: Store): Promise<unknown>;
  happened(store: Store): Promise<boolean>;
}

function acts(): Act[] {
  const [first, second, third] = [tokenOf(ada), tokenOf(ada), tokenOf(ben)];
  const insert = (token: typeof first): Act => {
    const input = insertOf(token);
    return {
      eventId: input.event.id,
      does: (store) => store.tokens.insert(input),
      happened: async (store) => (await store.tokens.find(token.owner, token.id)) !== undefined,
    };
  };
  const renewal = renewalOf(second, START + 90 * DAY);
  const revocation = revocationOf(first);
  return [
    insert(first),
    insert(second),
    insert(third),
    {
      eventId: renewal.event.id,
      does: (store) => store.tokens.change(renewal),
      happened: async (store) => (await store.tokens.find(ada, second.id))?.renewedAt !== undefined,
    },
    {
      eventId: revocation.event.id,
      does: (store) => store.tokens.change(revocation),
      happened: async (store) => (await store.tokens.find(ada, first.id))?.revokedAt !== undefined,
    },
  ];
}

describe('a crash', () => {
  let images: string;
  let opened: OpenedLowdbStore;

  beforeEach(async () => {
    images = await temporaryFolder();
  });
  afterEach(async () => {
    await opened.close();
    await rm(images, { recursive: true });
  });

  it('between any two steps on the disk loses nothing acknowledged and doubles nothing', async () => {
    const watch = watchFiles();
    opened = await openedLowdbStore({ files: watch.files });
    const taken: { folder: string; step: string; acknowledged: number }[] = [];
    let acknowledged = 0;
    watch.onStep = (step) => {
      const folder = join(images, String(taken.length));
      cpSync(opened.dataDir, folder, { recursive: true, filter: (name) => !name.endsWith('lock') });
      taken.push({ folder, step, acknowledged });
    };
    const story = acts();
    for (const act of story) {
      await act.does(opened.store);
      acknowledged += 1;
      await opened.store.audit.record(insertOf(tokenOf(ada)).event);
    }
    watch.onStep = () => {};
    assert.ok(taken.length > 50, `${taken.length}`);

    for (const image of taken) {
      for (let openings = 0; openings < 2; openings += 1) {
        const store = await openLowdb(image.folder);
        const events = (await journalOf(image.folder)).map(({ id }) => id);
        assert.equal(new Set(events).size, events.length, image.step);
        for (const [index, act] of story.entries()) {
          const happened = await act.happened(store);
          assert.ok(happened || index >= image.acknowledged, `act ${index} is lost at ${image.step}`);
          assert.equal(
            events.includes(act.eventId),
            happened,
            `act ${index} and its event differ at ${image.step}`,
          );
        }
        await store.close();
        const left = await readdir(image.folder, { recursive: true });
        assert.ok(!left.some((name) => name.endsWith('.tmp')), left.join());
      }
    }
  });

  it('in the middle of an append to the journal loses no event of a change', async () => {
    opened = await openedLowdbStore();
    const story = acts();
    for (const act of story) await act.does(opened.store);
    await opened.store.close();
    const journal = await readFile(join(opened.dataDir, 'audit.jsonl'));
    const last = journal.lastIndexOf('\n', -2) + 1;
    for (let cut = last; cut < journal.length; cut += 40) {
      await writeFile(join(opened.dataDir, 'audit.jsonl'), journal.subarray(0, cut));
      await (await openLowdb(opened.dataDir)).close();
      assert.deepEqual(
        (await journalOf(opened.dataDir)).map(({ id }) => id),
        story.map(({ eventId }) => eventId),
      );
    }
  });

  it('while a notice is sent shows as one attempt that may have arrived, and frees the notice at once', async () => {
    opened = await openedLowdbStore();
    const token = tokenOf(ada);
    await opened.store.contacts.save(contactOf(ada));
    await opened.store.tokens.insert(insertOf(token, { notices: [noticeOf(token)] }));
    const [sending] = await opened.store.notices.claimDue({ now: START, leaseMs: LEASE, limit: 1 });
    assert.ok(sending !== undefined);
    const image = join(images, 'sending');
    await mkdir(image);
    cpSync(opened.dataDir, image, { recursive: true, filter: (name) => !name.endsWith('lock') });

    const store = await openLowdb(image);
    assert.equal(await store.notices.nextAt(), START);
    const claim = { now: START + 1, leaseMs: LEASE, limit: 9 };
    const again = { ...sending, attempts: 2, ambiguousAttempts: 1 };
    assert.deepEqual(await store.notices.claimDue(claim), [again]);
    await store.notices.settle(sending, { state: 'sent' }, START + 1);
    assert.deepEqual(await store.listNotices(ada, token.id), [again]);
    assert.deepEqual(await store.notices.claimDue(claim), []);
    await store.close();
  });
});
