import assert from 'node:assert/strict';
import { type KnownNotice, mayOwe } from '../../../src/core/notices/may-owe.ts';
import { isKnownKind, NOTICE_KINDS } from '../../../src/core/notices/notice-kinds.ts';
import { type NoticeState, notice } from '../../../src/core/notices/notices.ts';
import { HOUR, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

const asked = { ...notice(sampleToken(), 'dead-use', START), id: 'new' };
const earlier = (state: NoticeState, some: Partial<KnownNotice> = {}): KnownNotice => ({
  ...asked,
  id: 'earlier',
  state,
  dueAt: START - HOUR,
  ...some,
});
const may = (known: KnownNotice[], quietMs = 0) => mayOwe(asked, known, { now: START, quietMs });

describe('a notice that comes again', () => {
  it('is owed where there is none', () => {
    assert.equal(may([]), true);
  });

  it('is owed once by its id, and again only after it was dropped', () => {
    for (const state of ['waiting', 'sending', 'held', 'sent', 'failed'] as const)
      assert.equal(may([earlier(state, { id: 'new' })]), false, state);
    assert.equal(may([earlier('dropped', { id: 'new' })]), true);
  });

  it('is not owed beside an open one of its token and kind', () => {
    for (const state of ['waiting', 'sending', 'held'] as const)
      assert.equal(may([earlier(state)]), false, state);
    for (const state of ['sent', 'failed', 'dropped'] as const)
      assert.equal(may([earlier(state)]), true, state);
  });

  it('is owed beside an open one of another token or kind', () => {
    assert.equal(
      may([earlier('waiting', { tokenId: 'token-2' }), earlier('waiting', { kind: 'idle' })]),
      true,
    );
  });

  it('keeps its distance from the latest, which may have failed, and not from one that was dropped', () => {
    for (const state of ['sent', 'failed'] as const) {
      assert.equal(may([earlier(state)], HOUR + 1), false, state);
      assert.equal(may([earlier(state)], HOUR), true, state);
    }
    assert.equal(may([earlier('dropped')], HOUR + 1), true);
  });

  it('is silenced by one of this very moment, and by none from the future, before the clock was set back', () => {
    assert.equal(may([earlier('sent', { dueAt: START })], HOUR), false);
    assert.equal(may([earlier('sent', { dueAt: START + 1 })], HOUR), true);
  });
});

describe('the kinds of notices', () => {
  it('are known, and what a newer release may have written is not', () => {
    assert.ok(NOTICE_KINDS.length > 20);
    assert.ok(NOTICE_KINDS.every(isKnownKind));
    for (const kind of ['of-tomorrow', '', 'toString', 'constructor'])
      assert.equal(isKnownKind(kind), false, kind);
  });
});
