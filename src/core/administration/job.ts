import type { Fault } from '../errors.ts';
import type { Actor, AuthorityId, Instant, PersonId } from '../tokens/token.ts';
import type { Member } from '../tokens/token-administration.ts';
import type { AskedTokens } from './asked-tokens.ts';

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
  /** The owner's name, of the first targets, which are shown; absent where the bot knows none. */
  readonly ownerName?: string;
  /** Present where an authority has to be asked to end it: then it may work for up to an hour longer. */
  readonly authority?: AuthorityId;
}

/** How many targets are shown by name. */
export const MOST_SHOWN = 30;

/** What became of the targets that are done; together they are `next`. */
export interface JobCounts {
  readonly revoked: number;
  /** Ended or revoked by somebody else after the preview. */
  readonly ended: number;
  /** Its authority refused, or could not be reached. */
  readonly failed: number;
}

/** What changed after the preview, besides tokens that had ended. */
export interface SincePreview {
  /** How many of those that were revoked had been renewed. */
  readonly renewed: number;
  /** How many were made that match what was asked for. They were not revoked. */
  readonly made: number;
}

/** How far a look at everybody's tokens in an organization is. */
export interface OrganizationLook {
  readonly authority: AuthorityId;
  readonly organization: string;
  /** Those of the last page that was read who were not looked at yet. */
  readonly left: readonly Pick<Member, 'key' | 'objectId' | 'name'>[];
  /** What the next page is asked for with; absent before the first one, and null after the last. */
  readonly next?: string | null;
  readonly pages: number;
  /** How many people were looked at, how many of them were gone, and how many active tokens they have. */
  readonly people: number;
  readonly gone: number;
  readonly tokens: number;
  /** How often in a row Azure DevOps could not be asked. */
  readonly tries: number;
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
  /** What the targets were found by; absent where one token was meant, and in jobs of earlier releases. */
  readonly asked?: AskedTokens;
  /** Absent while nothing of it is known. */
  readonly since?: SincePreview;
  /** Empty in a draft. */
  readonly reason: string;
  readonly startedAt?: Instant;
  /** The second administrator, who confirmed or declined it; absent when none was needed. */
  readonly second?: { readonly person: PersonId; readonly name: string };
  /** Present for a request that revokes nothing: it looks at everybody's tokens in an organization. It has no targets. */
  readonly look?: OrganizationLook;
  /** Why something could not be done, or the look ended early; the latest of it. */
  readonly problem?: Fault;
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

/** A request as somebody who may see it sees it. */
export interface JobView {
  readonly job: Job;
  /** Whether this person may confirm or decline it. */
  readonly mayConfirm: boolean;
}

/** Whoever asked for a job, as who its work is done. */
export function jobActor({ requester, requesterName }: Job): Actor {
  return { ...requester, name: requesterName, locale: '', place: 'job' };
}

/** Nothing done yet. */
export const NO_COUNTS: JobCounts = { revoked: 0, ended: 0, failed: 0 };
