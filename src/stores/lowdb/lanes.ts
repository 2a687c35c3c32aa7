import { blockedLane, passInLane, type Rate } from '../../core/timing/rate-limit.ts';
import type { Instant } from '../../core/tokens/token.ts';

const MOST_LANES = 10_000;

/** Lanes in memory: one process needs no more. */
export interface Lanes {
  take(lane: string, now: Instant, rate: Rate, patienceMs: number): Instant;
  block(lane: string, until: Instant, rate: Rate): void;
}

/** All lanes are empty at first. */
export function createLanes(): Lanes {
  const lanes = new Map<string, Instant>();

  /** An empty lane is as good as an unknown one. */
  function forgetEmpty(now: Instant): void {
    if (lanes.size < MOST_LANES) return;
    for (const [lane, next] of lanes) if (next <= now) lanes.delete(lane);
  }

  return {
    take: (lane, now, rate, patienceMs) => {
      forgetEmpty(now);
      const { at, next } = passInLane(lanes.get(lane), now, rate, patienceMs);
      lanes.set(lane, next);
      return at;
    },
    block: (lane, until, rate) => {
      lanes.set(lane, blockedLane(lanes.get(lane), until, rate));
    },
  };
}
