import type { Clock } from '../core/ports.ts';
import { type Allowance, type Rate, take } from './allowance.ts';

export interface FailureLimitDeps {
  readonly clock: Clock;
  readonly rate?: Rate;
  /** Most clients remembered; beyond, some of those that failed longest ago are forgotten. */
  readonly most?: number;
}

/** Counts failed attempts by client. */
export interface FailureLimit {
  /** Counts one failure. 0 while the client is within its allowance, else the seconds to wait. */
  fail(client: string): number;
}

/** A person who mistypes never meets it, and a program that guesses gets one answer in three seconds. */
const RATE: Rate = { burst: 20, perSecond: 1 / 3 };
const MOST = 20_000;

/** Creates the limit of failed attempts. What succeeds is never looked up here. */
export function createFailureLimit({ clock, rate = RATE, most = MOST }: FailureLimitDeps): FailureLimit {
  // Two generations: finding the oldest of one map again and again would walk over all that was deleted before it.
  let recent = new Map<string, Allowance>();
  let older = new Map<string, Allowance>();
  return {
    fail(client) {
      const now = clock.now();
      let allowance = recent.get(client);
      if (allowance === undefined) {
        allowance = older.get(client) ?? { left: rate.burst, at: now };
        if (recent.size >= most / 2) {
          older = recent;
          recent = new Map();
        }
        recent.set(client, allowance);
      }
      return Math.ceil(take(allowance, rate, now) / 1000);
    },
  };
}
