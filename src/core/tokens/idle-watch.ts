import { noticeForIdle, noticeForIdleEnd } from '../notices/watch-notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { HOUR } from '../timing/durations.ts';
import { createHourlyWatch, type HourlyWatch } from '../timing/hourly-watch.ts';
import { ENDING_PLACES } from './ending-places.ts';
import { IDLE_GRACE_MS, IDLE_MS, idleStep } from './idle.ts';
import { type Instant, isoOf, type Token } from './token.ts';
import type { TokenPatch } from './token-writes.ts';

interface IdleWatchDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'marks' | 'rateLimits'>;
  readonly log: Log;
  readonly wake: () => void;
  readonly newId: () => string;
  /** Whether a token that nobody uses or keeps is ended after the question. */
  readonly mayEnd: boolean;
  readonly later?: Later;
}

/** How the mark begins that says since when uses count: tokens from before it count from it. */
const MARK = 'idle-from.';
const BATCH = 100;

/** Creates what looks for tokens that nobody uses. Of several replicas one looks in each hour. */
export function createIdleWatch(deps: IdleWatchDeps): HourlyWatch {
  const { clock, store, log, wake, newId, mayEnd, later = systemLater } = deps;
  async function countingFrom(now: Instant): Promise<Instant> {
    const since = (await store.marks.list(MARK)).map((name) => Number(name.slice(MARK.length)));
    if (since.length > 0) return Math.min(...since);
    await store.marks.add(`${MARK}${now}`);
    return now;
  }

  async function change(token: Token, now: Instant, what: 'ask' | 'end'): Promise<void> {
    const { owner, id, name } = token;
    const isEnd = what === 'end';
    const set: TokenPatch = isEnd ? { revokedAt: now } : { idle: { ...token.idle, askedAt: now } };
    const endsAt = mayEnd ? now + IDLE_GRACE_MS : undefined;
    const changed = await store.tokens.change({
      owner,
      tokenId: id,
      now,
      set,
      notices: [isEnd ? noticeForIdleEnd(token, now) : noticeForIdle(token, now, endsAt)],
      dropOpenNotices: isEnd ? 'the token was revoked' : 'it was asked about again',
      event: {
        id: newId(),
        at: now,
        action: isEnd ? 'revoke' : 'report',
        actor: owner,
        place: ENDING_PLACES.idle,
        owner,
        tokenId: id,
        tokenName: name,
        detail: isEnd
          ? `nobody used or kept it; was valid to ${isoOf(token.validTo)}`
          : 'nobody uses it; its owner is asked',
      },
    });
    if (changed !== undefined) wake();
  }

  async function look(): Promise<void> {
    const now = clock.now();
    if (!(await store.rateLimits.claimKey('idle-tokens', now, now + HOUR - 1))) return;
    const from = await countingFrom(now);
    if (now - from < IDLE_MS) return;
    for (let after = ''; !watch.isStopped(); ) {
      const tokens = await store.tokens.listIdle({ now, before: now - IDLE_MS, after, limit: BATCH });
      for (const token of tokens) {
        const step = idleStep(token, now, { from, mayEnd });
        if (step !== undefined) await change(token, now, step);
      }
      after = tokens.at(-1)?.id ?? '';
      if (tokens.length < BATCH) return;
    }
  }

  const watch = createHourlyWatch({
    look,
    failed: (err) => log.warn({ err }, 'tokens that nobody uses could not be looked for'),
    later,
  });
  return watch;
}
