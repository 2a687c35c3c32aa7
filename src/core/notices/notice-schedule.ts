import { DAY, HOUR, MINUTE } from '../timing/durations.ts';
import type { Instant } from '../tokens/token.ts';
import type { Notice } from './notices.ts';
import { isReminder } from './reminder-kinds.ts';

/** Distances between two attempts: they double, from the shortest to the longest. */
interface Distances {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** For what Teams did not take: an outage may last seconds, or a day. */
export const NOT_TAKEN: Distances = { shortestMs: MINUTE, longestMs: 12 * HOUR };
/** For what Teams did not take for the time being: it says itself when to come back, and is believed. */
export const THROTTLED: Distances = { shortestMs: MINUTE, longestMs: HOUR };
/** For a person with whom Teams knows no chat: that seldom changes by itself. */
export const NO_CHAT: Distances = { shortestMs: 6 * HOUR, longestMs: 3 * DAY };

/** When a message that may have arrived is repeated, counted from its first attempt: a day of outage loses nothing. */
const REPEATS_AT_MS = [MINUTE, 15 * MINUTE, 3 * HOUR, 25 * HOUR] as const;
/**
 * How many attempts may end with nobody knowing: the first and its repeats. A claim that was lost with its process counts as
 * one, although such a process had seldom begun to send.
 */
export const MOST_AMBIGUOUS = REPEATS_AT_MS.length + 1;

/** How often a notice may be tried before its time. One that is refused for itself must not be tried with every other. */
const MOST_EARLY_TRIES = 3;
/** What is tried again so soon after its first attempt needs no earlier one. */
const SOON_MS = 5 * MINUTE;

/** How long a notice that Teams does not take is worth another attempt. */
const WORTH_MS = 30 * DAY;

/** How long to wait until a notice that was not taken is tried again: about as long as it has been tried by now. */
export function retryAfter(
  notice: Notice,
  now: Instant,
  { shortestMs, longestMs }: Distances,
  random: () => number,
): number {
  const triedFor = now - (notice.notTakenSince ?? now);
  // What failed together must not come back together.
  const wait = Math.max(shortestMs, triedFor) * (1 + random() / 4);
  return Math.round(inTime(notice, now, Math.min(longestMs, wait)));
}

/** How long to wait until a notice that may have arrived is sent once more; undefined when it was often enough. */
export function repeatAfter(notice: Notice, now: Instant): number | undefined {
  const at = REPEATS_AT_MS[notice.ambiguousAttempts];
  if (at === undefined) return undefined;
  return inTime(notice, now, at - (REPEATS_AT_MS[notice.ambiguousAttempts - 1] ?? 0));
}

/** Whether a notice that is due again at `dueAt` may be tried before, should Teams take others: not if it may have arrived. */
export function mayBeEarly(notice: Notice, now: Instant, dueAt: Instant): boolean {
  const { notTakenSince = now, earlyTries = 0, ambiguousAttempts } = notice;
  return ambiguousAttempts === 0 && earlyTries < MOST_EARLY_TRIES && dueAt > notTakenSince + SOON_MS;
}

/** Whether Teams has not taken a notice for so long that it is given up. */
export function isGivenUp({ kind, validTo, notTakenSince }: Notice, now: Instant): boolean {
  if (notTakenSince === undefined) return false;
  // Word of an end is worth no more a month later, however late it was tried.
  return now >= (kind === 'expired' ? validTo : notTakenSince) + WORTH_MS;
}

/** A reminder is of most use before the end: it does not wait past that, and is tried more often as it comes near. */
function inTime({ kind, validTo }: Notice, now: Instant, wait: number): number {
  if (!isReminder(kind) || now >= validTo || now + wait < validTo) return wait;
  return Math.max(MINUTE, Math.floor((validTo - now) / 2));
}
