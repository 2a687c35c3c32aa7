import { DAY, HOUR, MINUTE } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';

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
  if (rounded >= 2 * DAY) return say('count.days', { count: whole(rounded / DAY) });
  if (rounded >= 2 * HOUR) return say('count.hours', { count: whole(rounded / HOUR) });
  return say('count.minutes', { count: Math.max(1, rounded / MINUTE) });
}
