import type { Instant } from '../tokens/token.ts';

/** A link of the chain: it fixes what a number of events in their order say, and the seal before. */
export interface Seal {
  /** 1, 2, 3 and so on. */
  readonly number: number;
  /** The hash of the seal before; that of the first is empty. */
  readonly previous: string;
  readonly at: Instant;
  /** The number of its first event among all that were ever sealed, from 1 on. */
  readonly first: number;
  /** How many events it seals, at least one. */
  readonly count: number;
  /** The latest time of its events: it is gone by its age when that is. */
  readonly latestAt: Instant;
  /** SHA-256 of its leaves in order, base64url. */
  readonly root: string;
  /** SHA-256 of everything above, base64url. */
  readonly hash: string;
}

/** What a seal knows of one event. */
export interface Leaf {
  readonly at: Instant;
  /** SHA-256 of what the event says, base64url. */
  readonly digest: string;
}
