import type { Received } from './reminders-connector.ts';
import { percentile, type Summary, summarize } from './store-statistics.ts';

/** A time of chatting. */
export interface Phase {
  /** Latencies of the turns, milliseconds, by slices of time. */
  readonly slices: readonly (readonly number[])[];
  /** The service's processor time, seconds a second. */
  readonly cpu: number;
}

/** What one store came to. */
export interface Reminded {
  readonly kind: string;
  readonly asked: number;
  /** Time from one reminder to the next that Teams allows, milliseconds; absent when they go as fast as they can. */
  readonly everyMs?: number;
  readonly before: Phase;
  readonly busy: Phase;
  readonly after: Phase;
  readonly received: Received;
  /** Of the machine, at the end of each phase. */
  readonly loads: readonly number[];
}

export const MOST_SLOWER = 1.5;
/** As fast as they can, so many in a second at least. */
const LEAST: Readonly<Record<string, number>> = { postgres: 500, lowdb: 300 };
/** How far from the pace the whole may be: above it only by chance, below it when the machine is short of time. */
const [SLOWEST, FASTEST] = [0.9, 1.02];

/** The table to print. */
export function describeReminders(reminded: Reminded): string {
  const { kind, received, asked, loads } = reminded;
  const quiet = quietOf(reminded);
  const rate = rateOf(received).toFixed(1);
  return [
    `${kind}: ${received.reminders} of ${asked} reminders in ${received.chats} chats, ${rate} a second, ${received.mostInASecond} at most`,
    '  turns while           turns   p50 ms   p99 ms  all p99   p99 of 10 s      busy cores',
    row('quiet before', reminded.before),
    row('reminders go out', reminded.busy),
    row('quiet after', reminded.after),
    `  p99 is the median of each 10 s. With reminders it is ${ratioOf(reminded).toFixed(2)} times the quiet ${quiet.p99.toFixed(1)} ms.`,
    `  The load of the machine was ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}.`,
  ].join('\n');
}

/** What is worse than it may be; `latency` says whether there were turns enough to judge that. */
export function missedReminders(reminded: Reminded, { latency }: { latency: boolean }): string[] {
  const { kind, received, asked, everyMs } = reminded;
  const [ratio, rate] = [ratioOf(reminded), rateOf(received)];
  const failures: string[] = [];
  if (received.chats !== asked) failures.push(`${kind}: ${asked - received.chats} reminders were not sent`);
  if (received.reminders > received.chats)
    failures.push(`${kind}: ${received.reminders - received.chats} reminders were sent twice`);
  if (everyMs === undefined) {
    const least = LEAST[kind] ?? 0;
    if (latency && rate < least)
      failures.push(`${kind}: ${rate.toFixed(0)} reminders a second, and ${least} is the least`);
    return failures;
  }
  const pace = 1000 / everyMs;
  if (rate > pace * FASTEST)
    failures.push(`${kind}: ${rate.toFixed(1)} reminders a second, and ${pace} is the most`);
  if (!latency) return failures;
  if (rate < pace * SLOWEST)
    failures.push(`${kind}: ${rate.toFixed(1)} reminders a second, and the pace is ${pace}`);
  if (ratio > MOST_SLOWER)
    failures.push(
      `${kind}: p99 of turns is ${ratio.toFixed(2)} times the quiet one, and ${MOST_SLOWER} is the most`,
    );
  return failures;
}

function quietOf({ before, after }: Reminded): Summary {
  return summarize([...before.slices, ...after.slices]);
}

function ratioOf(reminded: Reminded): number {
  return summarize(reminded.busy.slices).p99 / quietOf(reminded).p99;
}

/** Between the first and the last of them. */
function rateOf({ reminders, seconds }: Received): number {
  return (reminders - 1) / seconds;
}

function row(name: string, { slices, cpu }: Phase): string {
  const { p50, p99, lowest, highest } = summarize(slices);
  const all = percentile(slices.flat(), 0.99);
  const columns = [p50, p99, all].map((value) => value.toFixed(1).padStart(9)).join('');
  const turns = String(slices.flat().length).padStart(7);
  return `  ${name.padEnd(19)} ${turns}${columns}   ${`${lowest.toFixed(1)} to ${highest.toFixed(1)}`.padEnd(16)} ${cpu.toFixed(2)}`;
}
