import assert from 'node:assert/strict';
import type { NoticeKind } from '../../src/core/notices/notices.ts';
import type { Token } from '../../src/core/tokens/token.ts';
import type { TokenPatch } from '../../src/core/tokens/token-writes.ts';
import { ada, ben, changeOf, DAY, HOUR, insertOf, noticeOf, overlapOf, START, tokenOf } from './fixtures.ts';
import { nowAndReopened, type OpenedStore } from './opened-store.ts';

const REMINDERS: readonly NoticeKind[] = ['expiring', 'expiring-month', 'expiring-day'];
const KINDS: readonly NoticeKind[] = ['created', ...REMINDERS, 'found', 'cut-over', 'ended', 'interrupted'];

/** What each kind of change does to a token and to what it owes. */
export function describePatches(opened: () => OpenedStore): void {
  const token = tokenOf(ada);
  const end = START + 2 * DAY;
  const now = START + HOUR;
  const started = { state: 'started', startedAt: now } as const;
  const undone = { state: 'undone', startedAt: now } as const;
  const overlap = overlapOf(token, 'successor');

  /** The kinds of notices that are dropped, besides those of a token's end, are named. */
  const patches: [string, TokenPatch, readonly NoticeKind[]][] = [
    ['a revocation', { revokedAt: now }, KINDS],
    ['a revocation by a service', { revokedAt: now, revokedBy: 'git.example.com' }, KINDS],
    ['a renewal', { validTo: end, renewedAt: now }, ['ended', ...REMINDERS]],
    ['a rotation that begins', { rotation: started }, []],
    ['a rotation that ends itself', { rotation: overlap, validTo: end }, ['ended', ...REMINDERS]],
    ['a rotation that its owner ends', { rotation: { ...overlap, endsItself: false } }, []],
    ['a rotation that is taken back', { rotation: undone, validTo: token.validTo }, ['ended', ...REMINDERS]],
    ['an owner who recognizes it', { recognizedAt: now }, []],
    ['an owner who knows its end', { answeredEnd: token.validTo }, REMINDERS],
    ['somebody else who is told of its end', { escalatedEnd: token.validTo }, []],
    ['a second reader', { reader: { objectId: ben.objectId, name: 'Ben', declined: [] } }, []],
    ['a second reader who declines', { reader: { declined: [ben.objectId] } }, []],
    [
      'a change made elsewhere',
      { name: 'New', organization: 'internal', scopes: ['vso.build'], validTo: end },
      ['ended', ...REMINDERS],
    ],
  ];

  async function inserted(): Promise<void> {
    await opened().store.tokens.insert(
      insertOf(token, { notices: KINDS.map((kind) => noticeOf(token, kind)) }),
    );
  }

  async function statesOf(store = opened().store): Promise<Record<string, string>> {
    const notices = await store.listNotices(ada, token.id);
    return Object.fromEntries(notices.map(({ kind, state, reason }) => [kind, reason ?? state]));
  }

  for (const [name, set, dropped] of patches) {
    it(`follows ${name}, which outdates ${dropped.length === 0 ? 'no notice' : dropped.join(', ')}`, async () => {
      await inserted();
      const changed: Token = { ...token, ...set };
      assert.deepEqual(await opened().store.tokens.change(changeOf(token, set)), changed);
      await nowAndReopened(opened(), async (store) => {
        assert.deepEqual(await store.tokens.find(ada, token.id), changed);
        const expected = KINDS.map((kind) => [kind, dropped.includes(kind) ? 'it changed' : 'waiting']);
        assert.deepEqual(await statesOf(store), Object.fromEntries(expected));
      });
    });

    it(`drops no notice that is owed again after ${name}`, async () => {
      await inserted();
      const notices = KINDS.map((kind) => noticeOf(token, kind));
      await opened().store.tokens.change(changeOf(token, set, { notices }));
      assert.deepEqual(await statesOf(), Object.fromEntries(KINDS.map((kind) => [kind, 'waiting'])));
    });
  }

  it('keeps what earlier changes said of other things', async () => {
    const { store } = opened();
    await inserted();
    await store.tokens.change(changeOf(token, { recognizedAt: now }));
    await store.tokens.change(changeOf(token, { rotation: started }));
    await store.tokens.change(changeOf(token, { rotation: overlap, validTo: end }));
    await store.tokens.change(changeOf(token, { revokedAt: now + 1 }));
    assert.deepEqual(await store.tokens.find(ada, token.id), {
      ...token,
      recognizedAt: now,
      rotation: overlap,
      validTo: end,
      revokedAt: now + 1,
    });
  });

  it('changes a token that is being replaced until its shortened end, and no longer', async () => {
    const { store } = opened();
    await inserted();
    await store.tokens.change(changeOf(token, { rotation: overlap, validTo: end }));
    const late = changeOf(token, { recognizedAt: end }, { now: end });
    assert.equal(await store.tokens.change(late), undefined);
    assert.ok(await store.tokens.change({ ...late, now: end - 1 }));
  });

  it('keeps what a message says beyond what the token tells', async () => {
    await inserted();
    const notice = noticeOf(token, 'cut-over', { validTo: end, detail: 'ends on “Tuesday” 🎫' });
    await opened().store.tokens.change(changeOf(token, { rotation: overlap }, { notices: [notice] }));
    await nowAndReopened(opened(), async (store) => {
      const kept = (await store.listNotices(ada, token.id)).find(({ id }) => id === notice.id);
      assert.deepEqual(kept, notice);
    });
  });

  it('keeps notices of one kind and end apart by their ids', async () => {
    await inserted();
    const twice = [1, 2].map((n) => noticeOf(token, 'interrupted', { id: `attempt ${n}`, dueAt: START + n }));
    for (const one of twice)
      await opened().store.tokens.change(changeOf(token, { rotation: started }, { notices: [one] }));
    await nowAndReopened(opened(), async (store) => {
      const attempts = (await store.listNotices(ada, token.id)).filter(({ id }) => id.startsWith('attempt'));
      assert.deepEqual(new Set(attempts), new Set(twice));
    });
  });
}
