import type { Rate } from '../timing/rate-limit.ts';
import type { Instant } from '../tokens/token.ts';

/** What several processes share, so that together they don't do a thing twice, or too often. */
export interface RateLimitStore {
  /**
   * Takes the next pass in a lane, shared by all processes, and gives when it is. A pass later than `now + patienceMs` is
   * not taken: then that time only says when to ask again, and others' passes are no later for the question.
   */
  takePass(lane: string, now: Instant, rate: Rate, patienceMs: number): Promise<Instant>;
  /** No pass that is taken in the lane from here on is before `until`. */
  blockLane(lane: string, until: Instant, rate: Rate): Promise<void>;
  /**
   * True for the first call with this key, false for every other until `expiresAt`, so that what several processes are
   * asked at once is done once. A store of one process may forget its keys when it is closed.
   */
  claimKey(key: string, now: Instant, expiresAt: Instant): Promise<boolean>;
}
