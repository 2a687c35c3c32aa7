import { keepDays, UTC } from '../../core/timing/calendar.ts';
import { DAY, HOUR, MINUTE } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';

type Calendar = Pick<Sentences, 'dates' | 'zone'>;

/** People of a few hundred places and languages; a formatter takes far longer to make than to use. */
const MOST_FORMATS = 500;
const formats = new Map<string, Intl.DateTimeFormat>();
const keptDay = keepDays();

/**
 * A calendar day where the reader is, in the order that they are used to. Its month is a word, so that nobody takes it for
 * the day: `28 Nov 2026`.
 */
export function formatDay(instant: Instant, { dates, zone = UTC }: Calendar): string {
  return keptDay(`${dates} ${zone}`, instant, () => written(formatFor('day', dates, zone), instant));
}

/** A calendar day that is no instant, `2026-11-28`, as `formatDay` writes it. */
export function formatDate(day: string, { dates }: Calendar): string {
  return written(formatFor('day', dates, UTC), Date.parse(`${day}T00:00:00.000Z`));
}

/** A day and time where the reader is: `28 Nov 2026, 14:05`; where nobody knows the zone, `28 Nov 2026, 14:05 UTC`. */
export function formatInstant(instant: Instant, { dates, zone }: Calendar): string {
  const text = written(formatFor('minute', dates, zone ?? UTC), instant);
  return zone === undefined ? `${text} UTC` : text;
}

/** An hour of the day, 0 to 23, with the clock that the reader is used to: `20:00` or `8 PM`. */
export function formatHour(hour: number, { dates }: Pick<Calendar, 'dates'>): string {
  const digits = { numberingSystem: 'latn', timeZone: UTC } as const;
  const format = new Intl.DateTimeFormat(dates, { hour: hourDigits(dates), minute: '2-digit', ...digits });
  return written(format, Date.UTC(2000, 0, 1, hour));
}

function formatFor(unit: 'day' | 'minute', dates: string, zone: string): Intl.DateTimeFormat {
  const key = `${unit} ${dates} ${zone}`;
  const kept = formats.get(key);
  if (kept !== undefined) return kept;
  if (formats.size >= MOST_FORMATS) formats.clear();
  const format = newFormat(unit, dates, zone);
  formats.set(key, format);
  return format;
}

function newFormat(unit: 'day' | 'minute', dates: string, zone: string): Intl.DateTimeFormat {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const place = { calendar: 'gregory', numberingSystem: 'latn', timeZone: zone } as const;
  if (unit === 'day') return new Intl.DateTimeFormat(dates, { ...day, ...place });
  return new Intl.DateTimeFormat(dates, { ...day, hour: hourDigits(dates), minute: '2-digit', ...place });
}

/** A clock of 24 hours has two digits for each, one of 12 hours as many as it needs. */
function hourDigits(dates: string): '2-digit' | 'numeric' {
  const { hourCycle } = new Intl.DateTimeFormat(dates, { hour: 'numeric' }).resolvedOptions();
  return hourCycle === 'h23' || hourCycle === 'h24' ? '2-digit' : 'numeric';
}

/** Releases of Node differ in two ways that nobody must notice: the space before `PM`, and English letters for September. */
function written(format: Intl.DateTimeFormat, instant: Instant): string {
  return format.format(instant).replace('Sept ', 'Sep ').replaceAll('\u202f', ' ');
}

/**
 * The time until something ahead, in the largest unit that still says something: `7 days`, `23 hours`, `1 minute`. A begun
 * unit counts, so that the last seven days read `7 days` from their first minute on and change at the hour of the end itself,
 * not at some hour of the clock that reads them.
 */
export function formatSpan(milliseconds: number, sentences: Sentences): string {
  return inLargestUnit(milliseconds, Math.ceil, sentences);
}

/** The time since something: as `formatSpan`, but only whole units count, because what is past is as old as it says. */
export function formatAge(milliseconds: number, sentences: Sentences): string {
  return inLargestUnit(milliseconds, Math.floor, sentences);
}

function inLargestUnit(milliseconds: number, whole: (count: number) => number, { say }: Sentences): string {
  // Clocks differ, and messages take a moment: a few seconds must not begin another day.
  const rounded = Math.round(milliseconds / MINUTE) * MINUTE;
  if (rounded >= 2 * DAY) return say('span.days', { count: whole(rounded / DAY) });
  if (rounded >= 2 * HOUR) return say('span.hours', { count: whole(rounded / HOUR) });
  return say('span.minutes', { count: Math.max(1, rounded / MINUTE) });
}
