import { writeDeadUse } from '../notices/dead-use-detail.ts';
import { noticeForDeadUse } from '../notices/watch-notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { NoticeStore } from '../store/notices.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { DAY, HOUR, MINUTE } from '../timing/durations.ts';
import type { Instant, Token } from './token.ts';
import { createTopCounts, type TopCounts } from './top-counts.ts';

export interface DeadUsesDeps {
  readonly store: { readonly notices: Pick<NoticeStore, 'owe'> };
  readonly clock: Clock;
  readonly log: Log;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
  /** Most tokens that are kept in mind; beyond, the one that was used first goes. */
  readonly most?: number;
  readonly later?: Later;
}

/** Where a token that has ended was used. */
export interface DeadUse {
  readonly service: string;
  /** The client's address; absent where nobody can tell. */
  readonly address?: string;
}

/** Counts uses of tokens that have ended, and tells their owners at most once a day for a token. */
export interface DeadUses {
  /** Counts one use. It writes nothing, and takes no time to speak of. */
  note(token: Token, use: DeadUse): void;
  /** Owes what is due by now; resolves when that is written. */
  tell(): Promise<void>;
  /** Counts nothing more, and owes all that was counted, for so many milliseconds at most. */
  end(ms: number): Promise<void>;
}

interface Counted {
  readonly token: Token;
  /** When it was first used after its end, as far as this process knows. */
  readonly since: Instant;
  uses: number;
  latest: Instant;
  services: TopCounts;
  addresses: TopCounts;
  /** When its owner may be told next. */
  tellAt: Instant;
}

/** So long uses are gathered before their owner is told: the card then says how many there are. */
const GATHER_MS = MINUTE;
/** Between two cards about one token. */
const QUIET_MS = DAY;
const TICK_MS = MINUTE;
const LONGEST_NAME = 100;
const MOST = 1_000;

/** Creates the counter of one process. It keeps a bounded number of tokens, and of names for each. */
export function createDeadUses(deps: DeadUsesDeps): DeadUses {
  const { store, clock, log, wake, most = MOST, later = systemLater } = deps;
  /** By token, the one that was used first in front. */
  const kept = new Map<string, Counted>();
  let cancel: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let isEnding = false;

  function countedOf(token: Token, now: Instant): Counted {
    const known = kept.get(token.id);
    if (known !== undefined) return known;
    const [oldest] = kept.size < most ? [] : kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
    const fresh = { token, since: now, latest: now, tellAt: now + GATHER_MS, ...nothing() };
    kept.set(token.id, fresh);
    return fresh;
  }

  async function tellOne(counted: Counted, now: Instant): Promise<void> {
    const { token, since, latest, uses, services, addresses } = counted;
    const detail = writeDeadUse({
      uses,
      since,
      latest,
      services: services.names(),
      addresses: addresses.names(),
    });
    try {
      const isOwed = await store.notices.owe(noticeForDeadUse(token, now, detail), {
        now,
        quietMs: QUIET_MS,
      });
      // Not owed: another replica has told the owner today.
      counted.tellAt = now + (isOwed ? QUIET_MS : HOUR);
      if (!isOwed) return;
      counted.uses -= uses;
      Object.assign(counted, { services: createTopCounts(), addresses: createTopCounts() });
      wake();
    } catch (error) {
      counted.tellAt = now + 10 * MINUTE;
      log.warn({ err: error, tokenId: token.id }, 'that a token is used after its end could not be written');
    }
  }

  async function tellDue(all: boolean): Promise<void> {
    const now = clock.now();
    for (const [id, counted] of [...kept]) {
      // A time too far ahead was set before the clock was set back.
      const isDue = all || counted.tellAt <= now || counted.tellAt > now + QUIET_MS;
      if (!isDue) continue;
      if (counted.uses > 0) await tellOne(counted, now);
      else kept.delete(id);
    }
  }

  function tell(all = false): Promise<void> {
    running ??= tellDue(all).finally(() => {
      running = undefined;
    });
    return running;
  }

  function schedule(): void {
    if (isEnding || cancel !== undefined || kept.size === 0) return;
    cancel = later(TICK_MS, () => {
      cancel = undefined;
      void tell().finally(schedule);
    });
  }

  return {
    note(token, { service, address }) {
      if (isEnding) return;
      const now = clock.now();
      const counted = countedOf(token, now);
      counted.uses += 1;
      counted.latest = now;
      counted.services.count(service.slice(0, LONGEST_NAME));
      if (address !== undefined) counted.addresses.count(address);
      schedule();
    },
    tell: () => tell(),
    async end(ms) {
      isEnding = true;
      cancel?.();
      let stop = (): void => {};
      const late = new Promise<void>((resolve) => {
        stop = later(ms, resolve);
      });
      await Promise.race([Promise.resolve(running).then(() => tell(true)), late]);
      stop();
      kept.clear();
    },
  };
}

function nothing(): Pick<Counted, 'uses' | 'services' | 'addresses'> {
  return { uses: 0, services: createTopCounts(), addresses: createTopCounts() };
}
