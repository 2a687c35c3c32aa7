import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AuditAction } from '../core/audit/audit-event.ts';
import type { LeakOutcome } from '../core/leaks/leak-desk.ts';
import type { NoticeOutcome } from '../core/notices/notice-sender.ts';
import type { NoticeKind } from '../core/notices/notices.ts';
import type { AdminNews } from '../core/ports.ts';
import type { AccountStore } from '../core/store/accounts.ts';
import type { UndeliveredCount } from '../core/store/notices.ts';
import { withDeadline } from '../core/timing/deadline.ts';
import { addLeaverMetrics } from './leaver-metrics.ts';
import type { VerifyOutcome } from './verification/response.ts';
import { createWatchMetrics, type WatchDeps, type WatchMetrics } from './watch-metrics.ts';

const TURN_TYPES = new Set(['message', 'invoke', 'installationUpdate', 'conversationUpdate']);
/** Teams expects an answer within 10 seconds and repeats itself after 15. */
const TURN_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** Whether a turn was answered. An activity that is refused begins none. */
type TurnOutcome = 'ok' | 'failed';

/** What the service counts. Labels are from fixed sets: never a name, an id or anything else of a person. */
export interface Metrics extends WatchMetrics {
  readonly contentType: string;
  /** Everything counted so far, in Prometheus' text format. */
  text(): Promise<string>;
  /** Counts one activity; a type that isn't one of ours counts as `other`. */
  turn(type: string, outcome: TurnOutcome, seconds: number): void;
  /** Counts one claim of a notice, by its kind and what became of it. */
  notice(kind: NoticeKind, outcome: NoticeOutcome): void;
  /** Counts one audit event. */
  token(action: AuditAction): void;
  /** Counts what became of one reported secret. */
  leak(outcome: LeakOutcome): void;
  /** Counts one piece of news for administrators. */
  administratorNews(kind: AdminNews['kind']): void;
  /** Counts one answer of the verification listener. */
  verify(outcome: VerifyOutcome): void;
}

interface MetricsDeps {
  /** The release that runs. */
  readonly version: string;
  /** What alerts are made of. */
  readonly watch?: WatchDeps;
  /** Tells how many people can't be reached; asked at each scrape. */
  readonly unreachable?: () => Promise<number>;
  /** Tells how many messages have not got through; asked at each scrape. */
  readonly undelivered?: () => Promise<readonly UndeliveredCount[]>;
  /** Tells who has left; asked at each scrape. */
  readonly leaving?: AccountStore['listLeaving'];
}

/** A scrape is worth more than this one number. */
const UNDELIVERED_MS = 2_000;

const NOTHING: WatchDeps = {
  clock: { now: () => 0 },
  nextNoticeAt: async () => undefined,
  keyEnds: [],
};

/** Makes a registry of its own, so that two services in one process don't count for each other. */
export function createMetrics(deps: MetricsDeps): Metrics {
  const { version, watch = NOTHING, undelivered, unreachable, leaving } = deps;
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'patkeeper_build_info',
    help: 'Always 1; its labels name the release of Patkeeper and the Node.js that runs it.',
    labelNames: ['version', 'node'] as const,
    registers,
  }).set({ version, node: process.version }, 1);
  const turns = new Counter({
    name: 'patkeeper_turns_total',
    help: 'Activities received, by type and outcome.',
    labelNames: ['type', 'outcome'] as const,
    registers,
  });
  const turnSeconds = new Histogram({
    name: 'patkeeper_turn_seconds',
    help: 'Time from an activity to its answer.',
    buckets: TURN_BUCKETS,
    registers,
  });
  const notices = new Counter({
    name: 'patkeeper_notices_total',
    help: 'Attempts to settle a notice, by kind and outcome.',
    labelNames: ['kind', 'outcome'] as const,
    registers,
  });
  if (undelivered !== undefined) {
    new Gauge({
      name: 'patkeeper_notices_undelivered',
      help:
        'Messages in the store that have not arrived, by kind and state: failed (given up), held (the person blocked or removed the bot), ' +
        'retried. Replicas on one database all report the same; absent while the store does not answer.',
      labelNames: ['kind', 'state'] as const,
      registers,
      async collect() {
        this.reset();
        const counts = await withDeadline(undelivered(), UNDELIVERED_MS).catch(() => []);
        for (const { kind, state, count } of counts) this.set({ kind, state }, count);
      },
    });
  }
  if (unreachable !== undefined) {
    new Gauge({
      name: 'patkeeper_people_unreachable',
      help: 'People who blocked or removed the bot, or whom Teams does not let it write to. Absent while the store does not answer.',
      registers,
      async collect() {
        const people = await withDeadline(unreachable(), UNDELIVERED_MS).catch(() => undefined);
        if (people === undefined) this.remove();
        else this.set(people);
      },
    });
  }
  if (leaving !== undefined) addLeaverMetrics(registry, leaving);
  const tokens = new Counter({
    name: 'patkeeper_tokens_total',
    help: 'Audit events about tokens, by action.',
    labelNames: ['action'] as const,
    registers,
  });
  const leaks = new Counter({
    name: 'patkeeper_leak_reports_total',
    help: 'Reported secrets, by what became of them: revoked, dead (the token had ended before), foreign (none of ours).',
    labelNames: ['outcome'] as const,
    registers,
  });
  const news = new Counter({
    name: 'patkeeper_administrator_news_total',
    help: 'News that administrators should know: leak (a secret was found), theft (its owner says that it was stolen).',
    labelNames: ['kind'] as const,
    registers,
  });
  // Counted by itself and handed over when asked for: labels take longer than a refusal may.
  const verified = new Map<VerifyOutcome, number>();
  new Counter({
    name: 'patkeeper_verify_total',
    help: 'Answers of the verification listener, by outcome.',
    labelNames: ['outcome'] as const,
    registers,
    collect() {
      this.reset();
      for (const [outcome, times] of verified) this.inc({ outcome }, times);
    },
  });
  return {
    ...createWatchMetrics(registry, watch),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    turn(type, outcome, seconds) {
      turns.inc({ type: TURN_TYPES.has(type) ? type : 'other', outcome });
      turnSeconds.observe(seconds);
    },
    notice: (kind, outcome) => notices.inc({ kind, outcome }),
    token: (action) => tokens.inc({ action }),
    leak: (outcome) => leaks.inc({ outcome }),
    administratorNews: (kind) => news.inc({ kind }),
    verify: (outcome) => verified.set(outcome, (verified.get(outcome) ?? 0) + 1),
  };
}
