import { withJobCorrelation } from '../correlation.ts';
import type { Clock, Log, Messenger } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { backoffMs } from '../timing/backoff.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { createWakingLoop } from '../timing/waking-loop.ts';
import type { Instant, PersonId } from '../tokens/token.ts';
import { createNoticePace, type Pace, TEAMS_PACE } from './notice-pace.ts';
import { createNoticeSender, LONGEST_PAUSE_MS, type NoticeOutcome } from './notice-sender.ts';
import type { Notice, NoticeKind } from './notices.ts';
import { createTenantRecovery } from './tenant-recovery.ts';

/** What a dispatcher works with. What is left out is as Teams and several replicas need it. */
export interface DispatcherDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'notices' | 'contacts' | 'tokens' | 'rateLimits'>;
  readonly messenger: Messenger;
  readonly log: Log;
  readonly later?: Later;
  /** Brings what is known of a person's tokens up to date before they are reminded. */
  readonly refresh?: (person: PersonId) => Promise<unknown>;
  readonly metrics?: (kind: NoticeKind, outcome: NoticeOutcome) => void;
  /** 0 to 1, so that what failed together is not tried again together. */
  readonly random?: () => number;
  /** How fast messages may follow one another; what Teams allows, unless a test is in a hurry. */
  readonly pace?: Pace;
  /** Most messages on their way at a time. */
  readonly concurrency?: number;
  /** How long a claim lasts; a send must be over well before. */
  readonly leaseMs?: number;
  /** The longest time without a look for due notices, which another process may have written. */
  readonly pollMs?: number;
  /** Most notices claimed at a time. */
  readonly batch?: number;
}

/** Sends the notices that are due: claims them, checks that they still matter, sends once, records the outcome. */
export interface Dispatcher {
  start(): void;
  /** Looks for due notices now: some may have been written, or the clock moved. */
  wake(): void;
  /** Handles everything that is due now; gives how many notices that were. Rejects when the store does. */
  runOnce(): Promise<number>;
  /** Claims nothing more, and waits for the messages that are on their way. */
  stop(): Promise<void>;
}

/** A due notice that can't be claimed belongs to another process for the moment. */
const SHORTEST_WAIT_MS = 100;
/** While many are due, this long is waited for a quarter of the slots: one claim for each message would double the store's work. */
const GATHER_MS = 100;

/**
 * Creates the dispatcher of a process. It keeps no state that the store doesn't have, save a pause Teams asked for, and whether
 * Teams took the latest message: when it does so again, what waits for that is tried before its time.
 */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { clock, store, log, later = systemLater, random = Math.random } = deps;
  const {
    metrics = () => {},
    concurrency = 16,
    leaseMs = 30_000,
    pollMs = 30_000,
    batch = 50,
    pace: rates = TEAMS_PACE,
  } = deps;
  const running = new Set<Promise<void>>();
  const sleepers = new Set<() => void>();
  let stopped = false;
  let isAway = false;
  let pausedUntil: Instant = 0;
  let gathersUntil: Instant = 0;

  const loop = createWakingLoop({ later, takeTurn });
  const recovery = createTenantRecovery();
  const patienceMs = Math.floor(leaseMs / 3);
  const pace = createNoticePace({ clock, store, pace: rates, patienceMs, sleep });
  const send = createNoticeSender({ ...deps, metrics, random, leaseMs, slowDown, sleep, pace, recovery });

  /** One person's throttling is the whole bot's: everything waits. */
  function slowDown(ms: number): void {
    pausedUntil = Math.max(pausedUntil, clock.now() + ms);
  }

  function pauseLeft(): number {
    // Neither what Teams says nor a clock that was set back may silence the bot for long.
    pausedUntil = Math.min(pausedUntil, clock.now() + LONGEST_PAUSE_MS);
    return Math.max(0, pausedUntil - clock.now());
  }

  function sleep(ms: number): Promise<boolean> {
    if (stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (slept: boolean) => {
        sleepers.delete(interrupt);
        cancel();
        resolve(slept);
      };
      const interrupt = () => end(false);
      const cancel = later(ms, () => end(true));
      sleepers.add(interrupt);
    });
  }

  /** How long few free slots wait for others to be free, milliseconds. */
  function gatherLeft(): number {
    if (concurrency - running.size >= Math.floor(concurrency / 4)) return 0;
    return Math.min(GATHER_MS, Math.max(0, gathersUntil - clock.now()));
  }

  /** Claims only what can be sent at once, so that no claim grows old in a queue. */
  async function claim(): Promise<number> {
    const limit = Math.min(batch, concurrency - running.size);
    if (limit <= 0 || pauseLeft() > 0 || gatherLeft() > 0) return 0;
    const now = clock.now();
    const due = await store.notices.claimDue({ now, leaseMs, limit });
    const claimed = due.length > 0 ? due : await claimNotTaken(now, limit);
    for (const notice of claimed) {
      const sending: Promise<void> = withJobCorrelation(() => send(notice, now)).finally(() => {
        running.delete(sending);
        loop.wake();
      });
      running.add(sending);
    }
    gathersUntil = claimed.length === limit ? now + GATHER_MS : 0;
    return claimed.length;
  }

  /** What waits for Teams, once nothing else is due and Teams takes messages again: a few at a time, so that no flood follows. */
  async function claimNotTaken(now: Instant, limit: number): Promise<readonly Notice[]> {
    for (const tenantId of recovery.tenants()) {
      const claimed = await store.notices.claimNotTaken({ tenantId, now, leaseMs, limit });
      if (claimed.length > 0) return claimed;
      recovery.done(tenantId);
    }
    return [];
  }

  async function takeTurn(): Promise<number> {
    try {
      while ((await claim()) > 0 && !stopped);
      const waitMs = await untilNext();
      if (isAway) log.info({}, 'due notices can be claimed again');
      isAway = false;
      return waitMs;
    } catch (error) {
      if (!isAway) log.error({ err: error }, 'due notices can’t be claimed until the store answers again');
      isAway = true;
      // The waits don't grow: nothing tells when the store is back, and notices are due all the while.
      return backoffMs(1, random);
    }
  }

  async function untilNext(): Promise<number> {
    // With no slot free, the next message that is through wakes the loop.
    if (running.size >= concurrency) return pollMs;
    if (gatherLeft() > 0) return Math.min(pollMs, gatherLeft());
    const next = await store.notices.nextAt();
    const wait = next === undefined ? pollMs : Math.max(next - clock.now(), SHORTEST_WAIT_MS);
    return Math.min(pollMs, Math.max(wait, pauseLeft()));
  }

  return {
    start() {
      stopped = false;
      loop.start();
    },
    wake: loop.wake,
    async runOnce() {
      let handled = 0;
      for (;;) {
        const claimed = await claim();
        handled += claimed;
        if (claimed === 0 && running.size === 0) return handled;
        await Promise.all(running);
      }
    },
    async stop() {
      stopped = true;
      for (const interrupt of [...sleepers]) interrupt();
      await loop.stop();
      await Promise.all(running);
    },
  };
}
