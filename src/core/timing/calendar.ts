import type { Instant } from '../tokens/token.ts';
import { DAY, HOUR, MINUTE } from './durations.ts';

/** The time zone of whoever has told none. */
export const UTC = 'UTC';
/** No name of a zone is longer; what is, nobody has to look at. */
const LONGEST = 64;
/** There are about 600 zones and hours' offsets; a program that makes up names must not fill the memory. */
const MOST_ZONES = 1000;
/** No place on Earth is farther from UTC than 14 hours. */
const FARTHEST = 15 * HOUR;
/** Every day begins with a quarter of an hour of UTC, wherever it is. */
const QUARTER = 15 * MINUTE;
/** Until 2011, Newfoundland's clocks went back at a minute past midnight, to the day before. */
const SINCE = Date.UTC(2012);
const MOST_DAYS = 10_000;

const canonical = new Map<string, string | undefined>();
const days = new Map<string, Intl.DateTimeFormat>();
const keptDay = keepDays();
const hours = new Map<string, Intl.DateTimeFormat>();

/** A time zone's own name, for example `Asia/Tokyo` for `asia/tokyo`; undefined for what `Intl` doesn't take for a zone. */
export function knownZone(given: unknown): string | undefined {
  if (typeof given !== 'string' || given === '' || given.length > LONGEST) return undefined;
  if (canonical.has(given)) return canonical.get(given);
  if (canonical.size >= MOST_ZONES) canonical.clear();
  const zone = zoneOrNone(given);
  canonical.set(given, zone);
  return zone;
}

function zoneOrNone(given: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/**
 * Remembers how calendar days are written: `Intl` takes some ten times as long to find out again. `way` stands for the zone
 * and whatever else the text depends on.
 */
export function keepDays(): (way: string, instant: Instant, write: () => string) => string {
  const kept = new Map<string, string>();
  return (way, instant, write) => {
    if (instant < SINCE) return write();
    const key = `${Math.floor(instant / QUARTER)} ${way}`;
    let day = kept.get(key);
    if (day === undefined) {
      if (kept.size >= MOST_DAYS) kept.clear();
      day = write();
      kept.set(key, day);
    }
    return day;
  };
}

/** The calendar day of an instant in a zone: `2027-02-27`. Throws `RangeError` for a zone that `Intl` doesn't know. */
export function dayIn(zone: string, instant: Instant): string {
  return keptDay(zone, instant, () => foundDay(zone, instant));
}

function foundDay(zone: string, instant: Instant): string {
  let format = days.get(zone);
  if (format === undefined) {
    if (days.size >= MOST_ZONES) days.clear();
    const fields = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone });
    days.set(zone, format);
  }
  const [month = '', day = '', year = ''] = format.format(instant).split('/');
  return [year.padStart(4, '0'), month, day].join('-');
}

/** The hour of the day in a zone, 0 to 23. Throws `RangeError` for a zone that `Intl` doesn't know. */
export function hourIn(zone: string, instant: Instant): number {
  let format = hours.get(zone);
  if (format === undefined) {
    if (hours.size >= MOST_ZONES) hours.clear();
    format = new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone: zone });
    hours.set(zone, format);
  }
  return Number(format.format(instant));
}

/** The calendar day so many days after this one. */
export function dayAfter(day: string, count = 1): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + count * DAY).toISOString().slice(0, 10);
}

/**
 * The last millisecond of a calendar day in a zone, also where clocks change on it: a day may have 23 or 25 hours, and may
 * begin at one in the morning. Throws `RangeError` for a day that there isn't.
 */
export function endOfDay(day: string, zone: string): Instant {
  const midnight = Date.parse(`${day}T00:00:00.000Z`) + DAY;
  // Clocks change on whole minutes: the first minute that belongs to a later day is looked for.
  let before = (midnight - FARTHEST) / MINUTE;
  let after = (midnight + FARTHEST) / MINUTE;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayIn(zone, middle * MINUTE) > day) after = middle;
    else before = middle;
  }
  return after * MINUTE - 1;
}
