import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayAfter, dayIn, endOfDay, knownZone } from '../../../src/core/timing/calendar.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
const iso = (instant: number): string => new Date(instant).toISOString();

/** From the first to the last zone to see a day, with odd offsets and days on which clocks change. */
const ZONES = [
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'Asia/Tokyo',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Europe/Berlin',
  'UTC',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'America/Los_Angeles',
  'Pacific/Pago_Pago',
];

describe('a time zone that somebody tells', () => {
  it('is known by its own name, however it is spelled', () => {
    assert.equal(knownZone('Asia/Tokyo'), 'Asia/Tokyo');
    assert.equal(knownZone('asia/tokyo'), 'Asia/Tokyo');
    assert.equal(knownZone('UTC'), 'UTC');
  });

  it('counts as absent when Intl takes it for none', () => {
    for (const given of [
      '',
      'Tokyo',
      'W. Europe Standard Time',
      'Mars/Base',
      '../etc',
      'x'.repeat(5000),
      9,
      null,
      {},
    ])
      assert.equal(knownZone(given), undefined, String(given));
  });
});

describe('the calendar day of an instant', () => {
  it('is the one that people read where they are', () => {
    const instant = at('2027-02-27T10:30:00Z');
    assert.equal(dayIn('Pacific/Kiritimati', instant), '2027-02-28');
    assert.equal(dayIn('Asia/Kathmandu', instant), '2027-02-27');
    assert.equal(dayIn('Pacific/Pago_Pago', instant), '2027-02-26');
    assert.equal(dayIn('UTC', at('2027-12-31T23:59:59.999Z')), '2027-12-31');
  });

  it('is the same when it was asked for before, a few minutes earlier or later', () => {
    const minutes = Array.from({ length: 31 }, (_, n) => (n - 15) * 60_000);
    for (const zone of ZONES)
      for (const day of ['2010-11-06', '2026-03-29', '2026-11-01', '2026-11-28']) {
        // Where a day begins, where clocks change, and in the middle of a day.
        for (const around of [endOfDay(day, zone), at(`${day}T01:00Z`), at(`${day}T12:00Z`)]) {
          const asked = () => minutes.map((minute) => dayIn(zone, around + minute));
          const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
          const expected = minutes.map((minute) => format.format(around + minute));
          assert.deepEqual([asked(), asked()], [expected, expected], `${zone} ${day}`);
        }
      }
  });

  it('is followed by the next one, also after February and December', () => {
    assert.equal(dayAfter('2027-02-28'), '2027-03-01');
    assert.equal(dayAfter('2028-02-28'), '2028-02-29');
    assert.equal(dayAfter('2027-12-31'), '2028-01-01');
    assert.equal(dayAfter('2027-02-27', 365), '2028-02-27');
  });
});

describe('the end of a day', () => {
  it('is its last millisecond there', () => {
    const rows: readonly [string, string][] = [
      ['UTC', '2027-02-27T23:59:59.999Z'],
      ['Pacific/Kiritimati', '2027-02-27T09:59:59.999Z'],
      ['Pacific/Pago_Pago', '2027-02-28T10:59:59.999Z'],
      ['Asia/Kathmandu', '2027-02-27T18:14:59.999Z'],
      ['Asia/Tokyo', '2027-02-27T14:59:59.999Z'],
      ['America/Los_Angeles', '2027-02-28T07:59:59.999Z'],
    ];
    for (const [zone, end] of rows) assert.equal(iso(endOfDay('2027-02-27', zone)), end, zone);
  });

  it('comes 23 or 25 hours after its beginning when clocks change on it', () => {
    const length = (day: string, zone: string) => endOfDay(day, zone) - endOfDay(dayAfter(day, -1), zone);
    assert.equal(length('2027-03-28', 'Europe/Berlin'), 23 * HOUR);
    assert.equal(length('2027-10-31', 'Europe/Berlin'), 25 * HOUR);
    assert.equal(length('2027-03-14', 'America/Los_Angeles'), 23 * HOUR);
    assert.equal(length('2027-11-07', 'America/Los_Angeles'), 25 * HOUR);
    assert.equal(length('2027-04-04', 'Australia/Lord_Howe'), 24.5 * HOUR);
  });

  it('is right where clocks change at midnight, so that a day has no 00:00 or has it twice', () => {
    // Havana puts its clocks forward at 00:00 on 14 March 2027, and back at 01:00 on 7 November.
    assert.equal(iso(endOfDay('2027-03-13', 'America/Havana')), '2027-03-14T04:59:59.999Z');
    assert.equal(iso(endOfDay('2027-11-06', 'America/Havana')), '2027-11-07T03:59:59.999Z');
    // Santiago puts them back at 24:00 on 3 April 2027: that day lasts until the second 24:00.
    assert.equal(iso(endOfDay('2027-04-03', 'America/Santiago')), '2027-04-04T03:59:59.999Z');
  });

  it('is the last instant of that day, in every zone and on every day', () => {
    const days = fc.integer({ min: 0, max: 8000 }).map((count) => dayAfter('2026-01-01', count));
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), days, (zone, day) => {
        const end = endOfDay(day, zone);
        assert.equal(dayIn(zone, end), day);
        assert.equal(dayIn(zone, end + 1), dayAfter(day));
      }),
    );
  });
});
