import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { KeyName } from '../core/administration/key-end-detail.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { withDeadline } from '../core/timing/deadline.ts';
import { DAY } from '../core/timing/durations.ts';
import type { ObservedCall } from '../core/timing/observe-calls.ts';
import type { AuthorityId, Instant } from '../core/tokens/token.ts';

/** A key of Patkeeper's own that ends some day. */
export interface KeyEnd {
  readonly key: KeyName;
  readonly end: Instant;
}

/** What alerts are made of. Labels are from fixed sets: never a name, an id or anything else of a person. */
export interface WatchMetrics {
  /** Counts one call of the store, with the time that it took. */
  storeCall(call: ObservedCall): void;
  /** Counts one call of an authority, by what became of it. */
  authorityCall(authority: AuthorityId, outcome: string): void;
  /** Counts what a step of a sign-in was refused with; that somebody has to sign in is no failure. */
  signInCall(call: ObservedCall): void;
}

export interface WatchDeps {
  readonly clock: Clock;
  /** When the dispatcher has work next; undefined when there is none. */
  readonly nextNoticeAt: () => Promise<Instant | undefined>;
  readonly keyEnds: readonly KeyEnd[];
}

/** A scrape is worth more than one number. */
const ASKED_MS = 2_000;
const STORE_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** What the store answers when it is well: a refusal is an answer. */
const STORE_FAILED = ['store-unavailable', 'too-slow'];

/** Puts what alerts are made of into a registry. */
export function createWatchMetrics(registry: Registry, deps: WatchDeps): WatchMetrics {
  const { clock, keyEnds } = deps;
  const registers = [registry];
  new Gauge({
    name: 'patkeeper_notices_lag_seconds',
    help: 'How long the message that is due longest has been due; 0 when none is. Absent while the store does not answer.',
    registers,
    async collect() {
      const asked = withDeadline(deps.nextNoticeAt(), ASKED_MS).then(
        (next) => Math.max(0, clock.now() - (next ?? clock.now())) / 1000,
      );
      const lag = await asked.catch(() => undefined);
      if (lag === undefined) this.remove();
      else this.set(lag);
    },
  });
  new Gauge({
    name: 'patkeeper_key_days_left',
    help: 'Days until a key of Patkeeper itself ends, negative after its end; only for keys whose end is known.',
    labelNames: ['key'] as const,
    registers,
    collect() {
      for (const { key, end } of keyEnds) this.set({ key }, (end - clock.now()) / DAY);
    },
  });
  const storeSeconds = new Histogram({
    name: 'patkeeper_store_seconds',
    help: 'Time that calls of the store took, by whether they read or write, and whether the store answered.',
    labelNames: ['kind', 'outcome'] as const,
    buckets: STORE_BUCKETS,
    registers,
  });
  const authorityCalls = new Counter({
    name: 'patkeeper_authority_calls_total',
    help: 'Calls of an authority over the network, by what became of them.',
    labelNames: ['authority', 'outcome'] as const,
    registers,
  });
  const signInFailures = new Counter({
    name: 'patkeeper_sign_in_failures_total',
    help: 'Steps of a sign-in that failed, by why: refused is what Microsoft Entra said no to.',
    labelNames: ['reason'] as const,
    registers,
  });
  return {
    storeCall({ method, seconds, error }) {
      const kind = /^(?:find|list|count|next|check|served)/.test(method) ? 'read' : 'write';
      storeSeconds.observe({ kind, outcome: hasFailed(error) ? 'failed' : 'ok' }, seconds);
    },
    authorityCall: (authority, outcome) => authorityCalls.inc({ authority, outcome }),
    signInCall({ error }) {
      if (error === undefined) return;
      const reason = error instanceof PatkeeperError ? error.code : 'unexpected';
      if (reason !== 'sign-in-needed') signInFailures.inc({ reason });
    },
  };
}

function hasFailed(error: unknown): boolean {
  if (error === undefined) return false;
  return !(error instanceof PatkeeperError) || STORE_FAILED.includes(error.code);
}
