import type { Instant } from '../core/token.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** A calendar day in UTC whose month is a word, so that it reads the same on both sides of the Atlantic: `28 Nov 2026`. */
export function formatDay(instant: Instant): string {
  // Newer ICU data abbreviates September to four letters; three read alike in every month.
  return dayFormat.format(instant).replace('Sept', 'Sep');
}

/** A day and time in UTC: `28 Nov 2026, 14:05 UTC`. */
export function formatInstant(instant: Instant): string {
  return `${formatDay(instant)}, ${timeFormat.format(instant)} UTC`;
}

/** A length of time in the largest unit that still says something: `6 days`, `23 hours`, `1 minute`. */
export function formatSpan(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return plural(Math.round(milliseconds / DAY), 'day');
  if (milliseconds >= 2 * HOUR) return plural(Math.round(milliseconds / HOUR), 'hour');
  return plural(Math.max(1, Math.round(milliseconds / MINUTE)), 'minute');
}

/** A count with its noun: `1 token`, `3 tokens`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
