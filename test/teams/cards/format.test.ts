import assert from 'node:assert/strict';
import { formatAge, formatDay, formatInstant, formatSpan } from '../../../src/teams/cards/format.ts';
import { ENGLISH } from '../../support/feature-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formats', () => {
  it('write a day with its month as a word', () => {
    assert.equal(formatDay(Date.UTC(2026, 10, 28, 23, 59)), '28 Nov 2026');
    assert.equal(formatDay(Date.UTC(2026, 8, 1)), '1 Sep 2026');
  });

  it('write an instant in UTC', () => {
    assert.equal(formatInstant(Date.UTC(2026, 10, 8, 4, 5)), '8 Nov 2026, 04:05 UTC');
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
