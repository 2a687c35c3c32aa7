import { withCorrelation } from '../correlation.ts';
import { isSignInNeeded } from '../errors.ts';
import { writeNews } from '../notices/news-detail.ts';
import { noticeAboutPerson } from '../notices/notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { Watch } from '../store/watches.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { MINUTE } from '../timing/durations.ts';
import { createWakingLoop } from '../timing/waking-loop.ts';
import type { PersonId } from '../tokens/token.ts';
import { NEVER, type TokenSync } from './token-sync.ts';

interface SweeperDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'watches'>;
  readonly sync: TokenSync;
  readonly log: Log;
  readonly wake: () => void;
  /** Time between two looks at one person's tokens, milliseconds. */
  readonly intervalMs: number;
  readonly later?: Later;
  /** 0 to 1, so that people who signed in together are not looked at together for ever. */
  readonly random?: () => number;
  /** Most people looked at at a time. */
  readonly concurrency?: number;
}

/** Looks regularly at the tokens of everyone who has signed in for that. */
export interface Sweeper {
  start(): void;
  /** Begins to look after a person: soon, and then regularly. */
  watch(person: PersonId): Promise<void>;
  /** Looks now for who is due: the clock has moved. */
  wake(): void;
  /** Looks at everyone who is due; gives how many people that were. */
  runOnce(): Promise<number>;
  /** Begins no further look, and waits for those that are under way. */
  stop(): Promise<void>;
}

const POLL_MS = 30_000;
/** A look may take this long before another process takes it over. */
const LEASE_MS = 5 * MINUTE;
const RETRY_MS = 15 * MINUTE;

/** Creates the sweeper of a process; several processes share the work through the store. */
export function createSweeper(deps: SweeperDeps): Sweeper {
  const { clock, store, sync, log, intervalMs } = deps;
  const { later = systemLater, random = Math.random, concurrency = 4 } = deps;
  let stopped = false;
  const loop = createWakingLoop({ later, takeTurn });

  /** A tenth earlier or later. */
  function nextAt(): number {
    return clock.now() + Math.round(intervalMs * (0.9 + 0.2 * random()));
  }

  async function lookAt(watch: Watch): Promise<void> {
    const { person } = watch;
    try {
      await sync.sync(person);
      await store.watches.settle(watch, nextAt());
    } catch (error) {
      if (isSignInNeeded(error)) return signedOut(watch, error.signIn?.claims !== undefined);
      log.warn({ err: error, person }, 'a person’s tokens could not be looked at');
      await store.watches.settle(watch, clock.now() + RETRY_MS);
    }
  }

  /** Nobody would notice that reminders and news have stopped: it is said once. */
  async function signedOut(watch: Watch, isChallenged: boolean): Promise<void> {
    const { person } = watch;
    const now = clock.now();
    // Not to whoever has just signed out, or in again.
    if ((await store.watches.find(person))?.nextAt !== watch.nextAt) return;
    const detail = writeNews({ signedOut: isChallenged ? 'challenged' : 'ended' });
    await store.watches.syncTokens({
      owner: person,
      now,
      found: [],
      changes: [],
      notices: [noticeAboutPerson('signed-out', person, now, detail)],
    });
    await store.watches.settle(watch, NEVER);
    deps.wake();
  }

  async function runOnce(): Promise<number> {
    let handled = 0;
    while (!stopped) {
      const due = await store.watches.claimDue({ now: clock.now(), leaseMs: LEASE_MS, limit: concurrency });
      if (due.length === 0) break;
      handled += due.length;
      for (const result of await Promise.allSettled(due.map((watch) => withCorrelation(() => lookAt(watch)))))
        if (result.status === 'rejected')
          log.warn({ err: result.reason }, 'the next look at a person’s tokens could not be written');
    }
    return handled;
  }

  async function takeTurn(): Promise<number> {
    await runOnce().catch((error: unknown) => log.warn({ err: error }, 'nobody’s tokens could be looked at'));
    return POLL_MS;
  }

  return {
    start() {
      stopped = false;
      loop.start();
    },
    async watch(person) {
      await store.watches.save({ person, stocked: [], nextAt: clock.now() });
      loop.wake();
    },
    wake: loop.wake,
    runOnce,
    async stop() {
      stopped = true;
      await loop.stop();
    },
  };
}
