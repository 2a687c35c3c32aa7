import assert from 'node:assert/strict';
import { sentencesFor } from '../../../src/sentences/sentences.ts';
import {
  formatAge,
  formatDate,
  formatDay,
  formatInstant,
  formatSpan,
} from '../../../src/teams/cards/format.ts';
import { ENGLISH } from '../../support/feature-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formats', () => {
  it('write a day with its month as a word', () => {
    assert.equal(formatDay(Date.UTC(2026, 10, 28, 23, 59), ENGLISH), '28 Nov 2026');
    assert.equal(formatDay(Date.UTC(2026, 8, 1), ENGLISH), '1 Sep 2026');
    assert.equal(formatDate('2026-09-01', { ...ENGLISH, zone: 'Pacific/Pago_Pago' }), '1 Sep 2026');
  });

  it('write an instant in UTC where nobody knows the zone, and say so', () => {
    assert.equal(formatInstant(Date.UTC(2026, 10, 8, 4, 5), ENGLISH), '8 Nov 2026, 04:05 UTC');
  });

  it('write days and instants where the reader is, in the order and with the clock that they are used to', () => {
    const instant = Date.UTC(2027, 1, 27, 10, 15);
    const rows: readonly [string, string | undefined, string, string][] = [
      ['en-GB', 'Asia/Tokyo', '27 Feb 2027', '27 Feb 2027, 19:15'],
      ['en-GB', 'America/Los_Angeles', '27 Feb 2027', '27 Feb 2027, 02:15'],
      ['en-GB', 'Pacific/Kiritimati', '28 Feb 2027', '28 Feb 2027, 00:15'],
      ['en-GB', 'Pacific/Pago_Pago', '26 Feb 2027', '26 Feb 2027, 23:15'],
      ['en-GB', 'Asia/Kathmandu', '27 Feb 2027', '27 Feb 2027, 16:00'],
      ['en-US', 'America/Los_Angeles', 'Feb 27, 2027', 'Feb 27, 2027, 2:15 AM'],
      ['en-US', undefined, 'Feb 27, 2027', 'Feb 27, 2027, 10:15 AM UTC'],
      ['de-DE', 'Europe/Berlin', '27. Feb. 2027', '27. Feb. 2027, 11:15'],
      ['de-AT', undefined, '27. Feb. 2027', '27. Feb. 2027, 10:15 UTC'],
      // No word of ours is French yet, so that no month is either.
      ['fr-FR', 'Europe/Paris', '27 Feb 2027', '27 Feb 2027, 11:15'],
    ];
    for (const [locale, zone, day, minute] of rows) {
      const reader = sentencesFor({ locale, ...(zone === undefined ? {} : { zone }) });
      assert.equal(formatDay(instant, reader), day, `${locale} ${zone}`);
      assert.equal(formatInstant(instant, reader), minute, `${locale} ${zone}`);
    }
  });

  it('write what clocks showed on either side of a change', () => {
    const reader = sentencesFor({ locale: 'en-GB', zone: 'Europe/Berlin' });
    assert.equal(formatInstant(Date.UTC(2027, 2, 28, 0, 59), reader), '28 Mar 2027, 01:59');
    assert.equal(formatInstant(Date.UTC(2027, 2, 28, 1, 0), reader), '28 Mar 2027, 03:00');
    assert.equal(formatInstant(Date.UTC(2027, 9, 31, 0, 30), reader), '31 Oct 2027, 02:30');
    assert.equal(formatInstant(Date.UTC(2027, 9, 31, 1, 30), reader), '31 Oct 2027, 02:30');
  });

  it('write the time until an end in the unit that still says something', () => {
    const rows: readonly [number, string][] = [
      [30 * DAY - 5, '30 days'],
      [7 * DAY, '7 days'],
      [2 * DAY, '2 days'],
      [2 * DAY - MINUTE, '48 hours'],
      [23 * HOUR, '23 hours'],
      [119 * MINUTE, '119 minutes'],
      [MINUTE, '1 minute'],
      [1, '1 minute'],
    ];
    for (const [ms, text] of rows) assert.equal(formatSpan(ms, ENGLISH), text);
  });

  it('write 7 days from 168 hours before an end until 144 hours before it, at every hour in between', () => {
    for (let hours = 168; hours > 144; hours -= 1)
      assert.equal(formatSpan(hours * HOUR, ENGLISH), '7 days', `${hours}`);
    assert.equal(formatSpan(144 * HOUR + MINUTE, ENGLISH), '7 days');
    assert.equal(formatSpan(144 * HOUR, ENGLISH), '6 days');
  });

  it('take no notice of the seconds by which clocks differ', () => {
    for (const seconds of [-20, 20]) {
      assert.equal(formatSpan(7 * DAY + seconds * 1000, ENGLISH), '7 days');
      assert.equal(formatSpan(2 * DAY + seconds * 1000, ENGLISH), '2 days');
      assert.equal(formatSpan(2 * HOUR + seconds * 1000, ENGLISH), '2 hours');
      assert.equal(formatAge(7 * DAY + seconds * 1000, ENGLISH), '7 days');
    }
  });

  it('write the time since something in whole units that are over', () => {
    const rows: readonly [number, string][] = [
      [7 * DAY - HOUR, '6 days'],
      [7 * DAY, '7 days'],
      [5 * HOUR + 59 * MINUTE, '5 hours'],
      [12 * MINUTE, '12 minutes'],
      [1, '1 minute'],
    ];
    for (const [ms, text] of rows) assert.equal(formatAge(ms, ENGLISH), text);
  });
});
