import assert from 'node:assert/strict';
import { formatDay, formatInstant, formatSpan, plural } from '../../src/teams/format.ts';

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

  it('write a span in the unit that still says something', () => {
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
    for (const [ms, text] of rows) assert.equal(formatSpan(ms), text);
  });

  it('count in the singular and the plural', () => {
    assert.equal(plural(1, 'token'), '1 token');
    assert.equal(plural(0, 'token'), '0 tokens');
  });
});
