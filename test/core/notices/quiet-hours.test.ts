import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Notice, NoticeKind } from '../../../src/core/notices/notices.ts';
import { QUIET, quietEnd, quietUntil } from '../../../src/core/notices/quiet-hours.ts';
import { hourIn } from '../../../src/core/timing/calendar.ts';
import type { Instant } from '../../../src/core/tokens/token.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, sampleContact } from '../samples.ts';

const NIGHT = { from: 20, until: 7 };
const at = (iso: string) => Date.parse(iso);
const iso = (instant: Instant | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString();

function noticeOf(kind: NoticeKind, validTo: Instant, some: Partial<Notice> = {}): Notice {
  return {
    id: `token-1.${kind}`,
    owner: ADA,
    tokenId: 'token-1',
    kind,
    validTo,
    dueAt: START,
    state: 'sending',
    attempts: 1,
    ambiguousAttempts: 0,
    ...some,
  };
}

describe('quiet hours', () => {
  it('end at their hour in the zone of the person, over midnight too', () => {
    assert.equal(
      iso(quietEnd(NIGHT, 'Europe/Berlin', at('2026-01-15T21:10:00Z'))),
      '2026-01-16T06:00:00.000Z',
    );
    assert.equal(
      iso(quietEnd(NIGHT, 'Asia/Kathmandu', at('2026-01-15T21:10:00Z'))),
      '2026-01-16T01:15:00.000Z',
    );
    assert.equal(
      iso(quietEnd({ from: 12, until: 14 }, 'UTC', at('2026-01-15T12:00:00Z'))),
      '2026-01-15T14:00:00.000Z',
    );
  });

  it('are not at other hours, nor at the one in which they end', () => {
    assert.equal(quietEnd(NIGHT, 'Europe/Berlin', at('2026-01-15T18:59:59Z')), undefined);
    assert.equal(quietEnd(NIGHT, 'Europe/Berlin', at('2026-01-16T06:00:00Z')), undefined);
  });

  it('end at the hour that the clocks show when they are set forward or back that night', () => {
    // On 29 March 2026 Berlin leaves out the hour from 2 to 3, on 25 October it comes twice.
    assert.equal(
      iso(quietEnd(NIGHT, 'Europe/Berlin', at('2026-03-28T22:00:00Z'))),
      '2026-03-29T05:00:00.000Z',
    );
    assert.equal(
      iso(quietEnd(NIGHT, 'Europe/Berlin', at('2026-10-24T22:00:00Z'))),
      '2026-10-25T06:00:00.000Z',
    );
    const early = { from: 22, until: 2 };
    assert.equal(
      iso(quietEnd(early, 'Europe/Berlin', at('2026-03-28T23:00:00Z'))),
      '2026-03-29T01:00:00.000Z',
    );
    // The hour that is left out holds the end: they are over when it would have been.
    const missing = { from: 1, until: 3 };
    assert.equal(
      iso(quietEnd(missing, 'Europe/Berlin', at('2026-03-29T00:30:00Z'))),
      '2026-03-29T01:00:00.000Z',
    );
    // Half an hour on Lord Howe Island.
    assert.equal(
      iso(quietEnd(NIGHT, 'Australia/Lord_Howe', at('2026-04-04T12:00:00Z'))),
      '2026-04-04T20:30:00.000Z',
    );
  });

  it('end within a day and two hours at an hour that is not quiet, whatever they are and wherever', () => {
    const hour = fc.integer({ min: 0, max: 23 });
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Apia',
    );
    fc.assert(
      fc.property(
        hour,
        hour,
        zone,
        fc.integer({ min: 0, max: 500 * 24 * 60 }),
        (from, until, where, minutes) => {
          fc.pre(from !== until);
          const now = START + minutes * 60_000;
          const end = quietEnd({ from, until }, where, now);
          if (end === undefined) return;
          assert.ok(end > now && end - now <= 26 * HOUR);
          assert.equal(quietEnd({ from, until }, where, end), undefined);
          assert.ok(quietEnd({ from, until }, where, end - 1) !== undefined, `${hourIn(where, end)}`);
        },
      ),
    );
  });
});

describe('a notice in quiet hours', () => {
  const berlin = sampleContact(ADA, { zone: 'Europe/Berlin', reminders: { quiet: NIGHT } });
  const night = at('2026-01-15T21:00:00Z');
  const morning = at('2026-01-16T06:00:00Z');

  it('waits for the morning when it can', () => {
    for (const kind of ['expiring-month', 'idle', 'reader-asked', 'signed-out'] as const)
      assert.equal(quietUntil(noticeOf(kind, night + 30 * DAY), berlin, night), morning, kind);
    assert.equal(quietUntil(noticeOf('ended', night), berlin, night), morning);
  });

  it('does not wait when it is the reminder of seven days, about a wrong hand, or the answer to something', () => {
    const urgent = [
      'expiring',
      'created',
      'revoked',
      'leaked',
      'dead-use',
      'new-place',
      'found',
      'cut-over',
    ] as const;
    for (const kind of [...urgent, 'interrupted', 'not-delivered', 'request-waits', 'stock'] as const)
      assert.equal(quietUntil(noticeOf(kind, night + 7 * DAY), berlin, night), undefined, kind);
  });

  it('waits no longer than half of what is left until the end, and only once', () => {
    const notice = noticeOf('expiring-day', night + 10 * HOUR);
    assert.equal(quietUntil(notice, berlin, night), night + 5 * HOUR);
    assert.equal(quietUntil({ ...notice, reason: QUIET }, berlin, night + 5 * HOUR), undefined);
  });

  it('waits by the hours of UTC where nobody knows the zone, and not at all where none are chosen', () => {
    const { zone: _, ...nowhere } = berlin;
    const notice = noticeOf('idle', night + 30 * DAY);
    assert.equal(quietUntil(notice, nowhere, night), at('2026-01-16T07:00:00Z'));
    assert.equal(
      quietUntil(notice, { ...berlin, zone: 'Europe/Atlantis' }, night),
      at('2026-01-16T07:00:00Z'),
    );
    assert.equal(quietUntil(notice, sampleContact(ADA, { zone: 'Europe/Berlin' }), night), undefined);
    const odd = { ...berlin, reminders: { quiet: { from: 7, until: 7 } } };
    assert.equal(quietUntil(notice, odd, night), undefined);
  });
});
