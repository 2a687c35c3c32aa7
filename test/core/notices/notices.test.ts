import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type NoticeKind,
  noticeId,
  noticesForEnd,
  noticesForFound,
  noticesForNew,
  noticesForOverlap,
  noticesForRevoked,
  noticesForRotating,
  reminderDueAt,
} from '../../../src/core/notices/notices.ts';
import { outdates } from '../../../src/core/notices/outdates.ts';
import { whyDrop } from '../../../src/core/notices/why-drop.ts';
import type { TokenPatch } from '../../../src/core/tokens/token-writes.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

const living = (ms: number) => sampleToken({ validTo: START + ms });
const reminderOf = (ms: number) => noticesForNew(living(ms)).find(({ kind }) => kind === 'expiring')?.dueAt;

describe('the notices of a new token', () => {
  it('are one at once, one 168 hours before the end, and one at the end', () => {
    const [created, expiring, expired, ...more] = noticesForNew(living(90 * DAY));
    assert.deepEqual(more, []);
    assert.deepEqual([created?.kind, created?.dueAt], ['created', START]);
    assert.deepEqual([expiring?.kind, expiring?.dueAt], ['expiring', START + 90 * DAY - 168 * HOUR]);
    assert.deepEqual([expired?.kind, expired?.dueAt], ['expired', START + 90 * DAY]);
    for (const notice of [created, expiring, expired]) {
      assert.equal(notice?.state, 'waiting');
      assert.equal(notice.attempts + notice.ambiguousAttempts, 0);
      assert.equal(notice.id, noticeId('token-1', notice.kind, START + 90 * DAY));
    }
  });

  it('hold a reminder one day before the end if it lives seven days or less', () => {
    assert.equal(reminderOf(7 * DAY), START + 6 * DAY);
    assert.equal(reminderOf(7 * DAY + HOUR + 1), START + HOUR + 1);
    assert.equal(reminderOf(2 * DAY + 1), START + DAY + 1);
  });

  it('hold no second message at once where an authority counts seven days by a clock that is ahead', () => {
    assert.equal(reminderOf(7 * DAY + HOUR), START + 6 * DAY + HOUR);
  });

  it('hold no reminder if it lives two days or less', () => {
    assert.equal(reminderOf(2 * DAY), undefined);
    assert.equal(reminderOf(HOUR), undefined);
    assert.deepEqual(
      noticesForNew(living(DAY)).map(({ kind }) => kind),
      ['created', 'expired'],
    );
  });

  it('never hold a reminder that is due at once, after the end, or not 1 or 7 days before it', () => {
    const starts = fc.oneof(
      fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }),
      // Around the nights when clocks change, a calendar day is 23 or 25 hours long.
      fc.integer({ min: Date.UTC(2026, 2, 20), max: Date.UTC(2026, 3, 5) }),
      fc.integer({ min: Date.UTC(2026, 9, 18), max: Date.UTC(2026, 10, 8) }),
    );
    fc.assert(
      fc.property(starts, fc.integer({ min: 1, max: 365 * DAY }), (from, life) => {
        const dueAt = reminderDueAt(from, from + life);
        if (dueAt === undefined) return assert.ok(life <= 48 * HOUR);
        assert.ok(dueAt > from && dueAt < from + life);
        assert.equal(from + life - dueAt, life > 169 * HOUR ? 168 * HOUR : 24 * HOUR);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the notices of a renewed token', () => {
  it('are its new reminder, counted from the renewal, and word of its new end', () => {
    const now = START + 85 * DAY;
    const owed = (days: number) =>
      noticesForEnd(sampleToken({ validTo: now + days * DAY }), now).map(({ kind, dueAt }) => [kind, dueAt]);
    assert.deepEqual(owed(30), [
      ['expiring', now + 23 * DAY],
      ['expired', now + 30 * DAY],
    ]);
    assert.deepEqual(owed(1), [['expired', now + DAY]]);
  });
});

describe('the notices of a token whose secret was presented to be revoked', () => {
  const token = sampleToken({ revokedAt: START + DAY, revokedBy: 'git' });
  const [revoked, ...more] = noticesForRevoked(token, START + DAY);

  it('are one, owed at once', () => {
    assert.deepEqual([revoked?.kind, revoked?.dueAt, more], ['revoked', START + DAY, []]);
    assert.equal(revoked?.id, noticeId(token.id, 'revoked', token.validTo));
  });

  it('are worth sending however late, until the token is gone', () => {
    assert.ok(revoked);
    for (const now of [START + DAY, token.validTo, token.validTo + DAY])
      assert.equal(whyDrop(revoked, token, now), undefined);
    assert.equal(whyDrop(revoked, undefined, START + DAY), 'the token is gone');
  });
});

describe('a due notice', () => {
  const token = sampleToken();
  const [created, expiring, expired] = noticesForNew(token);
  assert.ok(created && expiring && expired);
  const renewed = { ...token, validTo: token.validTo + DAY, renewedAt: START };

  it('is worth sending while its token is as it was', () => {
    assert.equal(whyDrop(created, token, START), undefined);
    assert.equal(whyDrop(expiring, token, token.validTo - 1), undefined);
  });

  it('is dropped with its token gone or revoked, or a month after its end', () => {
    for (const notice of [created, expired]) {
      assert.equal(whyDrop(notice, undefined, START), 'the token is gone');
      assert.equal(whyDrop(notice, { ...token, revokedAt: START }, START), 'the token was revoked');
      assert.equal(whyDrop(notice, token, token.validTo + 30 * DAY - 1), undefined);
      assert.equal(whyDrop(notice, token, token.validTo + 30 * DAY), 'the token has expired');
    }
  });

  it('is dropped at the end when it offers what can only be done before', () => {
    const rotation = { state: 'started', startedAt: START } as const;
    const rotating = sampleToken({ rotation });
    const [interrupted] = noticesForRotating(rotating, START);
    assert.ok(interrupted);
    assert.equal(whyDrop(expiring, token, token.validTo), 'the token has expired');
    assert.equal(whyDrop(interrupted, rotating, rotating.validTo - 1), undefined);
    assert.equal(whyDrop(interrupted, rotating, rotating.validTo), 'the token has expired');
  });

  it('is dropped when it asks whose a found token is and the owner has said so, but the reminder is not', () => {
    const [found, reminder] = noticesForFound(token, START);
    assert.ok(found && reminder);
    assert.equal(whyDrop(found, token, START), undefined);
    const recognized = { ...token, recognizedAt: START };
    assert.equal(whyDrop(found, recognized, START), 'its owner knows the token');
    assert.equal(whyDrop(reminder, recognized, START), undefined);
  });

  it('asks about an idle token only until its owner keeps it', () => {
    const [found] = noticesForFound(token, START);
    assert.ok(found);
    const question = { ...found, kind: 'idle' as const };
    const asked = { ...token, idle: { askedAt: START + DAY } };
    assert.equal(whyDrop(question, asked, START), undefined);
    const keptBefore = { ...token, idle: { askedAt: START + DAY, keptAt: START } };
    assert.equal(whyDrop(question, keptBefore, START), undefined);
    const kept = { ...token, idle: { askedAt: START + DAY, keptAt: START + DAY } };
    assert.equal(whyDrop(question, kept, START), 'its owner keeps the token');
  });

  it('tells of the end of an overlap only when the token has ended with it', () => {
    const [, ended] = noticesForOverlap(token, START);
    assert.ok(ended);
    const state = 'overlap';
    const rotation = {
      state,
      startedAt: START,
      successorId: 'x',
      lastValidTo: token.validTo,
      endsItself: true,
    } as const;
    const replaced = { ...token, rotation };
    assert.equal(whyDrop(ended, replaced, token.validTo), undefined);
    const other = 'the token did not end with its overlap';
    assert.equal(whyDrop(ended, replaced, token.validTo - 1), other);
    assert.equal(
      whyDrop(ended, { ...token, rotation: { state: 'undone', startedAt: START } }, token.validTo),
      other,
    );
  });

  it('is dropped after a renewal if it tells of the old end', () => {
    assert.equal(whyDrop(expiring, renewed, START), 'the token was renewed');
    assert.equal(whyDrop(created, renewed, START), undefined);
  });
});

describe('a change of a token', () => {
  const startedAt = START;
  const validTo = START + DAY;
  const rotation = {
    state: 'overlap',
    startedAt,
    successorId: 'token-2',
    lastValidTo: validTo,
    endsItself: true,
  } as const;
  const others: readonly NoticeKind[] = ['created', 'revoked', 'found', 'cut-over', 'interrupted', 'stock'];
  const ofTheEnd: readonly NoticeKind[] = ['expiring', 'ended'];

  function assertOutdates(set: TokenPatch, kinds: readonly NoticeKind[]): void {
    for (const kind of [...others, ...ofTheEnd])
      assert.equal(outdates(set, kind), kinds.includes(kind), kind);
  }

  it('outdates every notice when it revokes the token', () => {
    assertOutdates({ revokedAt: START }, [...others, ...ofTheEnd]);
    assertOutdates({ revokedAt: START, revokedBy: 'git' }, [...others, ...ofTheEnd]);
  });

  it('outdates what speaks of the end when it moves the end', () => {
    assertOutdates({ validTo, renewedAt: START }, ofTheEnd);
    assertOutdates({ rotation, validTo }, ofTheEnd);
    assertOutdates({ name: 'New', organization: 'internal', scopes: [], validTo }, ofTheEnd);
  });

  it('outdates nothing when it leaves the end alone', () => {
    assertOutdates({ recognizedAt: START }, []);
    assertOutdates({ rotation: { state: 'started', startedAt } }, []);
    assertOutdates({ rotation: { state: 'undone', startedAt } }, []);
    assertOutdates({ rotation }, []);
  });
});
