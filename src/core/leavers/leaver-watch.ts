import { withCorrelation } from '../correlation.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { DAY, HOUR } from '../timing/durations.ts';
import { createWakingLoop } from '../timing/waking-loop.ts';
import type { Instant, PersonId } from '../tokens/token.ts';
import type { AccountState, Directory } from './directory.ts';
import type { Administrators } from './leaver-news.ts';
import type { Leavers } from './leavers.ts';

export interface LeaverWatchDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'rateLimits'>;
  readonly leavers: Leavers;
  /** Absent where only provisioning tells of leavers. */
  readonly directory?: Directory;
  readonly administrators: Administrators;
  /** Within so many milliseconds a leaver's tokens are refused. */
  readonly withinMs: number;
  readonly log: Log;
  readonly later?: Later;
}

/** Looks regularly for people who left. */
export interface LeaverWatch {
  start(): void;
  /** Looks now: the clock has moved. */
  wake(): void;
  /** One look, whoever else looks. */
  look(): Promise<void>;
  /** Says that provisioning has just been heard of. */
  heard(): void;
  stop(): Promise<void>;
}

/** So many turns come in the time that is promised: one may fail, and one may take long. */
const TURNS_WITHIN = 5;

/** Creates the watch of a process. Several processes share the turns through the store: one of them looks in each. */
export function createLeaverWatch(deps: LeaverWatchDeps): LeaverWatch {
  const { clock, store, leavers, directory, administrators, withinMs, log } = deps;
  const intervalMs = Math.max(1, Math.floor(withinMs / TURNS_WITHIN));
  const loop = createWakingLoop({ later: deps.later ?? systemLater, takeTurn });
  let silentSince: Instant | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;

  /** Nobody is refused because nobody answers, but somebody has to know after an hour; again every day. */
  async function tellOfSilence(err: unknown): Promise<void> {
    const now = clock.now();
    log.warn({ err }, 'the directory did not say who has left');
    silentSince ??= now;
    const since = Math.max(silentSince, heardAt);
    if (now - since < HOUR) return;
    if (await store.rateLimits.claimKey('leavers silent', now, now + DAY))
      await administrators.tell({ kind: 'silent', since });
  }

  async function ask(people: readonly PersonId[]): Promise<((person: PersonId) => AccountState) | undefined> {
    if (directory === undefined) return () => 'unknown';
    try {
      const stateOf = await directory.look(people);
      silentSince = undefined;
      return stateOf;
    } catch (err) {
      await tellOfSilence(err);
      return undefined;
    }
  }

  async function look(): Promise<void> {
    const holders = await leavers.holders();
    await leavers.revokeDue(holders);
    await leavers.goThrough(holders, await ask(holders.map(({ person }) => person)));
  }

  async function takeTurn(): Promise<number> {
    try {
      const now = clock.now();
      const turn = Math.floor(now / intervalMs);
      const key = `leavers ${intervalMs} ${turn}`;
      if (await store.rateLimits.claimKey(key, now, (turn + 2) * intervalMs)) await withCorrelation(look);
    } catch (err) {
      log.warn({ err }, 'nobody could look for people who left');
    }
    return intervalMs;
  }

  return {
    start: loop.start,
    wake: loop.wake,
    look,
    heard() {
      heardAt = clock.now();
    },
    stop: loop.stop,
  };
}
