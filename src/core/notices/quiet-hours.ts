import type { Contact } from '../store/contacts.ts';
import { hourIn, knownZone, UTC } from '../timing/calendar.ts';
import { HOUR, MINUTE } from '../timing/durations.ts';
import type { Instant } from '../tokens/token.ts';
import type { Notice, NoticeKind } from './notices.ts';
import { areQuietHours, type QuietHours } from './reminder-choice.ts';

/** Why a notice waits whose reader has quiet hours. */
export const QUIET = 'its reader has quiet hours';

/**
 * What can wait for the morning. Not the reminder of seven days, which is exact; nor what answers something that the person
 * did a moment ago; nor anything about a secret in wrong hands.
 */
const CAN_WAIT: readonly NoticeKind[] = [
  'expiring-month',
  'expiring-day',
  'reader-asked',
  'reader-ends',
  'reader-declined',
  'unanswered',
  'key-ends',
  'idle',
  'idle-ended',
  'ended',
  'signed-out',
];
/** Clocks are set to quarters of an hour, everywhere on Earth. */
const QUARTER = 15 * MINUTE;
/** Longer than any night, also one in which clocks are set back. */
const LONGEST_NIGHT = 26 * HOUR;

/** When quiet hours are over that are at `now`; undefined when it is not quiet. */
export function quietEnd({ from, until }: QuietHours, zone: string, now: Instant): Instant | undefined {
  const isQuiet = (at: Instant): boolean => {
    const hour = hourIn(zone, at);
    return from < until ? hour >= from && hour < until : hour >= from || hour < until;
  };
  if (!isQuiet(now)) return undefined;
  // Hour by hour as the clocks there show them: one may be left out that night, and one may come twice.
  let at = (Math.floor(now / QUARTER) + 1) * QUARTER;
  while (isQuiet(at) && at - now < LONGEST_NIGHT) at += QUARTER;
  return at;
}

/**
 * Until when a notice waits because its reader has quiet hours; undefined when it doesn't. It waits once, and never longer than
 * half of the time that is left until the end that it speaks of.
 */
export function quietUntil(
  { kind, reason, validTo }: Notice,
  { reminders, zone }: Contact,
  now: Instant,
): Instant | undefined {
  const quiet = reminders?.quiet;
  if (quiet === undefined || !areQuietHours(quiet) || reason === QUIET || !CAN_WAIT.includes(kind))
    return undefined;
  const end = quietEnd(quiet, knownZone(zone) ?? UTC, now);
  if (end === undefined || validTo <= now) return end;
  return Math.min(end, now + Math.ceil((validTo - now) / 2));
}
