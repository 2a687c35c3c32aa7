import assert from 'node:assert/strict';
import { readCutOver } from '../../../src/core/notices/cut-over-detail.ts';
import { readLeak } from '../../../src/core/notices/leak-detail.ts';
import {
  noticeForDeadUse,
  noticeForIdle,
  noticeForIdleEnd,
  noticeForLeak,
  noticeForNewPlace,
  noticeForSoonerEnd,
} from '../../../src/core/notices/watch-notices.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

const token = sampleToken();

describe('the notice of a leaked secret', () => {
  const leak = { reporter: 'scanner', place: 'https://git.example.org/x', wasAlive: true };

  it('is the same for the same place, whenever it is reported', () => {
    const notice = noticeForLeak(token, START, leak);
    assert.deepEqual(readLeak(notice.detail), leak);
    assert.equal(
      noticeForLeak({ ...token, validTo: START }, START + DAY, { ...leak, wasAlive: false }).id,
      notice.id,
    );
  });

  it('is another one for another place, another reporter, and another token', () => {
    const ids = [
      noticeForLeak(token, START, leak),
      noticeForLeak(token, START, { ...leak, place: 'https://git.example.org/y' }),
      noticeForLeak(token, START, { ...leak, reporter: 'somebody' }),
      noticeForLeak({ ...token, id: 'token-2' }, START, leak),
    ].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('keeps neither place nor reporter in its id, which logs show', () => {
    const { id } = noticeForLeak(token, START, leak);
    assert.ok(!id.includes('example') && !id.includes('scanner'), id);
  });
});

describe('the notice of a use', () => {
  it('is owed at once, says what is known, and is another one later', () => {
    for (const [kind, noticeFor] of [
      ['dead-use', noticeForDeadUse],
      ['new-place', noticeForNewPlace],
    ] as const) {
      const notice = noticeFor(token, START, 'known');
      assert.deepEqual([notice.kind, notice.dueAt, notice.detail], [kind, START, 'known']);
      assert.notEqual(noticeFor(token, START + 1, 'known').id, notice.id);
    }
  });
});

describe('the question about a token that nobody uses', () => {
  it('says when the token is ended, if it is', () => {
    assert.equal(noticeForIdle(token, START, START + DAY).detail, String(START + DAY));
    assert.ok(!('detail' in noticeForIdle(token, START, undefined)));
  });

  it('is another one each time it is asked, and the word of the end is said once', () => {
    assert.notEqual(
      noticeForIdle(token, START, undefined).id,
      noticeForIdle(token, START + DAY, undefined).id,
    );
    assert.equal(noticeForIdleEnd(token, START).id, noticeForIdleEnd(token, START + DAY).id);
    assert.equal(noticeForIdleEnd(token, START).kind, 'idle-ended');
  });
});

describe('the notice of a replaced token that ended sooner', () => {
  it('comes at that end, and says why it came', () => {
    const detail = { newUsed: { at: START, service: 'git' }, silentSince: START - DAY };
    const notice = noticeForSoonerEnd({ ...token, validTo: START }, detail);
    assert.deepEqual([notice.kind, notice.dueAt, notice.validTo], ['ended', START, START]);
    assert.deepEqual(readCutOver(notice.detail), detail);
  });
});
