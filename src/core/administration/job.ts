import type { Instant, PersonId } from '../tokens/token.ts';

/**
 * `draft`: previewed, and nothing more. `waiting`: another administrator must confirm it. `running`: it is worked on.
 * `done` and `declined` are final.
 */
export type JobState = 'draft' | 'waiting' | 'running' | 'done' | 'declined';

/** One token that a job revokes, as it was previewed. */
export interface JobTarget {
  readonly owner: PersonId;
  readonly tokenId: string;
  readonly name: string;
}

/** What became of the targets that are done; together they are `next`. */
export interface JobCounts {
  readonly revoked: number;
  /** Ended or revoked by somebody else after the preview. */
  readonly ended: number;
  /** Its authority refused, or could not be reached. */
  readonly failed: number;
}

/** An administrator's request to revoke tokens: what was previewed, who wants it and why, and how far it is. */
export interface Job {
  readonly id: string;
  readonly requester: PersonId;
  readonly requesterName: string;
  readonly createdAt: Instant;
  /** Until when a draft can be asked for, or a waiting one confirmed. */
  readonly expiresAt: Instant;
  readonly state: JobState;
  readonly targets: readonly JobTarget[];
  /** Empty in a draft. */
  readonly reason: string;
  readonly startedAt?: Instant;
  /** The second administrator, who confirmed or declined it; absent when none was needed. */
  readonly second?: { readonly person: PersonId; readonly name: string };
  /** The first target that is not done. */
  readonly next: number;
  readonly counts: JobCounts;
  /** When another process may go on with it; present while it runs. */
  readonly leaseUntil?: Instant;
  /** The message that shows its progress; absent when there is none. */
  readonly messageId?: string;
  /** Grows with every change, so that of two changes at once only one is made. */
  readonly version: number;
}

/** Nothing done yet. */
export const NO_COUNTS: JobCounts = { revoked: 0, ended: 0, failed: 0 };
