import { noticeForSoonerEnd } from '../notices/watch-notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { type Later, later as systemLater } from '../timing/clock.ts';
import { MINUTE } from '../timing/durations.ts';
import { createWakingLoop } from '../timing/waking-loop.ts';
import { type CutOverEvidence, cutOverEvidence, endsSooner } from './cut-over.ts';
import { type Instant, isoOf, type Token } from './token.ts';

interface CutOverWatchDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'rateLimits'>;
  readonly log: Log;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
  readonly newId: () => string;
  readonly later?: Later;
}

/** Ends replaced tokens once the evidence is there that their owners have asked for. */
export interface CutOverWatch {
  start(): void;
  /** Looks now: the clock was moved. */
  wake(): void;
  /** One look. Rejects when the store does not answer. */
  runOnce(): Promise<void>;
  /** Looks no more; resolves when a look that is under way is over. */
  stop(): Promise<void>;
}

const EVERY_MS = 5 * MINUTE;
const BATCH = 100;

/** Creates the watch. Of several replicas one looks each time; and whichever ends a token, it ends once. */
export function createCutOverWatch(deps: CutOverWatchDeps): CutOverWatch {
  const { clock, store, log, wake, newId, later = systemLater } = deps;
  let stopped = false;

  /** Nothing is written when its owner has prolonged or ended it, or taken the new one back, since it was read. */
  async function end(
    old: Token,
    evidence: CutOverEvidence & { newUsed: object },
    now: Instant,
  ): Promise<void> {
    const { owner, id, name, rotation } = old;
    if (rotation === undefined) return;
    const silent = `the old one was silent since ${isoOf(evidence.silentSince)}`;
    const changed = await store.tokens.change({
      owner,
      tokenId: id,
      now,
      asRead: old,
      set: { rotation, validTo: now },
      notices: [noticeForSoonerEnd({ ...old, validTo: now }, evidence)],
      dropOpenNotices: 'the token ended sooner',
      event: {
        id: newId(),
        at: now,
        action: 'rotate',
        actor: owner,
        place: 'cut-over',
        owner,
        tokenId: id,
        tokenName: name,
        detail: `ended: the new one is used, and ${silent}; was valid to ${isoOf(old.validTo)}`,
      },
    });
    if (changed === undefined) return;
    log.info({ tokenId: id }, 'a replaced token ended: the new one is used, and nobody uses the old one');
    wake();
  }

  async function look(): Promise<void> {
    const now = clock.now();
    if (!(await store.rateLimits.claimKey('cut-over', now, now + EVERY_MS - 1))) return;
    for (let after = ''; !stopped; ) {
      const tokens = await store.tokens.listCuttingOver({ now, after, limit: BATCH });
      for (const old of tokens) await judge(old, now);
      after = tokens.at(-1)?.id ?? '';
      if (tokens.length < BATCH) return;
    }
  }

  async function judge(old: Token, now: Instant): Promise<void> {
    if (old.rotation?.state !== 'overlap') return;
    const successor = await store.tokens.find(old.owner, old.rotation.successorId);
    const { newUsed, silentSince = now } = cutOverEvidence(old, successor) ?? {};
    if (newUsed !== undefined && endsSooner(old, successor, now))
      await end(old, { newUsed, silentSince }, now);
  }

  const loop = createWakingLoop({
    later,
    async takeTurn() {
      await look().catch((err: unknown) => log.warn({ err }, 'replaced tokens could not be looked at'));
      return EVERY_MS;
    },
  });

  return {
    start: loop.start,
    wake: loop.wake,
    runOnce: look,
    async stop() {
      stopped = true;
      await loop.stop();
    },
  };
}
