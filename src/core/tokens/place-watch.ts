import { writePlace } from '../notices/place-detail.ts';
import { noticeForNewPlace } from '../notices/watch-notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { DAY, HOUR } from '../timing/durations.ts';
import { isWorthAsking, newPlaces, type TokenNews } from './places.ts';
import type { Instant, Token, TokenPlace } from './token.ts';

interface PlaceWatchDeps {
  readonly store: {
    readonly tokens: Pick<Store['tokens'], 'recordPlace'>;
    readonly notices: Pick<Store['notices'], 'owe'>;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
  /** Most uses that are under way or were looked at lately; those beyond are looked at when they are made again. */
  readonly most?: number;
}

/** Sees where tokens are used for the first time, and has their owners asked, at most once a day for a token. */
export interface PlaceWatch {
  /** Looks at one use. What there is to write is written later, and its failure is only logged. */
  note(token: Token, place: TokenPlace): void;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
}

/** A place is looked at again after so long: its owner may have been asked about another one that day. */
const AGAIN_MS = HOUR;
const LONGEST_SERVICE = 100;

/** Creates the watch of one process. What another process has learned is seen by the token that is handed in. */
export function createPlaceWatch(deps: PlaceWatchDeps): PlaceWatch {
  const { store, clock, log, wake, most = 10_000 } = deps;
  /** When each use was looked at, the earliest first. */
  const looked = new Map<string, Instant>();
  /** Which tokens a question was owed for lately, or could not be: until later, none of their new places needs the store. */
  const asked = new Map<string, Instant>();
  const running = new Set<Promise<void>>();

  function forget(kept: Map<string, Instant>, now: Instant): void {
    for (const [key, at] of kept) {
      if (isFresh(at, now)) return;
      kept.delete(key);
    }
  }

  function wasAsked({ id }: Token, now: Instant): boolean {
    const before = asked.get(id);
    return before !== undefined && isFresh(before, now);
  }

  /** Whether a token may be asked about now, which is noted. A client that comes from ever new networks must not write for each. */
  function mayAsk({ id }: Token, now: Instant): boolean {
    forget(asked, now);
    asked.delete(id);
    if (asked.size >= most) return false;
    asked.set(id, now);
    return true;
  }

  async function learn(
    token: Token,
    place: TokenPlace,
    news: TokenNews & { readonly isWorthAsking: boolean },
    now: Instant,
  ): Promise<void> {
    try {
      if (news.isWorthAsking) {
        const detail = { ...place, at: now, isNewService: news.service, isNewNetwork: news.network };
        const notice = noticeForNewPlace(token, now, writePlace(detail));
        // Asked about another place today: this one is asked about when it is used on another day.
        if (!(await store.notices.owe(notice, { now, quietMs: DAY }))) return;
        wake();
      }
      await store.tokens.recordPlace(token.owner, token.id, place);
    } catch (error) {
      log.warn({ err: error, tokenId: token.id }, 'a new place of a token could not be written');
    }
  }

  return {
    note(token, used) {
      const place =
        used.service.length > LONGEST_SERVICE
          ? { ...used, service: used.service.slice(0, LONGEST_SERVICE) }
          : used;
      const news = newPlaces(token, place);
      if (!news.service && !news.network) return;
      const now = clock.now();
      const isAsked = isWorthAsking(token, news);
      // What comes from ever new networks is over here: it must cost nothing to speak of.
      if (isAsked && wasAsked(token, now)) return;
      const key = JSON.stringify([token.id, place.service, place.network]);
      const before = looked.get(key);
      if (before !== undefined && isFresh(before, now)) return;
      if (isAsked && !mayAsk(token, now)) return;
      forget(looked, now);
      looked.delete(key);
      if (looked.size >= most) return;
      looked.set(key, now);
      const work: Promise<void> = learn(token, place, { ...news, isWorthAsking: isAsked }, now).finally(() =>
        running.delete(work),
      );
      running.add(work);
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

/** Whether it was looked at lately. A clock that was set back must not silence a token for long. */
function isFresh(at: Instant, now: Instant): boolean {
  return at <= now && now < at + AGAIN_MS;
}
