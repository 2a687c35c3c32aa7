import type { Job, JobState } from '../administration/job.ts';
import type { ScopeId } from '../tokens/scopes.ts';
import type { AuthorityId, Instant, PersonId, Token, TokenState } from '../tokens/token.ts';

/** What a policy that was made stricter no longer allows; a token that any of it is true of is beyond the policy. */
export interface BeyondRule {
  /** The authorities that make tokens: of others the policy says nothing. */
  readonly makers: readonly AuthorityId[];
  readonly forbidden: readonly ScopeId[];
  /** The authorities whose organizations the settings name, and these. */
  readonly verified: readonly AuthorityId[];
  readonly organizations: readonly string[];
  readonly latestEnd: Instant;
}

/** Which tokens are meant, whoever owns them; all of it must be true. What is left out doesn't matter. */
export interface TokenFilter {
  readonly owner?: PersonId;
  readonly organization?: string;
  readonly authority?: AuthorityId;
  /** It has at least one of these. */
  readonly scopes?: readonly ScopeId[];
  readonly state?: TokenState;
  readonly endsBefore?: Instant;
  readonly createdBefore?: Instant;
  /** Neither created nor used since. */
  readonly idleSince?: Instant;
  readonly beyond?: BeyondRule;
  /** A message about it was given up. */
  readonly undelivered?: true;
  /** Its owner can't be reached. */
  readonly unreachable?: true;
  /** The beginning of its folded name. */
  readonly name?: string;
}

/** `ends`: the soonest to end first. `newest`: the latest created first. Then by id. */
export type TokenSort = 'ends' | 'newest';

/** The last token of a page: the next page begins behind it. */
export interface PageKey {
  /** Its end, or when it was created. */
  readonly at: Instant;
  readonly id: string;
}

export interface TokenQuery {
  readonly filter: TokenFilter;
  readonly sort: TokenSort;
  readonly now: Instant;
  readonly after?: PageKey;
  readonly limit: number;
}

/** Somebody whom the bot knows, or whose tokens an administrator looked at. */
export interface KnownPerson {
  readonly person: PersonId;
  readonly name: string;
  readonly unreachable?: string;
}

/** Somebody whom messages don't reach. */
export interface UnreachedPerson {
  readonly person: PersonId;
  /** Empty where the bot knows none. */
  readonly name: string;
  /** Why: they can't be reached at all, or what became of the latest message that was given up or is held. */
  readonly reason: string;
  /** How many messages were given up. */
  readonly failed: number;
  /** How many messages are held until they can be reached. */
  readonly held: number;
}

/** A change of a job that is still in the version that the caller has read. */
export interface JobChange {
  readonly job: Job;
  readonly set: Partial<Omit<Job, 'id' | 'requester' | 'targets' | 'version'>>;
  /**
   * The change is not made when the targets of the requester's other jobs that began after `since`, and those of this one,
   * are more than `tokens`.
   */
  readonly most?: { readonly since: Instant; readonly tokens: number };
}

/** Most targets of one person's drafts, the new one left out: whoever only asks questions must not fill the store. */
export const MOST_DRAFTED = 10_000;

/** What administrators and auditors see of everybody's tokens, and what they asked for. The domain checks who may call. */
export interface OversightStore {
  findTokens(query: TokenQuery): Promise<readonly Token[]>;
  /** How many tokens there are, but no more than `most`. */
  countTokens(filter: TokenFilter, now: Instant, most: number): Promise<number>;
  /** People whose names hold these words, by name; `ids` are found in any case. */
  findPeople(asked: {
    words: string;
    ids: readonly PersonId[];
    limit: number;
  }): Promise<readonly KnownPerson[]>;
  /** People who can't be reached, or whose messages were given up or are held, by their ids, of those behind `after`. */
  findUnreached(asked: { after?: PersonId; limit: number }): Promise<readonly UnreachedPerson[]>;
  /**
   * Keeps a job, and forgets the requester's jobs that were created before `forgetBefore` and run no more, their drafts that can't be
   * asked for any more, and the oldest of the other drafts that together have more than `MOST_DRAFTED` targets.
   */
  addJob(job: Job, forgetBefore: Instant): Promise<void>;
  findJob(id: string): Promise<Job | undefined>;
  /** Undefined, and nothing written, when the job is in another version; `too-many` for what `most` refuses. */
  changeJob(change: JobChange): Promise<Job | 'too-many' | undefined>;
  /** Takes up to `limit` running jobs whose lease is over at `now`; each has one until `now + leaseMs` then. */
  claimJobs(claim: { now: Instant; leaseMs: number; limit: number }): Promise<readonly Job[]>;
  /** Jobs in a state, whoever asked for them, the latest first. */
  listJobs(state: JobState, limit: number): Promise<readonly Job[]>;
}
